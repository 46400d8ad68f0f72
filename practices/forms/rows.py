"""Evidence and claims: the cards below a practice."""

from functools import cached_property
from itertools import count

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from partners.workspace import WebAddressField
from practices import files, validators
from practices.forms.fields import CheckedForm, label_of, prose_columns
from practices.forms.texts import help_text
from practices.models import Claim, Evidence, Practice

GONE = gettext_noop(
    "Somebody else has removed this meanwhile. Add it again below, if it is still needed."
)
UPCOMING = 3  # evidence not yet written that a claim can name at once


class EvidenceForm(CheckedForm):
    """A document or page: by its address, or as a file.

    A file that was uploaded is kept even when something else is refused: its token comes back in
    `held`.
    """

    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in files.TYPES)}),
        help_text=help_text("evidence.upload"),
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    without_file = forms.BooleanField(label=gettext_lazy("Remove this file"), required=False)

    class Meta:
        model = Evidence
        fields = ["url", "title", "type", "issuer", "issuer_relation", "date", "page"]
        field_classes = {"url": WebAddressField}
        help_texts = {name: help_text(f"evidence.{name}") for name in fields}

    def clean_upload(self) -> files.Kept | None:
        """Keep what was chosen now, else what was kept before; both as the evidence's file."""
        upload = self.cleaned_data["upload"]
        token = self.data.get(self.add_prefix("held"), "")
        if not upload and not token:
            return None
        kept = files.keep(upload) if upload else files.kept_before(token)
        self.data = self.data.copy()
        self.data[self.add_prefix("held")] = kept.token
        return kept

    def clean(self):
        kept = self.cleaned_data.get("upload")
        if kept:
            self.instance.file, self.instance.file_sha256 = kept.name, kept.sha256
        elif self.cleaned_data.get("without_file"):
            self.instance.file, self.instance.file_sha256 = "", ""
        return super().clean()

    @property
    def kept(self) -> files.Kept | None:
        """The file that was uploaded with this form or before, and is not yet saved."""
        return getattr(self, "cleaned_data", {}).get("upload")

    def checked_part(self, cleaned):
        row = {name: cleaned[name] for name in self._meta.fields if name in cleaned}
        is_refused = "upload" in self.errors  # that there is none is not told beside it
        file = self.instance.file.name or is_refused or None
        return {"evidence": [row | {"number": 1, "file": file}]}


class ClaimForm(CheckedForm):
    """A claim; it names evidence by number, so that it can name what is added beside it."""

    backed_by = forms.TypedMultipleChoiceField(
        label=label_of(Claim, "evidence"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text("claims.evidence"),
    )

    class Meta:
        model = Claim
        fields = [
            "kind", "statement", "value", "qualifier", "unit", "unit_note", "date",
            "baseline_value", "baseline_date", "measured_by", "method", "comparator",
        ]  # fmt: skip
        field_classes = prose_columns(Claim)
        help_texts = {name: help_text(f"claims.{name}") for name in fields}

    def __init__(self, *args, evidence=(), **kwargs):
        super().__init__(*args, **kwargs)
        if "backed_by" in self.fields:
            self.fields["backed_by"].choices = evidence
        if self.instance.pk:
            self.initial["backed_by"] = [row.number for row in self.instance.evidence.all()]

    def checked_part(self, cleaned):
        row = {name: cleaned[name] for name in self._meta.fields if name in cleaned}
        unit = cleaned.get("unit")
        return {"claims": [row | {"number": 1, "unit": unit and unit.pk}]}

    def save(self, commit=True):
        claim = super().save(commit)
        if commit:
            rows = Evidence.objects.filter(practice=claim.practice_id)
            claim.evidence.set(rows.filter(number__in=self.cleaned_data["backed_by"]))
        return claim


class NumberedRows(forms.BaseInlineFormSet):
    """Rows of a practice; new ones get the numbers after the highest, by themselves."""

    def clean(self):
        """Number the new rows; refuse those that are gone: their text would be lost in silence."""
        super().clean()
        for form in self.initial_forms:
            if form.instance.pk is None:
                form.add_error(None, _(GONE))
        stored = [row.number for row in self.get_queryset()] if self.instance.pk else []
        fresh = count(max(stored, default=0) + 1)
        for form in self.extra_forms:
            if form.has_changed() and not self._should_delete_form(form):
                form.instance.number = next(fresh)

    def numbers(self) -> list[int]:
        """Return the numbers of the rows that stay; asked after validation."""
        staying = [form for form in self.forms if not self._should_delete_form(form)]
        return [form.instance.number for form in staying if form.instance.number]


EvidenceRows = forms.inlineformset_factory(
    Practice, Evidence, form=EvidenceForm, formset=NumberedRows, extra=0
)


class ClaimRows(NumberedRows):
    """Claims, each backed by evidence of the same practice: stored, or written beside it."""

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"evidence": self.evidence_choices}

    @cached_property
    def evidence_there(self) -> list[int]:
        """The numbers of the evidence that there will be once this submission is saved."""
        if not self.is_bound:
            return []
        beside = EvidenceRows(self.data, self.files, instance=self.instance, prefix="evidence")
        beside.is_valid()
        return beside.numbers()

    @cached_property
    def evidence_choices(self) -> list[tuple[int, str]]:
        """Stored evidence by number and title, then the numbers that new evidence will get."""
        stored = list(self.instance.evidence.all()) if self.instance.pk else []
        last = max((row.number for row in stored), default=0)
        most = max(last + UPCOMING, *self.evidence_there, 0)
        told = _("%(number)d: new, number %(place)d of the evidence you add above")
        return [
            *((row.number, f"{row.number}: {row}") for row in stored),
            *((n, told % {"number": n, "place": n - last}) for n in range(last + 1, most + 1)),
        ]

    def clean(self):
        super().clean()
        there = [{"number": number} for number in self.evidence_there]
        for form in self.forms:
            chosen = getattr(form, "cleaned_data", {}).get("backed_by", [])
            claim = {"statement": "-", "evidence": chosen}
            found = validators.claim_problems({"claims": [claim], "evidence": there})
            for _path, message in found:
                form.add_error("backed_by", message)
