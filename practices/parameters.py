"""The parameters of page and API: what each is called, and as a field of a form what it may say."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices import codelists
from practices.search.text import parse
from practices.vocabularies import VOCABULARIES, Vocabulary
from smarty_portal.api import Refusal, values_of

LONGEST_QUERY = 200
MOST_TOLD = 10  # values of a parameter that are refused one by one
FIRST_YEAR, LAST_YEAR = 1900, 2100
ORDERINGS = {
    "relevance": gettext_lazy("Best match"),
    "newest": gettext_lazy("Newest"),
    "title": gettext_lazy("Title"),
    "level": gettext_lazy("Level"),
}
LABELS = {
    "q": gettext_lazy("Search"),
    "theme": gettext_lazy("Theme"),
    "technology": gettext_lazy("Technology"),
    "sector": gettext_lazy("Sector"),
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country"),
    "partner": gettext_lazy("Partner"),
    "nature": gettext_lazy("Nature"),
    "scope": gettext_lazy("Scope"),
    "validation": gettext_lazy("Kind of validation"),
    "level": gettext_lazy("Level"),
    "year_from": gettext_lazy("Started in or after"),
    "year_to": gettext_lazy("Started in or before"),
    "ordering": gettext_lazy("Order"),
}


class NotUnderstood(ValidationError):
    """Some values of a parameter were refused; those understood still count."""

    def __init__(self, refusals: list[Refusal], understood):
        super().__init__([refusal.detail for refusal in refusals], code="not_understood")
        self.refusals = refusals
        self.understood = understood


class ParameterForm(forms.Form):
    """The filter panel's form: keeps what it understood of a field beside the refusals."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.refusals: list[Refusal] = []

    def add_error(self, field, error):
        super().add_error(field, error)
        self.refusals += getattr(error, "refusals", [])
        if understood := getattr(error, "understood", None):
            self.cleaned_data[field] = understood


class ListWidget(forms.SelectMultiple):
    """Reads a parameter that is repeated, or holds several values separated by commas."""

    def value_from_datadict(self, data, files, name):
        return values_of(data, name) if isinstance(data, QueryDict) else data.get(name, [])


class CodesField(forms.Field):
    """Codes of one vocabulary."""

    widget = ListWidget

    def __init__(self, *, parameter: str, **kwargs):
        super().__init__(**kwargs)
        self.parameter = parameter
        self.lists: codelists.CodeLists | None = None

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return VOCABULARIES[self.parameter](self.lists)

    def clean(self, value: list[str]) -> list[str]:
        if not value:
            return []
        read = {raw: self.vocabulary.read(raw) for raw in value}
        understood = list(dict.fromkeys(code for code in read.values() if code))
        if refused := [raw for raw, code in read.items() if code is None]:
            raise NotUnderstood(self._refusals(refused), understood)
        return understood

    def _refusals(self, refused: list[str]) -> list[Refusal]:
        """The first values one by one, each with the nearest right one; the others are counted."""
        told, more = refused[:MOST_TOLD], len(refused) - MOST_TOLD
        refusals = [self._refusal(raw) for raw in told]
        if more > 0:
            detail = ngettext(
                "%(count)d more is not a value of %(name)s.",
                "%(count)d more are not values of %(name)s.",
                more,
            )
            detail %= {"count": more, "name": self.parameter}
            refusals.append(Refusal(parameter=self.parameter, detail=detail))
        return refusals

    def _refusal(self, raw: str) -> Refusal:
        return Refusal(
            parameter=self.parameter,
            value=raw,
            detail=_("“%(value)s” is not a value of %(name)s.")
            % {"value": raw, "name": self.parameter},
            nearest=self.vocabulary.nearest(raw),
            allowed=self.vocabulary.allowed,
            see="" if self.vocabulary.allowed else self.vocabulary.see,
        )


class QueryField(forms.CharField):
    """What someone is looking for, in words."""

    def __init__(self, *, parameter: str, **kwargs):
        super().__init__(**kwargs)

    def clean(self, value: str | None) -> str:
        query = (value or "").replace("\x00", " ").strip()
        if len(query) > LONGEST_QUERY:
            detail = _("At most %(limit)d characters can be searched for; these are %(count)d.")
            self._refuse(query, detail % {"limit": LONGEST_QUERY, "count": len(query)})
        if query and not (asked := parse(query)).words:
            detail = _("“%(value)s” holds no word that could be searched for.")
            if asked.excluded:
                detail = _("“%(value)s” only says what to leave out: add a word to search for.")
            self._refuse(query, detail % {"value": query})
        return query

    def _refuse(self, query: str, detail: str):
        raise NotUnderstood(
            [Refusal(parameter="q", value=query[:LONGEST_QUERY], detail=detail)], ""
        )


class YearField(forms.IntegerField):
    def __init__(self, *, parameter: str, **kwargs):
        super().__init__(**kwargs)
        self.parameter = parameter

    def clean(self, value):
        raw = (value or "").strip()
        if not raw:
            return None
        is_number = raw.isascii() and raw.isdigit() and len(raw) == 4
        if is_number and FIRST_YEAR <= int(raw) <= LAST_YEAR:
            return int(raw)
        detail = _("“%(value)s” is not a year from %(first)d to %(last)d.")
        detail %= {"value": raw, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise NotUnderstood([Refusal(parameter=self.parameter, value=raw, detail=detail)], None)


class OrderingField(forms.CharField):
    def __init__(self, *, parameter: str, **kwargs):
        super().__init__(**kwargs)

    def clean(self, value):
        if not value or value in ORDERINGS:
            return value or ""
        vocabulary = Vocabulary(ORDERINGS, {})
        refusal = Refusal(
            parameter="ordering",
            value=value,
            detail=_("“%(value)s” is not a value of %(name)s.")
            % {"value": value, "name": "ordering"},
            nearest=vocabulary.nearest(value),
            allowed=vocabulary.allowed,
        )
        raise NotUnderstood([refusal], "")
