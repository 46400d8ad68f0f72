"""The forms in which partners write: a practice, its claims and the evidence behind them."""

from practices.forms import raw
from practices.forms.fields import public_name
from practices.forms.practice import PracticeForm
from practices.forms.preview import coach_of, document_of
from practices.forms.rows import ClaimForm, ClaimRows, EvidenceForm, NumberedRows

__all__ = [
    "ClaimForm",
    "ClaimRows",
    "EvidenceForm",
    "NumberedRows",
    "PracticeForm",
    "coach_of",
    "document_of",
    "public_name",
    "raw",
]
