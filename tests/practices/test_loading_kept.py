"""Loading after a partner changed something: theirs is never overwritten, and it is told."""

import pytest

from partners.models import Event, Partner
from practices import editions
from practices.choices import Action
from practices.models import CatalogueEntry, Practice
from practices.workflow import perform
from tests import database
from tests.factories import make_partner
from tests.practices.test_loading_smarty import AGAIN, DRAFTS, NOTHING, SUMMARY_1

pytestmark = pytest.mark.django_db


def practice(identifier):
    return Practice.objects.get(identifier=identifier)


def column(**values):
    return lambda row: Practice.objects.filter(pk=row.pk).update(**values)


def give_to(slug, row):
    Practice.objects.filter(pk=row.pk).update(owner=Partner.objects.get(slug=slug))


# Each kind of change by a partner, on a practice of its own.
TOUCHED = {
    "GP-0001": column(lessons="Learnt."),
    "GP-0002": column(objectives=["Another"]),
    "GP-0003": column(end_year=2024),
    "GP-0005": lambda row: row.claims.filter(number=1).update(statement="Other"),
    "GP-0007": lambda row: row.claims.create(number=99, kind="context", statement="New"),
    "GP-0008": lambda row: row.claims.get(number=1).delete(),
    "GP-0009": lambda row: row.evidence.filter(number=1).update(title="Report"),
    "GP-0010": lambda row: row.claims.get(number=1).evidence.clear(),
    "GP-0011": lambda row: row.practice_sectors.filter(sector="C").update(sector="B"),
    "GP-0012": lambda row: row.practice_sectors.filter(sector="C").update(basis="stated"),
    "GP-0013": lambda row: row.themes.add("digital_innovation_hubs"),
    "GP-0014": lambda row: row.technologies.add("ppms"),
    "GP-0016": lambda row: row.related.set([]),
    "GP-0017": lambda row: row.events.clear(),
    "GP-0018": lambda row: give_to("rcl", row),
    "GP-0019": column(running_state="ended"),
}


def test_a_practice_that_a_partner_changed_is_never_overwritten(smarty, edit, load):
    for identifier, touch in TOUCHED.items():
        before = editions.document(practice(identifier))
        touch(practice(identifier))
        assert editions.document(practice(identifier)) != before
        edit("practices", identifier, summary=SUMMARY_1)
    before = database.everything()
    summary = load()
    assert database.everything() == before
    assert summary.counts["practice"] == NOTHING | {"unchanged": 4, "kept": 16}
    assert summary.changes == 0
    differs = "differs from edition 1; reopen and publish it to make the next edition"
    assert summary.notes == [
        *(f"practice {key}: kept as a partner wrote it; its source differs" for key in TOUCHED),
        *(f"practice {key}: {differs}" for key in TOUCHED),
    ]


def test_a_changed_practice_of_an_unchanged_source_is_kept_without_a_word(smarty, load):
    Practice.objects.filter(identifier="GP-0004").update(lessons="Learnt.")
    before = database.everything()
    summary = load()
    assert database.everything() == before
    assert summary.counts["practice"] == NOTHING | {"unchanged": 19, "kept": 1}
    assert (summary.notes, summary.changes) == ([], 0)


def test_a_partner_that_was_renamed_here_still_owns_and_hosts(smarty, edit, load):
    Partner.objects.filter(slug="rcl").update(short_name="Lapland")
    edit("practices", "GP-0014", summary=SUMMARY_1)
    edit("events", "ipb-1-online-2020", notes="What the source says now.")
    load()
    assert practice("GP-0014").owner.short_name == "Lapland"
    hosts = Event.objects.get(slug="ipb-1-online-2020").hosts
    assert [host.short_name for host in hosts.all()] == ["Lapland"]


def test_a_change_that_was_taken_back_is_none(smarty, edit, load):
    row = practice("GP-0001")
    Practice.objects.filter(pk=row.pk).update(lessons="Learnt.")
    Practice.objects.filter(pk=row.pk).update(lessons=row.lessons)
    edit("practices", "GP-0001", summary=SUMMARY_1)
    load()
    assert practice("GP-0001").summary == SUMMARY_1


