"""The benchmark's scratch data: plausible, repeatable, by the rules, never beside real data."""

import datetime
import importlib
from collections import Counter

import pytest
import snowballstemmer
from django.conf import settings as portal
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import F
from django.test import Client

from partners.models import Partner
from practices import changes, entries, search, validators, workflow
from practices.choices import Action
from practices.loading.benchmark.tables import without_text_index
from practices.loading.benchmark.words import LANGUAGES, vocabulary
from practices.loading.benchmark.writing import make_source
from practices.models import (
    CatalogueEntry,
    Edition,
    HistoryEntry,
    Meaning,
    Practice,
    PublicChange,
    Word,
)
from practices.search.text import STEMMERS
from tests import asking, database
from tests.factories import make_partner, make_practice

pytestmark = pytest.mark.django_db

DATA = portal.BASE_DIR / "data"
DAY = datetime.date(2026, 3, 2)
EVERY_FIELD = {
    "schema", "identifier", "slug", "language", "title", "title_native", "native_language",
    "summary", "problem", "description", "objectives", "stakeholders", "beneficiaries",
    "organisation_in_charge", "owner", "region", "place", "scope", "start_year", "end_year",
    "running_state", "running_note", "nature", "validation_kind", "themes", "themes_basis",
    "technologies", "sectors", "resources", "challenges", "lessons", "transferability", "website",
    "sources", "related", "events", "smarty_link", "confidence", "among_the_26", "claims",
    "evidence", "reviews", "checks",
}  # fmt: skip


def seed(editions: int, **options) -> None:
    call_command("seed_benchmark", editions=editions, processes=0, verbosity=0, **options)


def documents() -> list[dict]:
    return list(Edition.objects.order_by("pk").values_list("document", flat=True))


@pytest.fixture
def made(clock) -> list[dict]:
    """The documents of thirty practices in the database."""
    clock("2026-03-02")
    seed(30)
    return documents()


def test_the_catalogue_says_what_its_editions_say(made):
    assert CatalogueEntry.objects.on_show().count() == 30
    assert list(entries.rebuild()) == []


def test_the_index_holds_what_the_catalogue_s_own_writer_puts_there(made):
    """Rebuild does not look at the words that mistyped ones are compared with."""
    tables = (database.TEXT_INDEX, "practices_meaning", "practices_word")
    before = [database.rows(table) for table in tables]
    Word.objects.all().delete()
    search.clear()
    search.write_many([(entry.pk, texts_of(entry)) for entry in CatalogueEntry.objects.all()])

    assert [database.rows(table) for table in tables] == before
    assert len(before[1]) == 30


def texts_of(entry: CatalogueEntry) -> search.Texts:
    return entries.texts(entry.edition.document)


def test_documents_are_whole_and_within_every_rule(made):
    assert {frozenset(facts) for facts in made} == {frozenset(EVERY_FIELD)}
    assert [validators.missing_required(facts) for facts in made] == [[]] * 30
    assert [validators.problems(facts) for facts in made] == [[]] * 30


def test_a_made_practice_has_the_shape_of_a_published_one(made):
    """But for reviews and checks, which no action of this release can record."""
    practice = make_practice(owner=Partner.objects.get(slug="benchmark-1"))
    workflow.perform(Action.SEED, practice)
    real = Edition.objects.get(practice=practice).document

    for facts in made:
        assert facts.keys() == real.keys()
        assert facts["resources"].keys() == real["resources"].keys()
        for name in ("claims", "evidence", "sectors"):
            assert {frozenset(row) for row in facts[name]} == {frozenset(real[name][0])}


def test_every_practice_is_published_once_with_its_history(made):
    states = list(Practice.objects.values_list("state", flat=True))
    made_by = list(HistoryEntry.objects.values_list("action", "edition__number"))

    assert (states, made_by) == (["published"] * 30, [("seed", 1)] * 30)
    assert Edition.objects.count() == 30


def test_the_public_log_tells_of_every_practice_as_it_stands(clock):
    clock("2026-03-02")
    seed(60)
    shown, lines = CatalogueEntry.objects.on_show(), PublicChange.objects.all()
    lapsed = shown.filter(level_until__lt=DAY)
    expected = {(entry.identifier, "published") for entry in shown}
    expected |= {(entry.identifier, "lapsed") for entry in lapsed}

    assert lines.count() == len(expected) > 60
    assert set(lines.values_list("identifier", "kind")) == expected
    changes.note(shown, today=DAY)  # finds each as the last line about it left it
    assert lines.count() == len(expected)


