"""Entries follow from editions, as written out here; rebuild mends and names what does not."""

import datetime

import pytest

from partners import catalogue
from partners.models import Partner
from practices import entries, search
from practices.models import CatalogueEntry, Edition, Meaning, TextIndex
from practices.models.catalogue import Word
from tests import asking, database
from tests.factories import make_event, make_partner, make_published

pytestmark = pytest.mark.django_db

VERSIONS = ("partners_catalogueversion", "partners_pastversion")
WORDS = "practices_word"


@pytest.fixture
def audit(clock) -> CatalogueEntry:
    clock("2026-03-01T10:30")
    return make_published(
        identifier="GP-9999",
        slug="audit",
        language="en",
        title="Łódź: Audit 4.0 für Œuvres",
        title_native="Audyt",
        native_language="pl",
        summary="An audit.",
        owner=make_partner(slug="prato", name="Municipality", name_native="Comune", city="Prato"),
        region_id="ITI15",
        start_year=2018,
        end_year=2020,
        running_state="ended",
        themes=["digital_innovation_and_skills", "regional_platforms_and_clusters"],
        technologies=["iot", "ai"],
        sectors=["C25.63", "A"],
        events=[make_event(slug="seminar-1"), make_event(slug="seminar-2")],
        claims=[
            {"kind": "result", "date": "2019"},
            {"kind": "result"},
            {"kind": "input", "date": "2021-02"},
        ],
        evidence=[{"url": "https://source.example/", "date": "2020-05"}],
    )


def test_the_columns_of_an_entry(audit):
    at = datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.UTC)
    assert CatalogueEntry.objects.values().get() == {
        "id": audit.pk,
        "practice_id": audit.practice_id,
        "edition_id": Edition.objects.get().pk,
        "identifier": "GP-9999",
        "slug": "audit",
        "language": "en",
        "title": "Łódź: Audit 4.0 für Œuvres",
        "title_key": "lodz: audit 4.0 fur oeuvres",
        "summary": "An audit.",
        "owner_id": Partner.objects.get(slug="prato").pk,
        "region_id": "ITI15",
        "country": "IT",
        "scope": "regional",
        "nature": "service",
        "validation_kind": "direct_experience",
        "running_state": "ended",
        "start_year": 2018,
        "end_year": 2020,
        "results": 2,
        "newest_evidence_year": 2020,
        "level": 1,
        "level_until": datetime.date(2029, 3, 1),
        "first_published_at": at,
        "withdrawn_at": None,
        "withdrawal_reason": "",
        "changed": catalogue.version().number,
    }


def test_the_links_of_an_entry(audit):
    def linked(name, key="pk"):
        return sorted(getattr(audit, name).values_list(key, flat=True))

    assert linked("themes") == ["digital_innovation_and_skills", "regional_platforms_and_clusters"]
    assert linked("technologies") == ["ai", "iot"]
    assert linked("sectors") == ["A", "C25.63"]
    assert linked("events", "slug") == ["seminar-1", "seminar-2"]


def test_the_least_an_entry_can_say():
    entry = make_published(claims=[{"kind": "context"}])
    assert (entry.results, entry.newest_evidence_year) == (0, None)
    assert (entry.start_year, entry.end_year, entry.running_state) == (None, None, "unknown")
    assert [entry.technologies.count(), entry.events.count()] == [0, 0]


# As the languages of the partners call them (data/codes/country_names.json, region_names.json).
ITALY = (
    "Italy", "Italia", "Italie", "Italië", "Italija", "Itàlia", "Włochy", "Repubblica italiana",
)  # fmt: skip
TUSCANY = ("Regione Toscana", "Toscane", "Toskana", "Toskania")
TOWNS = ("Montemurlo", "Vaiano", "Carmignano")


def test_of_the_code_of_a_sector_the_division_is_found(audit):
    """What follows the dot would be a number of its own: "C13.2" is not found by "2"."""
    facts = audit.edition.document | {"sectors": [{"code": "C13.2"}, {"code": "A"}]}
    codes = [text for text, language in entries.texts(facts)["d"] if not language and "1" in text]
    assert codes == ["C13"]


