"""Text that was typed into the form of a practice and not saved: kept, offered again, let go.

Every form carries a signed pass of the person it was shown to. Whoever brings it back can have the
text kept for that person, also when the login has ended meanwhile; nobody can read anything by it.
"""

import datetime
import re

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import files
from practices.models import Evidence, FormDraft, Practice

SALT = "practices.unsaved"
# Made by the page or the browser, never typed.
LEFT_OUT = ("csrfmiddlewaretoken", "pass", "_save", "_continue", "_addanother")
NUL = "\x00"
# How long a form may be open, and how long text waits for its writer.
PASS_HOLDS = datetime.timedelta(days=14)
KEPT_FOR = datetime.timedelta(days=180)
MOST_CHARACTERS = 1_000_000  # of one form: many times what all its limits allow together
MOST_NEW = 20  # practices that one person has begun and never saved
STORED = re.compile(r"[a-z]+-\d+-(?:id|practice)")  # rows of a practice that is not there any more
LONGEST_KEY = FormDraft._meta.get_field("key").max_length

Raw = dict[str, list[str]]


class NotKept(Exception):
    """The text could not be kept; the message says why and what to do."""


def make_pass(user, practice: Practice | None) -> str:
    """Return what a form shown to the user carries, so that its text can be kept for them."""
    held = {"user": user.pk, "practice": practice and practice.pk}
    return signing.dumps(held, salt=SALT)


def raw_of(post: QueryDict) -> Raw:
    """Return every input that was sent, by name.

    Without the character NUL, which no text needs and PostgreSQL refuses to keep.
    """
    return {
        name.replace(NUL, ""): [value.replace(NUL, "") for value in post.getlist(name)]
        for name in post
        if name not in LEFT_OUT
    }


def as_post(raw: Raw) -> QueryDict:
    """Return inputs as a form takes them."""
    post = QueryDict(mutable=True)
    for name, values in raw.items():
        post.setlist(name, values)
    return post


def keep_sent(post: QueryDict) -> FormDraft:
    """Keep the text of a form that was sent, for the person of its pass.

    Where its practice was deleted meanwhile, the text becomes that of a new practice. Raises NotKept
    without a good pass, for a text of no sensible length, and for one new practice too many.
    """
    held, raw = _held(post), raw_of(post)
    count = sum(len(text) for values in raw.values() for text in values)
    if count > MOST_CHARACTERS:
        message = _("Not kept: the form holds %(count)d characters; at most %(most)d can be kept.")
        raise NotKept(message % {"count": count, "most": MOST_CHARACTERS})
    if _is_gone(held["practice"]):
        return _keep_of_gone(held["user"], held["practice"], raw)
    if held["practice"] is None:
        _demand_room(held["user"], _key_of(raw))
    return keep(held["user"], held["practice"], raw)


def keep_of_deleted(post: QueryDict, user) -> FormDraft | None:
    """Keep the form of a practice that was deleted while its writer had it open; None for others."""
    try:
        held = _held(post)
        is_own = held["user"] == user.pk and _is_gone(held["practice"])
        return keep_sent(post) if is_own else None
    except NotKept:
        return None


def let_outlive(practice: Practice, *, by) -> None:
    """Before a practice is deleted: what others have typed into it becomes text of new practices.

    What the person who deletes it has typed goes with it.
    """
    rows = list(practice.evidence.exclude(file=""))
    for draft in FormDraft.objects.filter(practice=practice).exclude(user=by):
        draft.data = _as_new(draft.data | _held_files(draft.data, rows), practice.pk)
        draft.data.setdefault("owner", [str(practice.owner_id)])
        draft.practice, draft.key = None, _key_of(draft.data)
        draft.save(update_fields=["data", "practice", "key"])


def forget_old(*, now: datetime.datetime) -> int:
    """Delete text that waited half a year for its writer; returns how many."""
    return FormDraft.objects.filter(kept_at__lt=now - KEPT_FOR).delete()[0]


