"""Labels of codes as plain text, looked up once: a file is written long after its request's language."""

from dataclasses import dataclass

from partners.presenting import country_label
from practices import choices
from practices.codelists import CodeLists

CHOICES = {
    "scope": choices.Scope,
    "nature": choices.Nature,
    "validation_kind": choices.ValidationKind,
    "running_state": choices.RunningState,
    "level": choices.Level,
}
LISTS = ("themes", "technologies", "sectors", "regions")


@dataclass(frozen=True)
class Labels:
    """Label by code, by the name of the column or list that holds the code."""

    held: dict[str, dict]

    @classmethod
    def of(cls, lists: CodeLists) -> "Labels":
        """Return all labels in the language that is active now."""
        held = {
            name: {code: row.label for code, row in getattr(lists, name).items()} for name in LISTS
        }
        for name, values in CHOICES.items():
            held[name] = {value.value: str(value.label) for value in values}
        countries = lists.countries
        held["country"] = {code: country_label(code, countries) for code in countries}
        held["owner"] = {slug: partner.short_name for slug, partner in lists.partners.items()}
        return cls(held)

    def get(self, name: str, code) -> str:
        """Return the label of a code, the code itself where it has none, "" for no code."""
        return self.held[name].get(code, str(code)) if code is not None else ""