def test_the_texts_an_entry_is_found_by(audit):
    facts = audit.edition.document | {
        "problem": "No time",
        "organisation_in_charge": "Regione",
        "place": "Tuscany and around",
        "resources": {"staff": None, "text": "Paid by the ERDF"},
        "themes": ["digital_innovation_hubs"],
        "technologies": ["iot"],
        "sectors": [{"code": "A"}],
    }
    heard = entries.texts(facts)
    assert heard["a"] == [
        ("Audyt", "pl"),
        ("Łódź: Audit 4.0 für Œuvres", "en"),
        ("GP-9999", "en"),
    ]
    assert heard["c"][:8] == [
        ("No time", "en"),
        ("How it works.", "en"),
        ("An aim", "en"),
        ("small firms", "en"),
        *(("Firms took part", "en") for _claim in range(3)),
        ("Paid by the ERDF", "en"),
    ]
    assert set(heard["c"][8:]) == {
        ("Italia", "en"),
        ("Italy", "en"),
        ("Italia", "es"),
        ("Centro (IT)", "en"),
        ("Central Italy", "en"),
        ("Italia Central", "es"),
        ("Toscana", "en"),
        ("Tuscany", "en"),
        *((name, "") for name in (*ITALY, *TUSCANY)),
    }
    assert set(heard["d"]) == {
        ("Comune", "en"),
        ("Municipality", "en"),
        (audit.owner.short_name, "en"),
        ("Prato", "en"),
        *((town, "") for town in TOWNS),
        ("Digital innovation hubs", "en"),
        ("Centros de innovación digital", "es"),
        ("Internet of Things", "en"),
        ("Internet de las cosas", "es"),
        ("Agriculture, forestry and fishing", "en"),
        ("Agricultura, ganadería, silvicultura y pesca", "es"),
    }
    assert heard["b"][0] == ("An audit.", "en")
    assert set(heard["b"][1:]) == {
        ("Regione", "en"),
        ("Tuscany and around", "en"),
        ("ITI15", "en"),
        ("Prato", "en"),
    }


def test_what_stands_beside_the_edition_survives_it(audit):
    """Withdrawal is no fact of an edition: writing the entry again leaves it."""
    reason = {"withdrawn_at": audit.first_published_at, "withdrawal_reason": "Asked for."}
    CatalogueEntry.objects.update(**reason)
    entries.write(audit.edition)
    assert CatalogueEntry.objects.values(*reason).get() == reason


def changed() -> dict[str, int]:
    return dict(CatalogueEntry.objects.values_list("slug", "changed"))


def test_what_changed_is_noted_under_the_version_that_tells_it(audit):
    make_published(slug="other")
    before, number = changed(), catalogue.version().number
    assert (before["audit"] < before["other"], before["other"]) == (True, number)

    entries.tell(CatalogueEntry.objects.filter(pk=audit.pk))

    assert catalogue.version().number == number + 1
    assert changed() == before | {"audit": number + 1}


def test_the_words_of_an_entry_are_noted_to_correct_what_is_mistyped(audit):
    known = set(Word.objects.values_list("word", flat=True))
    said = {"lodz", "audit", "audyt", "fur", "oeuvres", "gp", "prato", "toscana"}
    assert (said <= known, "nowhere" in known) == (True, False)
    # Neither stems, concepts, separators nor bare numbers are words.
    assert [word for word in known if "_" in word or word.isdigit()] == []


def test_a_practice_published_in_the_night_of_brussels_counts_from_its_day(clock):
    clock("2026-03-02T00:30")
    assert make_published().level_until == datetime.date(2029, 3, 2)


# Rebuild


def test_rebuild_finds_nothing_in_the_real_catalogue(smarty):
    before = database.everything(but=(database.TEXT_INDEX,))
    text = database.rows(database.TEXT_INDEX)
    assert list(entries.rebuild()) == []
    assert database.everything(but=(database.TEXT_INDEX,)) == before
    assert database.rows(database.TEXT_INDEX) == text


def test_rebuild_of_an_empty_catalogue_finds_nothing():
    assert list(entries.rebuild()) == []


def remove_entry(entry):
    search.remove([entry.pk])
    entry.themes.clear(), entry.technologies.clear(), entry.sectors.clear(), entry.events.clear()
    CatalogueEntry.objects.filter(pk=entry.pk).delete()


def other_words(entry):
    search.write(entry.pk, {"a": [("Something else", "en")]})


def change(**columns):
    return lambda entry: CatalogueEntry.objects.filter(pk=entry.pk).update(**columns)


