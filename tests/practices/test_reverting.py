"""Writing a document back: the workspace then says exactly what the document says."""

import random

import pytest

from practices import editions
from practices.models import Claim, Edition, Evidence, Practice, PracticeSector
from practices.reverting import write_back
from tests import factories
from tests.factories import make_event, make_partner, make_practice, make_published

pytestmark = pytest.mark.django_db
MANY = 40


def fresh(practice: Practice) -> Practice:
    return Practice.objects.get(pk=practice.pk)


def scramble(practice: Practice) -> None:
    """Leave nothing of the text as it was."""
    for name in editions.PLAIN_TEXTS:
        setattr(practice, name, "x" if name != "title" else "Scrambled")
    practice.start_year, practice.resources_amount = 1999, 7
    practice.resources_currency = "SEK"
    practice.objectives, practice.sources = ["nothing"], []
    practice.save()
    practice.themes.clear()
    practice.claims.all().delete()
    practice.evidence.all().delete()
    practice.practice_sectors.all().delete()


def test_every_real_record_comes_back_as_it_was(smarty):
    practices = list(Practice.objects.order_by("identifier"))
    assert len(practices) == 20

    for practice in practices:
        before = editions.document(practice)
        scramble(practice)
        assert editions.document(fresh(practice)) != before

        write_back(fresh(practice), before)

        assert editions.document(fresh(practice)) == before, practice.identifier


def test_writing_back_what_stands_there_changes_nothing(smarty):
    for practice in Practice.objects.all():
        before = editions.document(practice)
        write_back(practice, before)
        assert editions.document(fresh(practice)) == before, practice.identifier


def random_practice(chance: random.Random, **given) -> Practice:
    """A practice with any mixture of what can be known and what can be unknown."""

    def some(value, unknown=""):
        return value if chance.random() < 0.6 else unknown

    text = f"Text {chance.random()} “ñ” <b>\n\nAnd more."
    amount = some(chance.choice(["0.1", "1200000", "0", "99.99"]), None)
    numbers = chance.sample(range(1, 9), chance.randint(0, 4))
    return make_practice(
        **{name: some(text) for name in ("problem", "challenges", "lessons", "running_note",
                                         "transferability", "place", "organisation_in_charge")},
        title_native=some("Título"),
        start_year=some(2016, None),
        end_year=some(2019, None),
        resources_amount=amount,
        resources_currency=some("EUR", "EUR") if amount else some("EUR"),
        resources_staff=some(text),
        resources_text=some(text),
        objectives=chance.sample(["one", "two", "three"], chance.randint(0, 3)),
        stakeholders=chance.sample(["one", "two"], chance.randint(0, 2)),
        sources=some(["https://source.example/ä?b=1&c=2"], []),
        themes=chance.sample(factories.THEMES, chance.randint(0, 2)),
        technologies=chance.sample(factories.TECHNOLOGIES, chance.randint(0, 3)),
        sectors=[
            {"sector_id": code, "basis": some("inferred"), "source_code": some("C13"),
             "source_revision": some("2")}
            for code in chance.sample(factories.SECTORS, chance.randint(0, 3))
        ],
        evidence=[
            {"number": number, **chance.choice([
                {"url": f"https://source.example/{number}"},
                {"file": f"evidence/{number}.pdf", "file_sha256": "0" * 64},
                {"url": "https://a.example/", "file": "evidence/a.pdf", "file_sha256": "a" * 64},
             ]), "title": some(text), "issuer": some(text), "date": some("2020-02"),
             "type": some("report"), "issuer_relation": some("owner"), "page": some("12")}
            for number in numbers
        ],
        claims=[
            {"number": number, "statement": f"Claim {number}", "kind": chance.choice(
                ["result", "input", "rule"]), "value": chance.choice(["0.1", "4", "0", "1e6"]),
             **chance.choice([{"unit_id": "percent"}, {"unit_note": "none shown"}]),
             "baseline_value": some("9.25", None), "baseline_date": some("2018"),
             "date": some("2020-05-06"), "qualifier": some("about"), "measured_by": some(text),
             "evidence": tuple(chance.sample(numbers, chance.randint(0, len(numbers))))}
            for number in chance.sample(range(1, 9), chance.randint(0, 4))
        ],
        **given,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(MANY))
def test_any_record_comes_back_as_it_was(seed):
    chance, owner = random.Random(seed), make_partner()  # noqa: S311
    events = [make_event() for _number in range(2)]
    related = [make_published(owner=owner).practice for _number in range(2)]
    practice = random_practice(
        chance,
        owner=owner,
        events=chance.sample(events, chance.randint(0, 2)),
        related=chance.sample(related, chance.randint(0, 2)),
    )
    before = editions.document(practice)
    other = editions.document(random_practice(chance, owner=owner))

    write_back(fresh(practice), other)
    kept = ("identifier", "slug")  # an address is never written back
    between = editions.document(fresh(practice))
    assert between == other | {name: before[name] for name in kept}
    write_back(fresh(practice), before)

    assert editions.document(fresh(practice)) == before


def test_the_revision_rises_and_what_has_no_place_in_a_document_stays():
    practice = make_practice()
    held = Practice.objects.values("owner", "identifier", "slug", "state", "revision").get()

    write_back(practice, editions.document(practice) | {"title": "Another", "owner": "stranger"})

    now = Practice.objects.values("owner", "identifier", "slug", "state", "revision").get()
    assert now == held | {"revision": held["revision"] + 1}


def test_rows_keep_their_keys_and_only_what_is_gone_is_deleted():
    practice = make_practice(
        evidence=[{"number": n, "url": f"https://source.example/{n}"} for n in (1, 2)],
        claims=[{"number": n, "statement": f"Claim {n}", "evidence": (1, 2)} for n in (1, 2)],
    )
    keys = {model: dict(model.objects.values_list("number", "pk")) for model in (Claim, Evidence)}
    document = editions.document(practice)
    document["claims"][1] |= {"statement": "Said again", "evidence": [2, 3]}
    document["claims"] = [document["claims"][1]]
    document["evidence"] = [document["evidence"][1], document["evidence"][1] | {"number": 3}]

    write_back(fresh(practice), document)

    assert editions.document(fresh(practice)) == document
    assert Claim.objects.get().pk == keys[Claim][2]
    assert Evidence.objects.get(number=2).pk == keys[Evidence][2]
    assert sorted(Evidence.objects.values_list("number", flat=True)) == [2, 3]


def test_nothing_of_another_practice_is_touched():
    other, practice = make_practice(), make_practice()
    before = editions.document(other)
    held = [model.objects.filter(practice=other).count() for model in (Claim, Evidence,
                                                                       PracticeSector)]  # fmt: skip

    write_back(practice, editions.document(practice) | {"claims": [], "evidence": []})

    assert editions.document(fresh(other)) == before
    assert held == [1, 1, 1]
    assert Edition.objects.count() == 0
