"""Writing a practice: limits, lists, sectors, claims and evidence; nothing typed is lost."""

import pytest
from django.test import Client

from partners.choices import MemberRole
from partners.models import Partner
from practices import editions
from practices.models import HistoryEntry, Practice
from practices.validators import LIMITS
from tests.factories import make_event, make_partner, make_practice, make_published, make_user
from tests.workspace import as_sent, errors_of, logged_in

LIST = "/admin/practices/practice/"
ADD = f"{LIST}add/"
NO_DATE = (
    "“11/06/2018” is not a date. Write a year, a year and month, or a full date: 2018, 2018-06 or "
    "2018-06-11."
)
GONE = "Somebody else has removed this meanwhile. Add it again below, if it is still needed."
ONE_NEW = {
    "evidence-0-url": "https://source.example/report.pdf",
    "claims-0-kind": "result",
    "claims-0-statement": "132 firms took part",
    "claims-0-backed_by": ["1"],
}


@pytest.fixture
def owner(db) -> Partner:
    return make_partner(short_name="Own")


@pytest.fixture
def editor(owner) -> Client:
    return logged_in(make_user(MemberRole.EDITOR, owner))


def change_of(practice: Practice) -> str:
    return f"{LIST}{practice.pk}/change/"


def save(client: Client, address: str, **changes):
    """Open the form, change something, send it; returns the answer."""
    return client.post(address, as_sent(client.get(address), **changes))


def more_rows(prefix: str, total: int) -> dict:
    return {f"{prefix}-TOTAL_FORMS": str(total)}


# Beginning


def test_a_new_practice_is_a_draft_of_the_editors_partner(editor, owner):
    related = make_published()
    event = make_event()

    answer = save(
        editor,
        ADD,
        title="Vouchers for textile firms",
        objectives="First aim\r\n\r\n  Second aim ",
        beneficiaries="small firms",
        sources="https://one.example/a\nhttps://two.example/b",
        description="One\r\nTwo",
        region="ITI15",
        themes=["regional_platforms_and_clusters"],
        nace=["C13", "C14"],
        related=[str(related.practice_id)],
        events=[str(event.pk)],
        resources_amount="1200000.50",
        resources_currency="EUR",
        website="example.eu/vouchers",
        **ONE_NEW,
    )

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    practice = Practice.objects.get(title="Vouchers for textile firms")
    assert (practice.owner, practice.state, practice.slug) == (
        owner,
        "draft",
        "vouchers-for-textile-firms",
    )
    written = editions.document(practice)
    empty = editions.document(
        Practice.objects.create(identifier="GP-0000", slug="empty", owner=owner, title="Empty")
    )
    assert written == empty | {
        "identifier": practice.identifier,
        "slug": practice.slug,
        "title": "Vouchers for textile firms",
        "description": "One\nTwo",
        "objectives": ["First aim", "Second aim"],
        "beneficiaries": ["small firms"],
        "sources": ["https://one.example/a", "https://two.example/b"],
        "website": "https://example.eu/vouchers",
        "region": "ITI15",
        "themes": ["regional_platforms_and_clusters"],
        "sectors": [
            {"code": code, "basis": None, "source_code": None, "source_revision": None}
            for code in ("C13", "C14")
        ],
        "resources": {"amount": 1200000.5, "currency": "EUR", "staff": None, "text": None},
        "related": [related.identifier],
        "events": [event.slug],
        "claims": [
            written["claims"][0]
            | {"number": 1, "kind": "result", "statement": "132 firms took part", "evidence": [1]}
        ],
        "evidence": [
            written["evidence"][0] | {"number": 1, "url": "https://source.example/report.pdf"}
        ],
    }