@pytest.mark.parametrize(
    ("name", "key", "label", "touch"),
    [
        (
            "partners",
            "RCL",
            "partner RCL",
            lambda: Partner.objects.filter(slug="rcl").update(city="X"),
        ),
        (
            "events",
            "its-1-leuven-2020",
            "event its-1-leuven-2020",
            lambda: Event.objects.filter(slug="its-1-leuven-2020").update(venue="X"),
        ),
        (
            "events",
            "its-1-leuven-2020",
            "event its-1-leuven-2020",
            lambda: Event.hosts.through.objects.filter(event__slug="its-1-leuven-2020").delete(),
        ),
    ],
    ids=["partner", "event", "hosts"],
)
def test_partners_and_events_that_were_changed_are_kept(
    smarty, edit, load, name, key, label, touch
):
    touch()
    edit(name, key, notes="What the source says now.")
    before = database.everything()
    summary = load()
    assert database.everything() == before
    assert summary.notes == [f"{label}: kept as a partner wrote it; its source differs"]
    assert summary.changes == 0


def test_a_mailbox_is_never_loaded_and_a_given_one_outlives_the_next_load(smarty, edit, load):
    assert set(Partner.objects.values_list("mailbox", flat=True)) == {""}
    Partner.objects.filter(slug="rcl").update(mailbox="inbox@rcl.example")
    edit("partners", "RCL", notes="What the source says now.")

    summary = load()

    rcl = Partner.objects.get(slug="rcl")
    assert (rcl.mailbox, rcl.notes) == ("inbox@rcl.example", "What the source says now.")
    assert summary.counts["partner"] == NOTHING | {"unchanged": 13, "updated": 1}


def test_a_record_that_was_removed_here_is_not_brought_back(smarty, load):
    Practice.objects.get(identifier="GP-0004").delete()
    Event.objects.get(slug="rsg-1-mazovia-2020").delete()
    before = database.everything()
    summary = load()
    assert database.everything() == before
    assert summary.counts["practice"] == NOTHING | {"unchanged": 19, "kept": 1}
    assert summary.notes == [
        "event rsg-1-mazovia-2020: was removed here and is not brought back",
        "practice GP-0004: was removed here and is not brought back",
    ]


def test_a_record_that_was_there_before_the_first_load_is_kept(load):
    make_partner(slug="rcl", short_name="RCL", name="As typed here")
    summary = load()
    assert Partner.objects.get(slug="rcl").name == "As typed here"
    assert summary.counts["partner"] == NOTHING | {"created": 13, "kept": 1}
    assert summary.notes == ["partner RCL: kept as a partner wrote it; its source differs"]


# A draft that becomes complete

MISSING = {
    "objectives": ["An aim"],
    "validation_evidence": [
        {"claim": "Firms took part", "kind": "result", "source_url": "https://source.example/"}
    ],
}


def test_a_draft_that_its_source_completes_is_published(smarty, edit, load):
    edit("practices", "GP-0006", **MISSING)
    summary = load()
    assert (summary.published, summary.changes) == (["GP-0006"], 2)
    assert summary.drafts == {key: DRAFTS[key] for key in ("GP-0004", "GP-0020")}
    entry = CatalogueEntry.objects.get(identifier="GP-0006")
    assert entry.edition.document["objectives"] == ["An aim"]
    assert load().counts == AGAIN


def test_a_draft_that_a_partner_completed_is_left_to_the_partner(smarty, load):
    row = practice("GP-0006")
    Practice.objects.filter(pk=row.pk).update(objectives=["An aim"])
    evidence = row.evidence.create(number=1, url="https://source.example/")
    row.claims.create(number=1, kind="result", statement="Firms took part").evidence.add(evidence)
    summary = load()
    assert practice("GP-0006").state == "draft"
    assert summary.published == []
    assert not CatalogueEntry.objects.filter(identifier="GP-0006").exists()
    perform(Action.SEED, row)
    assert practice("GP-0006").state == "published"