def _held(post: QueryDict) -> dict:
    """Return whom the pass of a form speaks of; raises NotKept."""
    try:
        held = signing.loads(post.get("pass", ""), salt=SALT, max_age=PASS_HOLDS)
    except signing.BadSignature:
        held = {"user": None}
    if not get_user_model().objects.filter(pk=held["user"], is_active=True).exists():
        raise NotKept(_("This form is too old: reload the page."))
    return held


def _is_gone(practice: int | None) -> bool:
    return practice is not None and not Practice.objects.filter(pk=practice).exists()


def _demand_room(user: int, key: str) -> None:
    """Nothing that is kept gives way to something newer: the person decides what goes."""
    others = FormDraft.objects.filter(user=user, practice=None).exclude(key=key)
    if others.count() >= MOST_NEW:
        message = _("Not kept: you have %(count)d new practices that were never saved. Save this one, "
                    "or drop another.")  # fmt: skip
        raise NotKept(message % {"count": MOST_NEW})


def _key_of(raw: Raw) -> str:
    return (raw.get("key") or [""])[0][:LONGEST_KEY]


def _keep_of_gone(user: int, practice: int, raw: Raw) -> FormDraft:
    raw = _as_new(raw, practice)
    before = FormDraft.objects.filter(user=user, practice=None, key=_key_of(raw)).first()
    if before is None:
        _demand_room(user, _key_of(raw))
        return keep(user, None, raw)
    held = {
        name: values
        for name, values in before.data.items()
        if (name.endswith(files.HELD) and not any(raw.get(name, ()))) or name == "owner"
    }
    return keep(user, None, raw | held)


def _as_new(raw: Raw, practice: int) -> Raw:
    """Return the form of a practice that is gone as the form of a new one takes it."""
    kept = {name: values for name, values in raw.items() if not STORED.fullmatch(name)}
    kept |= {name: ["0"] for name in kept if name.endswith("-INITIAL_FORMS")}
    return kept | {"key": [f"{FormDraft.OF_DELETED}{practice}"], "opened": [""], "revision": [""]}


def _as_chosen(row: Evidence) -> files.Kept:
    """Return the file of stored evidence as if it had just been chosen."""
    name = row.file.name
    size = row.file.size if row.file.storage.exists(name) else 0
    called = row.title or name.rpartition("/")[2]
    return files.Kept(name=name, sha256=row.file_sha256, size=size, called=called)


def _held_files(raw: Raw, rows: list[Evidence]) -> Raw:
    """Return the inputs that name the files of stored evidence, which the form itself does not."""
    by_key = {str(row.pk): row for row in rows}
    held = {}
    for name, values in raw.items():
        row = by_key.get(values[0]) if STORED.fullmatch(name) and values else None
        place = name.removesuffix("-id") + files.HELD
        if row and name.startswith("evidence-") and not any(raw.get(place, ())):
            held[place] = [_as_chosen(row).token]
    return held


def keep(user: int, practice: int | None, raw: Raw) -> FormDraft:
    """Keep what one person typed into the form of a practice (None: a new one), by primary keys."""
    key = "" if practice else _key_of(raw)
    with transaction.atomic():
        draft, _is_new = FormDraft.objects.update_or_create(
            user_id=user,
            practice_id=practice,
            key=key,
            defaults={"data": raw, "kept_at": timezone.now()},
        )
    return draft


def forget(user, practice: Practice | None, key: str = "") -> None:
    """Let go what a person has typed: it is saved now, or they dropped it."""
    rows = FormDraft.objects.filter(user=user)
    if practice:
        rows.filter(practice=practice).delete()
    if key:
        rows.filter(practice=None, key=key).delete()


def drafts_of(user, practice: Practice | None) -> list[FormDraft]:
    """Return what a person has typed and not saved: of a practice, or of all that are not begun yet."""
    return list(FormDraft.objects.filter(user=user, practice=practice))