def test_every_save_is_one_line_of_history(editor, owner):
    assert save(editor, ADD, title="New", **ONE_NEW).status_code == 302
    practice = Practice.objects.get(title="New")

    changed = editor.post(
        change_of(practice),
        as_sent(
            editor.get(change_of(practice)),
            **{"summary": "Told", "nace": ["C13"], "claims-0-statement": "133 firms took part"},
        ),
        headers={"x-request-id": "told-by-the-proxy"},
    )
    untouched = save(editor, change_of(practice))

    assert (changed.status_code, untouched.status_code) == (302, 302)
    practice.refresh_from_db()
    told = [
        (line.action, line.user.memberships.get().partner, line.organisation, line.from_state)
        for line in practice.history.all()
    ]
    assert told == [("create", owner, owner, "draft"), ("edit", owner, owner, "draft")]
    created, edited = practice.history.all()
    sector = {"code": "C13", "basis": None, "source_code": None, "source_revision": None}
    assert (created.changes, practice.revision, edited.request_id) == ([], 2, "told-by-the-proxy")
    assert edited.changes == [
        {"path": "summary", "before": None, "after": "Told"},
        {"path": "sectors.C13", "before": None, "after": sector},
        {
            "path": "claims.1.statement",
            "before": "132 firms took part",
            "after": "133 firms took part",
        },
    ]


def test_a_draft_goes_with_its_history(editor, owner):
    assert save(editor, ADD, title="New", **ONE_NEW).status_code == 302
    practice = Practice.objects.get(title="New")
    address = f"{LIST}{practice.pk}/delete/"

    assert "New" in editor.get(address).content.decode()
    assert editor.post(address, {"post": "yes"}).status_code == 302
    assert not Practice.objects.filter(pk=practice.pk).exists()
    assert not HistoryEntry.objects.filter(practice=practice.pk).exists()


def test_the_owner_is_one_of_the_editors_own_partners(editor, owner):
    other = make_partner()

    refused = save(editor, ADD, title="Not mine", owner=str(other.pk))

    assert refused.status_code == 200
    assert list(errors_of(refused)) == ["owner"]
    assert [str(choice[1]) for choice in form_of(refused).fields["owner"].choices] == ["Own"]


def test_whoever_edits_for_two_partners_chooses(editor, owner):
    user = make_user(MemberRole.EDITOR, owner)
    user.memberships.create(partner=make_partner(short_name="Second"), role=MemberRole.EDITOR)
    user.memberships.create(partner=make_partner(short_name="Third"), role=MemberRole.REVIEWER)

    offered = form_of(logged_in(user).get(ADD)).fields["owner"].choices

    assert sorted(str(label) for _value, label in offered) == ["---------", "Own", "Second"]


def form_of(response):
    return response.context["adminform"].form


# Help and limits


def test_every_limit_stands_beside_its_field(editor):
    form = form_of(editor.get(ADD))

    told = {
        name: str(form.fields[name].help_text)
        for name in ("title", "summary", "description", "objectives", "resources_text", "website")
    }
    limits = ("title", "summary", "description", "objectives", "resources.text", "website")
    assert [
        name
        for name, limit in zip(told, limits, strict=True)
        if f"t most {LIMITS[limit]} characters" not in told[name]
    ] == []
    assert form.fields["description"].widget.attrs["data-limit"] == LIMITS["description"]
    assert "maxlength" not in form.fields["description"].widget.attrs


