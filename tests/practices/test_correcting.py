"""Corrections of links and spelling: which places, how much, and what is left for a review."""

import copy

import pytest
from django.core.exceptions import ValidationError

from practices import editions
from practices.choices import Action
from practices.correcting import Correction, correctable, corrected, correction_problems
from practices.differences import differences
from practices.models import Edition, Practice
from practices.workflow import perform
from tests.factories import make_published
from tests.rounds import Consortium

LONG = "The voucher paid half of the audit in 2018, up to 7,500 euro for each firm that asked."
DOCUMENT = {
    "title": "Vouchers for audits",
    "summary": LONG,
    "lessons": None,
    "problem": "",
    "scope": "regional",
    "start_year": 2018,
    "objectives": ["Let firms know where they stand", "Find gaps"],
    "stakeholders": [],
    "beneficiaries": ["small firms"],
    "website": "https://old.example/",
    "sources": ["https://source.example/a", "https://source.example/b"],
    "claims": [
        {"number": 2, "kind": "result", "statement": "Half of the firms bought sensors", "value": 50,
         "unit": "percent", "evidence": [5], "method": None},
    ],
    "evidence": [
        {"number": 5, "title": "Report of the region", "url": "https://source.example/5",
         "type": "report", "issuer": "Region", "page": None},
    ],
}  # fmt: skip
PLACES = {
    "title": False,
    "summary": False,
    "objectives.0": False,
    "objectives.1": False,
    "beneficiaries.0": False,
    "claims.2.statement": False,
    "evidence.5.title": False,
    "evidence.5.issuer": False,
    "website": True,
    "sources.0": True,
    "sources.1": True,
    "evidence.5.url": True,
}


def problems(path: str, text: str) -> list[str]:
    found = correction_problems(DOCUMENT, [Correction(path=path, text=text)])
    assert {place for place, _message in found} <= {path}
    return [message for _place, message in found]


def test_texts_and_links_can_be_corrected_and_nothing_else():
    assert {path: is_link for path, _text, is_link in correctable(DOCUMENT)} == PLACES


@pytest.mark.parametrize(
    "path",
    ["scope", "start_year", "claims.2.value", "claims.2.unit", "claims.2.kind", "claims.1.statement",
     "claims.2.evidence", "lessons", "problem", "evidence.5.type", "objectives.9", "owner", ""],
)  # fmt: skip
def test_any_other_place_is_refused(path):
    assert problems(path, "Anything") == ["This place cannot be corrected."]


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("summary", LONG.replace("voucher", "vouchers"), []),
        ("summary", LONG.replace("audit", "audít"), []),
        ("summary", LONG.replace("2018", "2019"), ["A figure is no matter of spelling"]),
        ("summary", LONG.replace("7,500", "7.500,00"), ["A figure is no matter of spelling"]),
        ("summary", LONG + " Three firms asked twice.", ["This is more than spelling"]),
        ("summary", "Something else altogether in 2018: 7,500", ["This is more than spelling"]),
        ("summary", " ", ["A correction cannot empty a text."]),
        ("title", "Voucher for audits", []),
        ("claims.2.statement", "Half the firms bought sensors", []),
        ("claims.2.statement", "All of the farms sold sensors", ["This is more than spelling"]),
        ("website", "https://new.example/elsewhere", []),
        ("website", "new.example", ["A web address that starts with"]),
        ("sources.1", "https://archive.example/2018/b", []),
        ("evidence.5.url", "javascript:alert(1)", ["A web address that starts with"]),
        ("evidence.5.url", "", ["A correction cannot empty a text."]),
    ],
)
def test_how_much_is_a_correction(path, text, told):
    found = correction_problems(DOCUMENT, [Correction(path=path, text=text)])

    assert len(found) == len(told)
    assert all(
        message.startswith(start) for (_path, message), start in zip(found, told, strict=True)
    )


def test_a_text_that_grows_past_its_limit_is_refused():
    document = DOCUMENT | {"title": "a" * 150}

    ((path, message),) = correction_problems(document, [Correction(path="title", text="a" * 151)])

    assert (path, message) == ("title", "At most 150 characters fit here; this text has 151.")


def test_corrections_change_their_places_alone_and_leave_the_document_as_it_is():
    kept = copy.deepcopy(DOCUMENT)
    made = corrected(
        DOCUMENT,
        [
            Correction(path="objectives.1", text="Find gap"),
            Correction(path="claims.2.statement", text="Half the firms bought sensors"),
            Correction(path="evidence.5.url", text="https://new.example/5"),
        ],
    )

    assert kept == DOCUMENT
    assert [(one["path"], one["after"]) for one in differences(DOCUMENT, made)] == [
        ("objectives", ["Let firms know where they stand", "Find gap"]),
        ("claims.2.statement", "Half the firms bought sensors"),
        ("evidence.5.url", "https://new.example/5"),
    ]


@pytest.mark.django_db
def test_every_place_of_every_real_record_can_be_named_and_written(smarty):
    named = 0
    for practice in Practice.objects.all():
        document = editions.document(practice)
        for path, text, _is_link in correctable(document):
            made = corrected(document, [Correction(path=path, text=text + "!")])
            (change,) = differences(document, made)
            assert path.startswith(change["path"])
            assert corrected(made, [Correction(path=path, text=text)]) == document
            named += 1
    assert named > 400


@pytest.mark.django_db
def test_a_correction_makes_an_edition_that_says_so_and_the_working_version_follows():
    entry = make_published(summary=LONG, website="https://old.example/")
    practice, before = entry.practice, entry.edition.document
    corrections = (
        Correction(path="summary", text=LONG.replace("voucher", "vouchers")),
        Correction(path="website", text="https://new.example/"),
    )

    perform(Action.CORRECT, practice, by=Consortium().publisher, corrections=corrections)

    edition = Edition.objects.get(practice=practice, number=2)
    assert {one["path"] for one in differences(before, edition.document)} == {"summary", "website"}
    assert editions.document(Practice.objects.get(pk=practice.pk)) == edition.document


@pytest.mark.django_db
def test_a_correction_that_is_none_makes_nothing():
    practice = make_published(summary=LONG).practice
    wrong = (Correction(path="summary", text=LONG.replace("2018", "2028")),)

    with pytest.raises(ValidationError, match="no matter of spelling"):
        perform(Action.CORRECT, practice, by=Consortium().publisher, corrections=wrong)
    assert Edition.objects.filter(practice=practice).count() == 1
