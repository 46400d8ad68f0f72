"""What stands beside each field of a form: what to write, a good example, and the limit."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practices.validators import LIMITS

EXAMPLES = {
    "title": _(
        "Short and telling, for example: Innovation vouchers for first steps in Industry 4.0."
    ),
    "title_native": _("The name by which it is known at home, if there is one."),
    "slug": _("The address of the public page. It is fixed with the first edition."),
    "owner": _("The partner who answers for this practice. It cannot be changed later."),
    "nature": _(
        "What it is in itself: a funding line is a policy instrument, a course is training."
    ),
    "summary": _(
        "Who does what for whom, in two sentences. For example: A regional agency pays small "
        "textile firms up to 80 % of a first digital project."
    ),
    "organisation_in_charge": _("The body that runs it, with its full name."),
    "region": _(
        "Type a NUTS code or a name in English, Spanish or the local language: "
        "ITI1, Tuscany, Toscana."
    ),
    "place": _("The place as the source names it, if it is not a NUTS region."),
    "scope": _("How far it reaches: a national programme run from one city is national."),
    "start_year": _("The year in which it began. Leave empty what you do not know."),
    "end_year": _("Empty while it is running."),
    "running_note": _("For example: the call of 2019 was the last one."),
    "problem": _(
        "What was wrong before. For example: Most firms below 50 employees had never measured how "
        "digital they are."
    ),
    "description": _("How it works, step by step, so that another region could repeat it."),
    "objectives": _("For example: bring 100 firms to a digital audit by 2020."),
    "stakeholders": _("Who takes part. For example: chamber of commerce."),
    "beneficiaries": _("Who gains from it. For example: small textile firms."),
    "resources_amount": _("Digits only, for example 1200000. Choose the currency beside it."),
    "resources_staff": _("For example: two advisers, half of their time, for three years."),
    "resources_text": _("What it takes besides money and people."),
    "challenges": _("What was hard, and what did not work."),
    "lessons": _("What you would do differently today."),
    "transferability": _("What another region needs so that it works there too."),
    "themes": _("Tick at least one before you submit."),
    "themes_basis": _("For example: shown at the seminar on the theme."),
    "sectors": _(
        "Type a code of NACE Rev. 2.1 or words in English or Spanish: C13, textiles. Choose C for "
        "all of manufacturing."
    ),
    "validation_kind": _("How its worth is known."),
    "website": _("With https:// at the beginning."),
    "sources": _("The addresses on the web where all this can be read, with https://."),
    "events": _("The meetings of the project at which it was shown."),
    "related": _(
        "Published practices that belong beside it: type an identifier or words of the title."
    ),
    "claims.statement": _(
        "One thing that can be checked. For example: 132 firms had a digital audit by the end "
        "of 2020."
    ),
    "claims.kind": _(
        "Only results count as results; what was paid is an input, what is hoped for is a target."
    ),
    "claims.value": _("Only the number, for example 132."),
    "claims.unit": _("What the number counts."),
    "claims.unit_note": _(
        "Only where the source shows no unit. For example: the source shows no unit."
    ),
    "claims.date": _("As exactly as you know it: 2018, 2018-06 or 2018-06-11."),
    "claims.baseline_value": _("The same figure before the practice began."),
    "claims.baseline_date": _("2018, 2018-06 or 2018-06-11."),
    "claims.measured_by": _("For example: University of Oulu."),
    "claims.method": _("For example: survey of all 300 members, 61 % answered."),
    "claims.comparator": _("For example: firms of the same size that did not take part."),
    "claims.evidence": _(
        "What proves it. Add the evidence above first; save to see more than three new ones here."
    ),
    "evidence.url": _("Where it can be read. For example: https://example.eu/evaluation.pdf."),
    "evidence.upload": _(
        "Instead of a link, or beside it: a PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, CSV or TXT file. It "
        "becomes public with the practice."
    ),
    "evidence.title": _("For example: Final evaluation of the voucher scheme."),
    "evidence.issuer": _("Who published it. For example: Regional court of auditors."),
    "evidence.issuer_relation": _("Evidence from someone independent weighs more."),
    "evidence.date": _("2018, 2018-06 or 2018-06-11."),
    "evidence.page": _("For example: p. 14, table 3."),
}


def _help_text(key: str, each: bool) -> str:
    example = EXAMPLES.get(key.replace("resources.", "resources_"), "")
    if key == "evidence.upload":
        told = gettext("At most %(limit)d MB.") % {"limit": settings.EVIDENCE_FILE_MB}
        return f"{example} {told}"
    return f"{example} {limit_text(LIMITS.get(key), each=each)}".strip()


_help_text_lazy = lazy(_help_text, str)


def help_text(key: str, *, each: bool = False) -> str:
    """Return what stands beside the field with this key in the document, in the reader's language.

    With `each`, the limit holds for every line of a list.
    """
    return _help_text_lazy(key, each)


def limit_text(limit: int | None, *, each: bool = False) -> str:
    """Return the limit in words, "" where there is none."""
    if not limit:
        return ""
    if each:
        return gettext("One per line, at most %(limit)d characters each.") % {"limit": limit}
    return gettext("At most %(limit)d characters.") % {"limit": limit}