def test_the_form_speaks_spanish_addresses(editor):
    shown = editor.get(f"/es{ADD}")

    assert '<html lang="es"' in shown.content.decode()
    assert 'data-ajax--url="/es/admin/autocomplete/"' in shown.content.decode()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"title": ""}, {"title": ["This field is required."]}),
        (
            {"summary": "x" * 301},
            {"summary": ["Ensure this value has at most 300 characters (it has 301)."]},
        ),
        (
            {"objectives": "short\n" + "x" * 1501},
            {"objectives": ["Line 2: At most 1500 characters fit here; this text has 1501."]},
        ),
        (
            {"sources": "https://one.example\nnot an address"},
            {
                "sources": [
                    "Line 2: A web address that starts with http:// or https:// is expected."
                ]
            },
        ),
        (
            {"website": "ftp://files.example/x"},
            {"website": ["A web address that starts with http:// or https:// is expected."]},
        ),
        (
            {"start_year": "2020", "end_year": "2019"},
            {"end_year": ["The end year (2019) lies before the start year (2020)."]},
        ),
        ({"start_year": "20"}, {"start_year": ["A year from 1900 to 2100 is expected."]}),
        (
            {"resources_amount": "5", "resources_currency": ""},
            {"resources_currency": ["An amount needs a currency."]},
        ),
        ({"slug": "gp-0001"}, {"slug": ["This address is kept for another page of the portal."]}),
        (
            {"evidence-0-url": ""},
            {"evidence-0-url": ["Evidence needs a web address or a file."]},
        ),
        (
            {"evidence-0-date": "11/06/2018"},
            {"evidence-0-date": [NO_DATE]},
        ),
        ({"claims-0-statement": ""}, {"claims-0-statement": ["This field is required."]}),
        (
            {"claims-0-value": "5"},
            {"claims-0-unit": ["A value needs a unit, or the note that the source shows none."]},
        ),
        (
            {"claims-0-qualifier": "about"},
            {"claims-0-qualifier": ["A qualifier needs a value that it qualifies."]},
        ),
        (
            {"claims-0-backed_by": ["1", "2"]},
            {"claims-0-backed_by": ["There is no evidence number 2."]},
        ),
        (
            {"evidence-0-DELETE": "on"},
            {"claims-0-backed_by": ["There is no evidence number 1."]},
        ),
    ],
)
def test_a_fault_stands_at_its_field_and_all_typed_text_stays(editor, owner, changes, errors):
    practice = make_practice(owner=owner)
    before = editions.document(practice)

    refused = save(editor, change_of(practice), problem="Typed just now", **changes)

    assert refused.status_code == 200
    assert errors_of(refused) == errors
    resent = as_sent(refused)
    assert resent["problem"] == "Typed just now"
    assert {name: resent.get(name, "") for name in changes} == {
        name: True if value == "on" else value for name, value in changes.items()
    } | ({"evidence-0-DELETE": "on"} if "evidence-0-DELETE" in changes else {})
    assert editions.document(Practice.objects.get(pk=practice.pk)) == before


def test_a_text_at_its_limit_may_hold_line_breaks(editor, owner):
    practice = make_practice(owner=owner)
    text = "x" * 2499 + "\r\n" + "y" * 2500

    assert save(editor, change_of(practice), description=text).status_code == 302
    stored = Practice.objects.get(pk=practice.pk).description
    assert (len(stored), "\r" in stored) == (5000, False)


def test_sending_a_form_untouched_changes_nothing(smarty):
    """Every real record passes through the form as it is."""
    administrator = logged_in(make_user(is_superuser=True))
    drafts = Practice.objects.filter(state="draft")

    for practice in drafts:
        before = editions.document(practice)
        answer = save(administrator, change_of(practice))
        assert answer.status_code == 302, errors_of(answer)
        assert editions.document(Practice.objects.get(pk=practice.pk)) == before
    assert drafts.count() == 3


# Claims, evidence, sectors


def test_rows_are_numbered_by_themselves_and_keep_their_numbers(editor, owner):
    practice = make_practice(
        owner=owner,
        evidence=[{"url": "https://one.example"}, {"url": "https://two.example"}],
        claims=[{"statement": "First", "evidence": (1, 2)}, {"statement": "Second"}],
    )

    answer = save(
        editor,
        change_of(practice),
        **more_rows("evidence", 4) | more_rows("claims", 4),
        **{
            "evidence-0-DELETE": "on",
            "evidence-2-url": "https://three.example",
            "evidence-3-url": "https://four.example",
            "claims-0-backed_by": ["2", "4"],
            "claims-1-DELETE": "on",
            "claims-2-kind": "target",
            "claims-2-statement": "Third",
            "claims-2-backed_by": ["3"],
        },
    )

    assert answer.status_code == 302
    written = editions.document(Practice.objects.get(pk=practice.pk))
    assert [(row["number"], row["url"]) for row in written["evidence"]] == [
        (2, "https://two.example"),
        (3, "https://three.example"),
        (4, "https://four.example"),
    ]
    assert [(row["number"], row["statement"], row["evidence"]) for row in written["claims"]] == [
        (1, "First", [2, 4]),
        (3, "Third", [3]),
    ]


