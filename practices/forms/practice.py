"""The practice itself."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.workspace import LinesField, WebAddressField
from practices import drafts, editions, validators
from practices.codelists import languages
from practices.forms.fields import (
    NOTHING,
    CheckedForm,
    LabelledRows,
    RelatedPractices,
    label_of,
    languages_or_none,
    prose_columns,
    suggested,
)
from practices.forms.texts import help_text
from practices.models import Practice, PracticeSector, Sector, Technology, Theme

LISTS = ("objectives", "stakeholders", "beneficiaries", "sources")
RESOURCES = ("amount", "currency", "staff", "text")
NEEDED = {"nace", *validators.REQUIRED} - {"sectors", "claims"}  # to submit
CURRENCIES = ("EUR", "GBP", "PLN")


def lines_field(name: str) -> LinesField:
    return LinesField(label=label_of(Practice, name), help_text=help_text(name, each=True))


def document_key(column: str) -> str:
    """Return the key under which a column stands in the document."""
    return column.replace("resources_", "resources.")


class PracticeForm(CheckedForm):
    objectives = lines_field("objectives")
    stakeholders = lines_field("stakeholders")
    beneficiaries = lines_field("beneficiaries")
    sources = lines_field("sources")
    language = forms.ChoiceField(
        label=label_of(Practice, "language"),
        choices=languages,
        initial="en",
        help_text=gettext_lazy("The language in which you write this description."),
    )
    native_language = forms.ChoiceField(
        label=label_of(Practice, "native_language"), choices=languages_or_none, required=False
    )
    resources_currency = forms.ChoiceField(
        label=label_of(Practice, "resources_currency"),
        choices=[NOTHING, *((code, code) for code in CURRENCIES)],
        required=False,
    )
    themes = LabelledRows(
        Theme.objects.all(),
        label=label_of(Practice, "themes"),
        required=False,
        help_text=help_text("themes"),
    )
    technologies = LabelledRows(
        Technology.objects.all(), label=label_of(Practice, "technologies"), required=False
    )
    nace = forms.ModelMultipleChoiceField(
        Sector.objects.all(),
        label=label_of(Practice, "sectors"),
        required=False,
        widget=suggested(PracticeSector, "sector"),
        help_text=help_text("sectors"),
    )
    related = RelatedPractices(
        Practice.objects.none(),
        label=label_of(Practice, "related"),
        required=False,
        widget=suggested(Practice, "related"),
        help_text=help_text("related"),
    )

    class Meta:
        model = Practice
        fields = [
            "title", "title_native", "native_language", "language", "owner", "slug", "nature",
            "summary", "organisation_in_charge", "region", "place", "scope", "start_year",
            "end_year", "running_state", "running_note", "problem", "description", "objectives",
            "stakeholders", "beneficiaries", "resources_amount", "resources_currency",
            "resources_staff", "resources_text", "challenges", "lessons", "transferability",
            "themes", "themes_basis", "technologies", "validation_kind", "website", "sources",
            "events", "related", "smarty_link", "confidence", "among_the_26",
        ]  # fmt: skip
        field_classes = prose_columns(Practice) | {"website": WebAddressField}
        help_texts = {name: help_text(document_key(name)) for name in fields}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NEEDED & set(self.fields):
            self.fields[name].is_needed = True
        if "related" in self.fields:
            self.fields["related"].queryset = self._relatable()
        if "nace" in self.fields and self.instance.pk:
            self.initial["nace"] = [row.sector_id for row in self.instance.practice_sectors.all()]

    def _relatable(self):
        """What is on show, and what this practice names already."""
        shown = Practice.objects.on_show().values("pk")
        named = Practice.related.through.objects.filter(from_practice=self.instance.pk)
        rows = Practice.objects.filter(Q(pk__in=shown) | Q(pk__in=named.values("to_practice")))
        return rows.exclude(pk=self.instance.pk).select_related("entry")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if drafts.is_reserved(slug):
            raise forms.ValidationError(_("This address is kept for another page of the portal."))
        return slug

    def checked_part(self, cleaned):
        names = (*editions.PLAIN_TEXTS, *validators.YEARS, *LISTS)
        part = {name: cleaned[name] for name in names if name in cleaned}
        resources = {name: cleaned.get(f"resources_{name}") for name in RESOURCES}
        return part | {"resources": resources}

    def place(self, path):
        name, *rest = path.split(".")
        if name == "resources":
            return f"resources_{rest[0]}", ""
        if rest:
            return name, _("Line %(number)d: ") % {"number": int(rest[0]) + 1}
        return name, ""

    def save_sectors(self) -> None:
        """Write the chosen sectors; those that stay keep how they are known."""
        chosen = {sector.pk for sector in self.cleaned_data["nace"]}
        links = self.instance.practice_sectors
        links.exclude(sector__in=chosen).delete()
        kept = set(links.values_list("sector_id", flat=True))
        for code in sorted(chosen - kept):
            links.create(sector_id=code)
