"""The code lists in data/codes: complete, consistent, and enough for the seed data."""

import json
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODES = ROOT / "data" / "codes"
SEED = ROOT / "data" / "smarty"

NAMES = [
    "languages",
    "region_points",
    "regions",
    "sectors",
    "sectors_rev2",
    "technologies",
    "themes",
    "units",
]
NOT_EU = {"IS", "LI", "NO", "CH", "BA", "ME", "MK", "AL", "RS", "TR", "UA", "XK"}
REGIONS_OF_THE_SEED = {
    *("SI0", "SI034", "PL9", "PL921", "ES51", "ES511", "ES41", "ES413", "ES418"),
    *("UKE4", "UKE44", "ITI1", "ITI15", "BE2", "BE22", "BE24", "FI1D7"),
}


def read(name):
    return json.loads((CODES / f"{name}.json").read_text(encoding="utf-8"))


def records(name):
    return read(name)["records"]


def seed(name):
    return json.loads((SEED / f"{name}.json").read_text(encoding="utf-8"))


def codes(name):
    return [record["code"] for record in records(name)]


def levels(rows):
    return dict(sorted(Counter(row["level"] for row in rows).items()))


def resolve_region(code):
    """The codes in force for an old or new code; empty when nobody knows it."""
    data = read("regions")
    for row in data["records"]:
        if code == row["code"] or code in row.get("aliases", []):
            return [row["code"]]
    return [c for row in data["discontinued"] if row["code"] == code for c in row["successors"]]


def seed_region_codes():
    rows = seed("practices") + seed("partners") + seed("transfers")
    return {row["nuts_code"] for row in rows} - {None}


# every file


