"""Records for tests, valid unless told otherwise. Plain functions; code lists must be loaded."""

import datetime
import itertools
import random

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from partners import catalogue
from partners.choices import MemberRole, PartnerRole
from partners.models import Event, Membership, Partner, User
from partners.permissions import GUARDED_ROLES
from practices import entries, workflow
from practices.choices import Action, ClaimKind, Level, Nature, Scope, ValidationKind
from practices.models import CatalogueEntry, Claim, Evidence, Practice, PracticeSector

_numbers = itertools.count(1)

EMPTY = {
    "summary": "",
    "description": "",
    "objectives": [],
    "beneficiaries": [],
    "region_id": None,
    "scope": "",
    "nature": "",
    "validation_kind": "",
    "themes": [],
    "sectors": [],
    "claims": [],
    "evidence": [],
}


def make_partner(**overrides) -> Partner:
    """A consortium member in Tuscany, not the lead."""
    number = next(_numbers)
    values = {
        "slug": f"partner-{number}",
        "short_name": f"Partner {number}",
        "name": f"Partner organisation {number}",
        "role": PartnerRole.PARTNER,
        "country": "IT",
        "region_id": "ITI1",
    }
    partner = Partner.objects.create(**values | overrides)
    catalogue.raise_version()
    return partner


def make_user(role: MemberRole | None = None, partner: Partner | None = None, **overrides) -> User:
    """A user, with a role for a partner when a role is given, and the second factor it needs."""
    named = f"{role or 'user'}-{partner.slug if partner else 'nowhere'}-{next(_numbers)}"
    user = User.objects.create_user(**{"username": named, "password": "correct horse"} | overrides)
    if role in GUARDED_ROLES or user.is_superuser:
        give_second_factor(user)
    if role:
        Membership.objects.create(user=user, partner=partner or make_partner(), role=role)
    return user


def give_second_factor(user: User) -> str:
    """Join an authenticator app to the account, as its owner would have; returns the app's key."""
    key = generate_totp_secret()
    TOTP.activate(user, key)
    user.__dict__.pop("second_factor", None)
    return key


def make_event(*, hosts: tuple[Partner, ...] = (), **overrides) -> Event:
    number = next(_numbers)
    values = {"slug": f"event-{number}", "title": f"Event {number}", "start_date": "2020-02-11"}
    event = Event.objects.create(**values | overrides)
    event.hosts.set(hosts)
    catalogue.raise_version()
    return event


def make_practice(**overrides) -> Practice:
    """A draft with every required field: one claim of kind result, one evidence.

    Beside columns: `themes`, `technologies` (codes), `sectors` (codes or columns), `events`,
    `related` (rows), `claims`, `evidence` (columns; a claim's "evidence" lists numbers).
    """
    number = next(_numbers)
    links = {
        "themes": ["regional_platforms_and_clusters"],
        "technologies": [],
        "sectors": ["C"],
        "events": [],
        "related": [],
        "claims": [{"statement": f"Firms took part in practice {number}"}],
        "evidence": [{"url": f"https://source.example/{number}"}],
    }
    values = {
        "identifier": f"GP-{9000 + number}",
        "slug": f"practice-{number}",
        "title": f"Practice {number}",
        "summary": "What it is.",
        "description": "How it works.",
        "objectives": ["An aim"],
        "beneficiaries": ["small firms"],
        "region_id": "ITI15",
        "scope": Scope.REGIONAL,
        "nature": Nature.SERVICE,
        "validation_kind": ValidationKind.DIRECT_EXPERIENCE,
    }
    links |= {name: overrides.pop(name) for name in set(links) & set(overrides)}
    if not {"owner", "owner_id"} & set(overrides):
        values["owner"] = make_partner()
    practice = Practice.objects.create(**values | overrides)
    _link(practice, links)
    practice.refresh_from_db()
    return practice


def _link(practice: Practice, links: dict) -> None:
    for name in ("themes", "technologies", "events", "related"):
        getattr(practice, name).add(*links[name])
    for sector in links["sectors"]:
        columns = {"sector_id": sector} if isinstance(sector, str) else sector
        PracticeSector.objects.create(practice=practice, **columns)
    for number, columns in enumerate(links["evidence"], start=1):
        Evidence.objects.create(practice=practice, **{"number": number} | columns)
    for number, columns in enumerate(links["claims"], start=1):
        make_claim(practice, **{"number": number} | columns)


def make_claim(practice: Practice, *, evidence: tuple[int, ...] = (1,), **columns) -> Claim:
    """A claim backed by the practice's evidence of these numbers."""
    values = {"kind": ClaimKind.RESULT, "statement": "Firms took part", "number": 1}
    claim = Claim.objects.create(practice=practice, **values | columns)
    claim.evidence.add(*practice.evidence.filter(number__in=evidence))
    return claim


def make_published(**overrides) -> CatalogueEntry:
    """A practice of make_practice, published as edition 1; returns its entry."""
    practice = make_practice(**overrides)
    workflow.perform(Action.SEED, practice)
    return CatalogueEntry.objects.get(practice=practice)


# A random catalogue for property tests: small code sets, so that facets meet.

THEMES = (
    "digital_innovation_hubs",
    "digital_innovation_and_skills",
    "regional_platforms_and_clusters",
)
TECHNOLOGIES = ("ai", "iot", "robotics", "5g")
SECTORS = ("A", "A02", "C", "C13", "C13.1", "C13.10", "C13.2", "C14", "C25.63")
REGIONS = ("IT", "ITI1", "ITI14", "ITI15", "BE2", "BE22", "UKE44", "EL30", "FI1D7")
YEARS = (None, 2012, 2015, 2016, 2018, 2020)
WORDS = ("alphaone", "alphatwo", "alphathree")


def random_entry(chance: random.Random, owners: list[Partner]) -> CatalogueEntry:
    """Publish a random practice; some are of a higher level, some lapsed, some withdrawn."""
    entry = make_published(
        owner=chance.choice(owners),
        title=" ".join(chance.sample(WORDS, chance.randint(1, 3))),
        region_id=chance.choice(REGIONS),
        scope=chance.choice(Scope.values),
        nature=chance.choice(Nature.values[:3]),
        validation_kind=chance.choice(ValidationKind.values),
        start_year=chance.choice(YEARS),
        themes=chance.sample(THEMES, chance.randint(1, 2)),
        technologies=chance.sample(TECHNOLOGIES, chance.randint(0, 3)),
        sectors=chance.sample(SECTORS, chance.randint(1, 3)),
    )
    days = chance.choice((-400, -1, 0, 1, 400))
    entry.level = chance.choice(Level.values)
    entry.level_until = timezone.localdate() + datetime.timedelta(days=days)
    if chance.random() < 0.1:
        entry.withdrawn_at, entry.withdrawal_reason = timezone.now(), "Asked for by the owner."
    entry.save()
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))
    return entry