DAMAGE = [
    (remove_entry, ["GP-9999: entry was missing"]),
    (change(title="Other"), ["GP-9999: title was 'Other', should be 'Łódź: Audit 4.0 für Œuvres'"]),
    (
        change(title_key="Ł"),
        ["GP-9999: title_key was 'Ł', should be 'lodz: audit 4.0 fur oeuvres'"],
    ),
    (change(start_year=None), ["GP-9999: start_year was None, should be 2018"]),
    (change(region_id="BE2"), ["GP-9999: region_id was 'BE2', should be 'ITI15'"]),
    (change(country="BE"), ["GP-9999: country was 'BE', should be 'IT'"]),
    (change(results=9), ["GP-9999: results was 9, should be 2"]),
    (
        change(level=4, nature="training"),
        [
            "GP-9999: nature was 'training', should be 'service'",
            "GP-9999: level was 4, should be <Level.DOCUMENTED: 1>",
        ],
    ),
    (
        lambda entry: entry.technologies.set(["5g", "ai"]),
        ["GP-9999: technologies was ['5g', 'ai'], should be ['ai', 'iot']"],
    ),
    (
        lambda entry: entry.sectors.clear(),
        ["GP-9999: sectors was [], should be ['A', 'C25.63']"],
    ),
    (
        lambda entry: entry.themes.add("digital_innovation_hubs"),
        [
            (
                "GP-9999: themes was ['digital_innovation_and_skills', 'digital_innovation_hubs', "
                "'regional_platforms_and_clusters'], should be ['digital_innovation_and_skills', "
                "'regional_platforms_and_clusters']"
            )
        ],
    ),
    (
        lambda entry: search.remove([entry.pk]),
        ["GP-9999: text as indexed was False, should be True"],
    ),
    (other_words, ["GP-9999: text as indexed was False, should be True"]),
    (
        lambda entry: Meaning.objects.filter(pk=entry.pk).delete(),
        ["GP-9999: text as indexed was False, should be True"],
    ),
]


@pytest.mark.parametrize(("damage", "told"), DAMAGE)
def test_rebuild_names_and_mends_each_kind_of_damage(audit, damage, told):
    make_published()
    entry_table = "practices_catalogueentry"
    through = [name for name in database.tables() if name.startswith(entry_table + "_")]
    index = (
        database.TEXT_INDEX,
        "practices_meaning",
    )  # by keys of entries, of which one may be new
    but = (*VERSIONS, WORDS, entry_table, *index, *through)
    others = database.everything(but=but)
    columns = entries.columns(audit.edition)
    number = catalogue.version().number

    damage(audit)
    assert list(entries.rebuild()) == told

    mended = CatalogueEntry.objects.get(identifier="GP-9999")
    assert {name: getattr(mended, name) for name in columns} == columns
    facts = audit.edition.document
    for name, keys in entries.links(facts).items():
        assert sorted(getattr(mended, name).values_list("pk", flat=True)) == keys
    assert search.holds(mended.pk, entries.texts(facts))
    assert TextIndex.objects.count() == CatalogueEntry.objects.count() == 2
    assert database.everything(but=but) == others
    assert catalogue.version().number == number + 1
    # Whatever was told wrongly of any entry is read again by every reader.
    assert set(changed().values()) == {number + 1}
    assert list(entries.rebuild()) == []


def test_rebuild_follows_a_partner_s_new_name(audit):
    Partner.objects.filter(slug="prato").update(name="City of Prato")
    assert list(entries.rebuild()) == ["GP-9999: text as indexed was False, should be True"]
    assert list(asking.asked(q='"city of prato"').qs) == [audit]


def test_rebuild_brings_back_a_whole_catalogue(smarty):
    text = database.rows(database.TEXT_INDEX)
    count = CatalogueEntry.objects.count()
    search.clear()
    for entry in CatalogueEntry.objects.all():
        remove_entry(entry)
    told = list(entries.rebuild())
    assert (count, len(told)) == (17, 17)
    assert told[0] == "GP-0001: entry was missing"
    assert [row[1:] for row in database.rows(database.TEXT_INDEX)] == [row[1:] for row in text]
    assert list(entries.rebuild()) == []


def test_rebuild_takes_the_newest_edition_of_each_practice(audit):
    practice = audit.practice
    document = audit.edition.document | {"title": "Second"}
    Edition.objects.create(
        practice=practice,
        number=2,
        action="seed",
        document=document,
        published_at=audit.first_published_at + datetime.timedelta(days=31),
    )
    told = list(entries.rebuild())
    assert [line.split(" was ")[0] for line in told] == [
        "GP-9999: title",
        "GP-9999: edition_id",
        "GP-9999: title_key",
        "GP-9999: level_until",
        "GP-9999: text as indexed",
    ]
    entry = CatalogueEntry.objects.get(practice=practice)
    assert (entry.title, entry.first_published_at) == ("Second", audit.first_published_at)
    assert entry.level_until == datetime.date(2029, 4, 1)