def test_the_files_are_these():
    assert sorted(path.stem for path in CODES.glob("*.json")) == sorted(
        [*NAMES, "terms", "related", "meanings", "lookalikes", "country_names", "region_names"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_meta_is_complete(name):
    meta = read(name)["meta"]
    assert list(meta) == ["title", "version", "source", "licence", "retrieved", "notes"]
    assert all(meta.values())
    assert "https://" in meta["source"]
    assert all(note.strip() for note in meta["notes"])


@pytest.mark.parametrize("name", NAMES)
def test_one_record_stands_on_one_line(name):
    lines = (CODES / f"{name}.json").read_text(encoding="utf-8").splitlines()
    whole = len(records(name)) + len(read(name).get("discontinued", []))
    assert sum(line.startswith(('{"code"', '{"rev2"')) for line in lines) == whole


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sectors_rev2"])
def test_codes_are_unique(name):
    assert [code for code, count in Counter(codes(name)).items() if count > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_empty_or_untidy(name):
    def texts(value):
        if isinstance(value, dict):
            return [text for inner in value.values() for text in texts(inner)]
        if isinstance(value, list):
            return [text for inner in value for text in texts(inner)]
        return [value] if isinstance(value, str) else []

    found = texts(read(name))
    assert [text for text in found if text != " ".join(text.split()) or not text] == []


@pytest.mark.parametrize("name", ["technologies", "themes", "units", "languages"])
def test_labels_are_english_and_spanish_and_tell_codes_apart(name):
    labels = [record["labels"] for record in records(name)]
    assert {tuple(sorted(label)) for label in labels} == {("en", "es")}
    for language in ("en", "es"):
        assert len({label[language] for label in labels}) == len(labels)


@pytest.mark.parametrize("name", ["technologies", "themes"])
def test_meanings_are_english_and_spanish(name):
    assert {tuple(sorted(record["meaning"])) for record in records(name)} == {("en", "es")}


# regions


def test_region_counts():
    rows = records("regions")
    eu = [r for r in rows if r["code"][:2] not in NOT_EU | {"UK"}]
    assert levels(eu) == {0: 27, 1: 92, 2: 244, 3: 1165}
    assert levels([r for r in rows if r["code"][:2] in NOT_EU]) == {0: 12, 1: 31, 2: 82, 3: 318}
    assert levels([r for r in rows if r["code"][:2] == "UK"]) == {0: 1, 1: 12, 2: 41, 3: 179}
    assert len(rows) == 1528 + 443 + 233


def test_a_region_starts_with_its_parent():
    rows = records("regions")
    known = {row["code"]: row["level"] for row in rows}
    for row in rows:
        parent = row["code"][:-1] if row["level"] else None
        assert (row["parent"], len(row["code"])) == (parent, 2 + row["level"])
        assert parent is None or known[parent] == row["level"] - 1


def test_a_region_carries_the_country_of_its_code():
    different = {(row["code"][:2], row["country"]) for row in records("regions")}
    assert {pair for pair in different if pair[0] != pair[1]} == {("EL", "GR"), ("UK", "GB")}


def test_the_edition_of_a_region_is_2016_for_the_uk_only():
    editions = {(row["code"][:2] == "UK", row["version"]) for row in records("regions")}
    assert editions == {(True, "2016"), (False, "2024")}


def test_countries_have_english_and_spanish_names():
    countries = {row["code"]: row["names"] for row in records("regions") if row["level"] == 0}
    assert all(sorted(names) == ["en", "es"] for names in countries.values())
    assert countries["DE"] == {"en": "Germany", "es": "Alemania"}
    assert countries["EL"] == {"en": "Greece", "es": "Grecia"}
    assert countries["UK"] == {"en": "United Kingdom", "es": "Reino Unido"}


def test_names_are_given_only_where_they_differ():
    for row in records("regions"):
        names = row.get("names", {"en": "-"})
        assert names.keys() in ({"en"}, {"es"}, {"en", "es"})
        assert row["level"] == 0 or row["name"] not in names.values()


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("ITI1", "Tuscany", "Toscana"),
        ("ITI14", "Florence", "Florencia"),
        ("ITI15", "Prato", "Prato"),
        ("ES51", "Catalonia", "Cataluña"),
        ("ES618", "Seville", "Sevilla"),
        ("ES41", "Castilla y León", "Castilla y León"),
        ("FI1D7", "Lapland", "Laponia"),
        ("PL9", "Mazovia", "Mazovia"),
        ("BE2", "Flanders", "Flandes"),
        ("SI0", "Slovenia", "Eslovenia"),
        ("UKE4", "West Yorkshire", "West Yorkshire"),
    ],
)
def test_well_known_names(code, english, spanish):
    row = next(row for row in records("regions") if row["code"] == code)
    names = {"en": row["name"], "es": row["name"]} | row.get("names", {})
    assert names == {"en": english, "es": spanish}


def test_names_are_in_latin_script_and_the_original_is_kept():
    for row in records("regions"):
        assert not any("\u0370" <= letter <= "\u04ff" for letter in row["name"])
        assert any("\u0370" <= letter <= "\u04ff" for letter in row.get("native", "Ω"))


def test_old_codes_are_unique_and_not_in_force():
    data = read("regions")
    old = [alias for row in data["records"] for alias in row.get("aliases", [])]
    old += [row["code"] for row in data["discontinued"]]
    assert len(old) == len(set(old)) == 23 + 41
    assert set(old) & {row["code"] for row in data["records"]} == set()


def test_successors_are_in_force_and_of_the_same_level_and_country():
    known = set(codes("regions"))
    for row in read("regions")["discontinued"]:
        assert all(row[key] for key in ("name", "note", "successors"))
        assert set(row["successors"]) <= known
        shape = {(code[:2], len(code)) for code in row["successors"]}
        assert shape == {(row["code"][:2], len(row["code"]))}


def test_recoded_regions_resolve():
    assert resolve_region("NL332") == ["NL361"]
    assert resolve_region("PT185") == ["PT1D3"]
    assert resolve_region("PT17") == ["PT1A", "PT1B"]
    assert resolve_region("UKN10") == ["UKN0A"]
    assert resolve_region("XX1") == []


def test_every_region_code_of_the_seed_is_still_in_force():
    assert seed_region_codes() == REGIONS_OF_THE_SEED
    resolved = {code: resolve_region(code) for code in REGIONS_OF_THE_SEED}
    assert resolved == {code: [code] for code in REGIONS_OF_THE_SEED}


def test_every_country_of_the_seed_is_known():
    countries = {row["country"] for row in seed("practices") + seed("partners")}
    assert countries <= {row["country"] for row in records("regions") if row["level"] == 0}


# sectors


def test_sector_counts():
    assert Counter(row["level"] for row in records("sectors")) == {
        "section": 22,
        "division": 87,
        "group": 287,
        "class": 651,
    }


def test_a_sector_starts_with_its_parent():
    rows = records("sectors")
    level = {row["code"]: row["level"] for row in rows}
    above = {"section": None, "division": "section", "group": "division", "class": "group"}
    length = {"section": 1, "division": 3, "group": 5, "class": 6}
    for row in rows:
        assert len(row["code"]) == length[row["level"]]
        assert level.get(row["parent"]) == above[row["level"]]
        assert row["code"].startswith(row["parent"] or "")


def test_sectors_have_spanish_labels_down_to_divisions():
    for row in records("sectors"):
        upper = row["level"] in ("section", "division")
        shown = row["code"] == "C25.63"  # a published practice carries it
        assert sorted(row["labels"]) == (["en", "es"] if upper or shown else ["en"])


def test_known_sectors():
    labels = {row["code"]: row["labels"] for row in records("sectors")}
    assert labels["C13"] == {"en": "Manufacture of textiles", "es": "Industria textil"}
    assert labels["C25.53"] == {"en": "Machining of metals"}
    assert labels["C25.63"] == {
        "en": "Manufacture of tools",
        "es": "Fabricación de herramientas",
    }


def test_every_sector_of_the_seed_has_its_rev_2_1_code():
    used = {s["nace_rev2"] for practice in seed("practices") for s in practice["sectors"]}
    table = {row["rev2"]: row["code"] for row in records("sectors_rev2")}
    assert len(table) == len(records("sectors_rev2"))
    assert set(table) == used
    assert set(table.values()) <= set(codes("sectors"))
    assert {old: new for old, new in table.items() if old != new} == {
        "C25.62": "C25.53",
        "C25.73": "C25.63",
        "J62": "K62",
    }


def test_rev_2_records_are_complete():
    shape = ["rev2", "rev2_label", "code", "note"]
    assert [row for row in records("sectors_rev2") if list(row) != shape] == []


# technologies, themes, units, languages


def test_technologies_cover_the_seed_and_the_project_topics():
    used = {code for practice in seed("practices") for code in practice["technologies"]}
    topics = [row["project_topic"] for row in records("technologies") if "project_topic" in row]
    assert used <= set(codes("technologies"))
    assert sorted(topics) == sorted(seed("project")["technology_topics"])
    assert len(codes("technologies")) == 20


def test_themes_are_the_four_of_the_project():
    project = seed("project")["good_practices"]
    rows = records("themes")
    assert [row["code"] for row in rows] == project["theme_keys"]
    assert [row["order"] for row in rows] == [1, 2, 3, 4]
    assert [row["meaning"]["en"].rstrip(".") for row in rows] == project["themes"]
    used = {code for practice in seed("practices") for code in practice["themes"]}
    assert used <= set(project["theme_keys"])


def test_each_unit_of_the_seed_means_exactly_one_unit():
    claims = [c for practice in seed("practices") for c in practice["validation_evidence"]]
    used = {claim["unit"] for claim in claims} - {None}
    terms = [term for row in records("units") for term in row["source_terms"]]
    assert len(terms) == len(set(terms)) == 39
    assert set(terms) == used


def test_only_person_and_people_share_a_unit():
    shared = {r["code"]: r["source_terms"] for r in records("units") if len(r["source_terms"]) > 1}
    assert shared == {"people": ["people", "person"]}


def test_kinds_of_units():
    rows = records("units")
    assert Counter(row["kind"] for row in rows) == {
        "count": 27,
        "currency": 5,
        "percent": 3,
        "duration": 2,
        "other": 1,
    }
    assert {tuple(sorted(row["singular"])) for row in rows} == {("en", "es")}


def test_languages_are_the_nine_of_the_portal():
    assert codes("languages") == ["ca", "en", "es", "fi", "fr", "it", "nl", "pl", "sl"]
    rows = seed("partners") + seed("practices")
    native = {row.get("native_language") for row in rows} - {None}
    assert native <= set(codes("languages"))
    assert all(row["native"] for row in records("languages"))
