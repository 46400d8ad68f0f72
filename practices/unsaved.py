"""Text that was typed into the form of a practice and not saved: kept, offered again, let go.

Every form carries a signed pass of the person it was shown to. Whoever brings it back can have the
text kept for that person, also when the login has ended meanwhile; nobody can read anything by it.
"""

from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from practices.models import FormDraft, Practice

SALT = "practices.unsaved"
# Made by the page or the browser, never typed.
LEFT_OUT = ("csrfmiddlewaretoken", "pass", "_save", "_continue", "_addanother")
NUL = "\x00"
LONGEST_KEY = FormDraft._meta.get_field("key").max_length

Raw = dict[str, list[str]]


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


def keep_sent(post: QueryDict) -> FormDraft | None:
    """Keep the text of a form that was sent, for the person of its pass; None without a good pass."""
    try:
        held = signing.loads(post.get("pass", ""), salt=SALT)
    except signing.BadSignature:
        return None
    known = held["practice"] is None or Practice.objects.filter(pk=held["practice"]).exists()
    return keep(held["user"], held["practice"], raw_of(post)) if known else None


def keep(user: int, practice: int | None, raw: Raw) -> FormDraft:
    """Keep what one person typed into the form of a practice (None: a new one), by primary keys."""
    key = "" if practice else (raw.get("key") or [""])[0][:LONGEST_KEY]
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
