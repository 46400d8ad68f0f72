"""Text that a spreadsheet program would run as a formula: made harmless on the way out, kept as text.

Source of the rule: OWASP, "CSV Injection".
"""

import re

# What begins with these, after blanks or apostrophes, may be run; a plain number may not.
RUN = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d[\d.,]*%?\Z")


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet program could take a text for a formula."""
    return bool(RUN.match(text)) and not NUMBER.match(text)


def neutralised(text: str) -> str:
    """Return a text that no spreadsheet program runs; `restored` gives it back."""
    return f"'{text}" if is_formula_like(text) else text


def restored(text: str) -> str:
    """Return what was neutralised as it was; any other text stays."""
    return text[1:] if text[:1] == "'" and is_formula_like(text[1:]) else text
