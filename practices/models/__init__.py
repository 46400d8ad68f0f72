"""The workspace (what partners write) and the catalogue (what the public sees): DESIGN section 2."""

from practices.models.adoptions import Adoption
from practices.models.catalogue import (
    CatalogueEntry,
    Edition,
    HistoryEntry,
    Meaning,
    PublicChange,
    Redaction,
    TextIndex,
    Word,
)
from practices.models.claims import Claim, Evidence
from practices.models.codelists import Sector, Technology, Theme, Unit
from practices.models.drafts import FormDraft
from practices.models.enquiries import Enquiry
from practices.models.practice import LastIdentifier, Practice, PracticeSector
from practices.models.reviews import Check, Remark, Review, Round, Score
from practices.models.seed import SeedRecord
from practices.models.sheets import SheetUpload

__all__ = [
    "Adoption",
    "CatalogueEntry",
    "Check",
    "Claim",
    "Edition",
    "Enquiry",
    "Evidence",
    "FormDraft",
    "HistoryEntry",
    "LastIdentifier",
    "Practice",
    "PracticeSector",
    "PublicChange",
    "Redaction",
    "Remark",
    "Review",
    "Round",
    "Score",
    "Sector",
    "SeedRecord",
    "SheetUpload",
    "Technology",
    "Meaning",
    "TextIndex",
    "Theme",
    "Unit",
    "Word",
]
