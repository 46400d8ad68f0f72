"""The forms in which partners write: a practice, its claims and the evidence behind them."""

from practices.forms.fields import public_name
from practices.forms.practice import PracticeForm
from practices.forms.rows import ClaimForm, ClaimRows, EvidenceForm, NumberedRows

__all__ = [
    "ClaimForm",
    "ClaimRows",
    "EvidenceForm",
    "NumberedRows",
    "PracticeForm",
    "public_name",
]