def test_claims_choose_evidence_of_their_own_practice_alone(editor, owner):
    make_practice(owner=owner, evidence=[{"url": f"https://{n}.example"} for n in range(9)])
    practice = make_practice(owner=owner)

    shown = editor.get(change_of(practice))

    rows = shown.context["inline_admin_formsets"][1].formset
    url = practice.evidence.get().url
    assert rows.forms[0].fields["backed_by"].choices == [
        (1, f"1: {url}"),
        (2, "2: new, number 1 of the evidence you add above"),
        (3, "3: new, number 2 of the evidence you add above"),
        (4, "4: new, number 3 of the evidence you add above"),
    ]


def test_rows_of_another_practice_cannot_be_sent_along(editor, owner):
    other = make_practice(owner=owner)
    practice = make_practice(owner=owner)
    foreign = other.claims.get()
    before = [editions.document(row) for row in (other, practice)]

    answer = save(
        editor,
        change_of(practice),
        **{"claims-0-id": str(foreign.pk), "claims-0-statement": "Taken over"},
    )

    assert answer.status_code == 200
    assert errors_of(answer) == {"claims-0-__all__": [GONE]}
    assert [editions.document(row) for row in (other, practice)] == before


def test_what_was_removed_meanwhile_is_told_and_its_text_stays(editor, owner):
    practice = make_practice(owner=owner)
    sent = as_sent(editor.get(change_of(practice)), **{"claims-0-statement": "Typed just now"})
    practice.claims.get().delete()

    answer = editor.post(change_of(practice), sent)

    assert errors_of(answer)["claims-0-__all__"] == [GONE]
    assert as_sent(answer)["claims-0-statement"] == "Typed just now"


def test_sectors_that_stay_keep_how_they_are_known(editor, owner):
    known = {"sector_id": "C13", "basis": "stated", "source_code": "C13", "source_revision": "2"}
    practice = make_practice(owner=owner, sectors=[known, "C14"])

    assert save(editor, change_of(practice), nace=["C13", "C15"]).status_code == 302

    rows = practice.practice_sectors.values_list("sector_id", "basis", "source_revision")
    assert list(rows) == [("C13", "stated", "2"), ("C15", "", "")]


def test_two_editors_adding_evidence_never_share_a_number(editor, owner):
    """The second has opened the form before the first saved."""
    practice = make_practice(owner=owner)
    late = as_sent(editor.get(change_of(practice)), **more_rows("evidence", 2))
    early = {"evidence-1-url": "https://early.example"} | more_rows("evidence", 2)
    assert save(editor, change_of(practice), **early).status_code == 302

    answer = editor.post(change_of(practice), late | {"evidence-1-url": "https://late.example"})

    assert answer.status_code == 302
    assert list(practice.evidence.values_list("number", flat=True)) == [1, 2, 3]


# The address


def test_the_address_is_free_until_the_first_edition(editor, owner):
    practice = make_practice(owner=owner)
    other = make_practice(slug="taken")

    assert save(editor, change_of(practice), slug="better").status_code == 302
    refused = save(editor, change_of(practice), slug="taken")

    assert Practice.objects.get(pk=practice.pk).slug == "better"
    assert list(errors_of(refused)) == ["slug"]
    assert other.title not in refused.content.decode()


def test_with_an_edition_the_address_stays(editor, owner):
    practice = make_published(owner=owner).practice
    Practice.objects.filter(pk=practice.pk).update(state="draft")

    assert save(editor, change_of(practice), title="New", slug="other").status_code == 302

    after = Practice.objects.get(pk=practice.pk)
    assert (after.title, after.slug) == ("New", practice.slug)
    assert practice.entry.edition.document["title"] == practice.title
