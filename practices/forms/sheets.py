"""Choosing a spreadsheet to import."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from practices.sheets.files import ENCODINGS
from practices.sheets.tables import MOST_BYTES, too_big


class SheetForm(forms.Form):
    """The file, whose practices it holds, and how its letters are written if that must be said."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        label=_("Partner"),
        help_text=_("The practices in the file become drafts of this partner."),
    )
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("An XLSX or CSV file made from the template, or exported here and changed."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )
    encoding = forms.ChoiceField(
        label=_("How the letters of a CSV file are written"),
        choices=list(ENCODINGS.items()),
        required=False,
        help_text=_("Choose one only if letters such as é or ł look wrong in the preview."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        partners = Partner.objects.editable_by(user)
        self.fields["partner"].queryset = partners
        if len(partners) == 1:
            self.fields["partner"].empty_label = None
            self.fields["partner"].initial = partners[0]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(too_big(file.size))
        return file
