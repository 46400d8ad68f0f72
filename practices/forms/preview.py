"""The document that a form would store, and what the coach says of it: nothing is written."""

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices import coaching, editions
from practices.coaching import Coach, Step
from practices.models import PracticeSector

LISTS = {"themes": "pk", "technologies": "pk"}


def document_of(form, formsets: dict) -> dict:
    """Return the document as saving would make it, from a practice's form and its formsets by prefix.

    What cannot be read (a date that is none) counts as it is stored. A form that was not sent gives
    the stored document.
    """
    practice = form.instance
    if not form.is_bound:
        return editions.document(practice) if practice.pk else _empty(practice)
    cleaned = _cleaned(form)
    evidence = [row.instance for row in _staying(formsets["evidence"])]
    claims = [
        (row.instance, _cleaned(row).get("backed_by", [])) for row in _staying(formsets["claims"])
    ]
    return editions.assembled(practice, _codes(practice, cleaned), evidence, claims)


def coach_of(form, formsets: dict) -> Coach:
    """Return the coach of a form: steps for what is missing, faults for what would be refused."""
    document = document_of(form, formsets)
    cards = {
        row.instance.number: row.prefix for row in formsets["claims"].forms if row.instance.number
    }
    faults = _faults(form, formsets) if form.is_bound else ()
    return coaching.coach(document, today=timezone.localdate(), cards=cards, faults=faults)


def _empty(practice) -> dict:
    codes = dict.fromkeys(("themes", "technologies", "sectors", "related", "events"), [])
    return editions.assembled(practice, codes, [], [])


def _cleaned(form) -> dict:
    form.is_valid()
    return getattr(form, "cleaned_data", {})


def _staying(formset) -> list:
    """The rows that there will be, in their order: stored ones as they are numbered, then new ones."""
    formset.is_valid()
    rows = [row for row in formset.forms if not formset._should_delete_form(row)]
    return [row for row in rows if row.instance.number]


def _codes(practice, cleaned: dict) -> dict:
    stored = editions.codes_of(practice) if practice.pk else {}
    told = {name: [row.pk for row in cleaned[name]] for name in LISTS if name in cleaned}
    if "related" in cleaned:
        told["related"] = sorted(row.identifier for row in cleaned["related"])
    if "events" in cleaned:
        told["events"] = sorted(row.slug for row in cleaned["events"])
    if "nace" in cleaned:
        told["sectors"] = _sectors(stored.get("sectors", []), {row.pk for row in cleaned["nace"]})
    empty = dict.fromkeys(("themes", "technologies", "sectors", "related", "events"), [])
    return empty | stored | told


def _sectors(stored: list[dict], chosen: set[str]) -> list[dict]:
    """Those that stay keep how they are known; new ones follow."""
    kept = [row for row in stored if row["code"] in chosen]
    fresh = sorted(chosen - {row["code"] for row in kept})
    return [*kept, *(editions.sector_row(PracticeSector(sector_id=code)) for code in fresh)]


def _faults(form, formsets: dict) -> tuple[Step, ...]:
    found = list(_of_form(form, ""))
    for rows in formsets.values():
        for number, row in enumerate(rows.forms, start=1):
            if not rows._should_delete_form(row):
                found += _of_form(row, f"{capfirst(rows.model._meta.verbose_name)} {number}: ")
    return tuple(found)


def _of_form(form, words: str):
    for name, messages in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        told = {"field": f"{words}{capfirst(label)}", "message": messages[0]}
        text = _("%(field)s: %(message)s") % told if label else f"{words}{messages[0]}"
        yield Step(text=text, field=form.add_prefix(name) if label else form.prefix or "")