def test_the_pages_answer(made):
    client = Client(headers={"host": "127.0.0.1"})
    addresses = [
        "/practices/",
        f"/practices/{made[0]['slug']}/",
        "/api/v1/practices/?facets=region",
    ]

    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_a_second_run_writes_only_what_is_missing(clock):
    clock("2026-03-02")
    seed(12)
    first = documents()
    seed(12)
    assert documents() == first
    seed(30)
    topped_up = documents()

    assert topped_up[:12] == first
    assert len(topped_up) == CatalogueEntry.objects.count() == 30
    assert make_practice(owner=Partner.objects.get(slug="benchmark-2")).pk > 0


def test_the_same_seed_makes_the_same_practices(made):
    again, others = (
        [row.document for row in make_source(seed).chunk(list(range(1, 31))).rows]
        for seed in (1, 2)
    )
    assert again == made
    assert all(document not in made for document in others)


def test_values_are_skewed_and_of_every_kind(made):
    rows = make_source(1).chunk(list(range(1, 1501))).rows
    facts = [row.document for row in rows]
    sectors = {sector["code"] for document in facts for sector in document["sectors"]}
    words = " ".join(f"{document['summary']} {document['description']}" for document in facts)

    assert {document["language"] for document in facts} == set(LANGUAGES)
    assert {len(code) for code in sectors} == {1, 3, 5, 6}
    assert {len(document["sectors"]) for document in facts} == {1, 2, 3}
    assert {len(document["region"]) for document in facts} == {4, 5}
    assert any(document["region"].startswith("UK") for document in facts)
    assert {row.columns["level"] for row in rows} >= {1, 2}
    assert 70 <= len(words.split()) / len(facts) <= 100
    assert len(set(words.casefold().split())) > 15_000
    for name in ("region", "nature", "owner"):
        counts = sorted(Counter(document[name] for document in facts).values())
        assert counts[-1] > 3 * counts[len(counts) // 2]


def test_the_text_index_is_built_again():
    """PostgreSQL builds it once, at the end; on SQLite the table is the index."""
    before = text_indexes()
    with without_text_index():
        during = text_indexes()

    assert text_indexes() == before
    assert len(before) - len(during) == (connection.vendor == "postgresql")


def text_indexes() -> list[tuple]:
    """What the engine's own catalogue says of the index over the texts."""
    catalogues = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE name = %s",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogues[connection.vendor], [database.TEXT_INDEX])
        return sorted(cursor.fetchall())


# Never beside real data


def test_refuses_a_database_with_real_records(smarty):
    before = database.everything()
    with pytest.raises(CommandError, match=r"Nothing was written\. There are partners"):
        seed(5)
    assert database.everything() == before


def test_refuses_a_partner_that_only_looks_like_its_own():
    make_partner(slug="benchmark-1")
    with pytest.raises(CommandError, match="partners that the benchmark did not make"):
        seed(5)
    assert Practice.objects.count() == 0


def test_refuses_once_a_real_partner_has_come(made):
    make_practice()
    with pytest.raises(CommandError, match="partners that the benchmark did not make"):
        seed(31)
    assert Edition.objects.count() == 30


def test_refuses_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        seed(5)
    assert (Partner.objects.count(), Practice.objects.count()) == (0, 0)


# The compiled stemmer


@pytest.mark.parametrize("language", STEMMERS)
def test_the_compiled_stemmer_agrees_with_the_pure_one(language):
    name = STEMMERS[language]
    module = importlib.import_module(f"snowballstemmer.{name}_stemmer")
    pure = getattr(module, f"{name.title()}Stemmer")()
    fast = snowballstemmer.stemmer(name)
    assert not isinstance(fast, type(pure)), "PyStemmer is not installed"
    words = vocabulary(DATA, seed=1).lists.get(language) or vocabulary(DATA, seed=1).lists["es"]

    assert fast.stemWords(words) == pure.stemWords(words)


def test_the_rest_may_be_copies_that_a_reader_finds_like_any_other(clock):
    clock("2026-03-02")
    seed(40, made=10)
    rows = CatalogueEntry.objects.on_show()
    assert (rows.count(), Practice.objects.count(), Edition.objects.count()) == (40, 40, 40)
    assert len(set(rows.values_list("identifier", flat=True))) == 40
    assert rows.exclude(edition__practice=F("practice")).count() == 0
    first = rows.get(identifier="GP-0001")
    copies = rows.filter(title=first.title).order_by("pk")
    assert [entry.slug for entry in copies] == [
        first.slug, f"{first.slug}-1", f"{first.slug}-2", f"{first.slug}-3",
    ]  # fmt: skip
    last = copies.last()
    assert set(last.themes.all()) == set(first.themes.all())
    meant = dict(Meaning.objects.values_list("pk", "vector"))
    assert (len(meant), bytes(meant[last.pk])) == (40, bytes(meant[first.pk]))
    assert {first, last} <= set(asking.asked(q=f'"{first.title}"').qs)
    make_practice()  # the database goes on with the next key
