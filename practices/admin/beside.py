"""What stands beside the form: sections with what they lack, remarks at their fields, two versions."""

from dataclasses import dataclass

from django.forms import inlineformset_factory
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices import reviewing
from practices.choices import Action
from practices.coaching import Coach
from practices.forms import ClaimForm, ClaimRows, EvidenceForm, NumberedRows, PracticeForm, raw
from practices.models import Claim, Evidence, HistoryEntry, Practice
from practices.presenting.places import place_in_words

# What raises the revision of a text, each by one.
WRITES = (Action.CREATE, Action.EDIT, Action.DISCARD, Action.CORRECT)
MOST_PLACES = 8
INPUTS = {"sectors": "nace", "claims.evidence": "backed_by", "evidence.file": "upload"}


# Sections


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the form: where it stands, what it is called, how much has to be done in it."""

    slug: str
    title: str
    open: int


def outline(fieldsets: list, formsets: dict, coach: Coach) -> list[Section]:
    """Return the sections in their order, each with the number of inputs that lack something."""
    found = []
    for title, options in fieldsets:
        names = [
            name
            for line in options["fields"]
            for name in ([line] if isinstance(line, str) else line)
        ]
        found.append((options["classes"][0], title, coach.open_fields & set(names)))
    for prefix, rows in formsets.items():
        inputs = {name for name in coach.open_fields if name.startswith(f"{prefix}-")}
        title = capfirst(rows.model._meta.verbose_name_plural)
        found.append((f"{prefix}-group", title, inputs))
    found.sort(key=lambda section: section[0] == "standing")  # below the cards
    return [Section(slug=slug, title=str(title), open=len(inputs)) for slug, title, inputs in found]


# Remarks


def answer(form, formsets: dict, practice: Practice | None) -> reviewing.Answer | None:
    """Put the reviewers' remarks at their fields and return the rest of what the owner is told."""
    told = reviewing.last_answer(practice) if practice else None
    if told is None:
        return None
    left = [remark for remark in told.remarks if not _placed(form, formsets, remark)]
    comments = [
        *told.comments,
        *((who, f"{place_in_words(path)}: {text}") for path, who, text in left),
    ]
    return reviewing.Answer(reason=told.reason, comments=tuple(comments), remarks=told.remarks)


def _placed(form, formsets: dict, remark: tuple[str, str, str]) -> bool:
    path, who, text = remark
    head, *rest = path.split(".")
    if head in formsets:
        rows = formsets[head].forms
        form = next((row for row in rows if str(row.instance.number) == rest[0]), None)
        name = ".".join([head, *rest[1:2]])
        first = "statement" if head == "claims" else "url"
        name = INPUTS.get(name, rest[1] if rest[1:] else first)
    else:
        name = INPUTS.get(head, f"resources_{rest[0]}" if head == "resources" and rest else head)
    if form is None or name not in form.fields:
        return False
    field = form.fields[name]
    field.remarks = [*getattr(field, "remarks", []), (who, text)]
    return True


# Two people at once


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A write by somebody: who, when, and what it changed, in words."""

    who: str
    when: str
    places: tuple[str, ...]

    def __str__(self):
        return _("%(who)s, %(when)s.") % {"who": self.who, "when": self.when}


def edits_since(practice: Practice, revision: list[str] | None, user) -> list[Edit]:
    """Return what was written since a revision, newest first."""
    known = (raw.number_in(revision[0]) if revision else None) or 0
    count = max(practice.revision - known, 1)
    lines = practice.history.filter(action__in=WRITES).select_related("user", "organisation")
    return [_edit(line, user) for line in lines.order_by("-at", "-pk")[:count]]


def _edit(line: HistoryEntry, user) -> Edit:
    who = _("you, in another window") if line.user == user else _who(line)
    places = [place_in_words(change["path"]) for change in line.changes]
    more = [_("and more")] if len(places) > MOST_PLACES else []
    when = date_format(timezone.localtime(line.at), "j F Y, H:i")
    return Edit(who=str(who), when=when, places=(*places[:MOST_PLACES], *more))


def _who(line: HistoryEntry) -> str:
    name = line.user.get_full_name() or line.user.get_username() if line.user else _("the portal")
    return f"{name} ({line.organisation})" if line.organisation else str(name)


@dataclass(frozen=True, kw_only=True)
class ShownClash:
    """An input with two versions: its name, what it is called, both in words, both as inputs."""

    name: str
    label: str
    mine: str
    theirs: str
    inputs: tuple[tuple[str, str], ...]


def shown_clashes(form, formsets: dict, joined: raw.Joined) -> list[ShownClash]:
    """Return what the person has to choose, ready to show."""
    return [
        ShownClash(
            name=clash.name,
            label=raw.label_of(form, formsets, clash.name),
            mine=raw.in_words(form, formsets, clash.name, clash.mine),
            theirs=raw.in_words(form, formsets, clash.name, clash.theirs),
            inputs=(
                *((f"mine:{clash.name}", value) for value in clash.mine),
                *((f"theirs:{clash.name}", value) for value in clash.theirs),
            ),
        )
        for clash in joined.clashes
    ]


def carried_inputs(joined: raw.Joined) -> list[tuple[str, str]]:
    """Return every input that need not be chosen, to be sent along unseen."""
    chosen = {clash.name for clash in joined.clashes}
    return [
        (name, value)
        for name, values in joined.raw.items()
        if name not in chosen
        for value in values
    ]


# Text that cannot be saved now


def typed(practice: Practice, sent: dict) -> list[tuple[str, str]]:
    """Return (place, text) for every input that was sent and differs from what is stored."""
    form, formsets = _plain_forms(practice)
    stored = raw.rendered(form, formsets)
    return [
        (raw.label_of(form, formsets, name), raw.in_words(form, formsets, name, values))
        for name, values in sent.items()
        if _is_known(form, formsets, name) and not raw.same(values, stored.get(name, []))
    ]


def _plain_forms(practice: Practice):
    rows = {
        "evidence": (Evidence, EvidenceForm, NumberedRows),
        "claims": (Claim, ClaimForm, ClaimRows),
    }
    formsets = {}
    for prefix, (model, form, formset) in rows.items():
        made = inlineformset_factory(Practice, model, form=form, formset=formset, extra=0)
        formsets[prefix] = made(instance=practice, prefix=prefix)
    return PracticeForm(instance=practice), formsets


def _is_known(form, formsets: dict, name: str) -> bool:
    prefix, _dash, rest = name.partition("-")
    if prefix not in formsets:
        return name in form.fields
    part = rest.partition("-")[2]
    return part not in ("id", "practice", "") and part in formsets[prefix].empty_form.fields
