"""Adoptions from the report to level 4 and back: who may, what is refused, what the public sees."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from partners.choices import MemberRole
from partners.models import CatalogueVersion, Region
from practices import adopting, permissions
from practices.choices import Action, AdoptionStage, Change, Level, State
from practices.models import Adoption, CatalogueEntry, HistoryEntry, Practice, PublicChange
from practices.needs import NotNow
from tests.factories import make_partner, make_practice, make_published, make_user
from tests.reading import section
from tests.rounds import Consortium

pytestmark = pytest.mark.django_db
HOME, LOMBARDY, CATALONIA, SPAIN, ITALY = "ITI15", "ITC4", "ES51", "ES", "IT"


def report(practice: Practice, **told) -> Adoption:
    """A report by an editor of a partner of its own."""
    partner = told.pop("reported_by", None) or make_partner()
    by = told.pop("by", None) or make_user(MemberRole.EDITOR, partner)
    values = {"adopter_name": "Region of the test", "region_id": CATALONIA, "stage": "in_use"}
    return adopting.report(practice, by=by, reported_by=partner, **fields(values | told))


def fields(told: dict) -> dict:
    """Regions by code, as a test writes them."""
    if code := told.pop("region_id", None):
        told["region"] = Region.objects.get(pk=code)
    return told


def publisher():
    return make_user(MemberRole.PUBLISHER, make_partner())


def entry_of(practice: Practice) -> CatalogueEntry:
    return CatalogueEntry.objects.get(practice=practice)


@pytest.fixture
def practice():
    return make_published(identifier="GP-8800", slug="adopted", region_id=HOME).practice


@pytest.fixture
def measured():
    """A practice that was reviewed and published at level 3."""
    made = Consortium().make(
        State.PUBLISHED,
        slug="adopted",
        region_id=HOME,
        evidence=[{"url": "https://source.example/1", "issuer_relation": "independent"}],
        claims=[
            {
                "statement": "Scrap fell",
                "value": "4",
                "unit_note": "the source shows none",
                "baseline_value": "9",
                "comparator": "the year before",
            }
        ],
    )
    assert entry_of(made).level == Level.MEASURED
    return made


# Who may: a table written out

#                          report  change  confirm  take back  remove(un)confirmed
MAY = {
    "editor of the reporter": "yes yes no no yes no",
    "editor of the owner":    "yes no no no no no",
    "editor of the adopter":  "yes no no no no no",
    "publisher of a third":   "no no yes yes no no",
    "publisher of the owner": "no no no no no no",
    "publisher of the adopter": "no no no no no no",
    "publisher of the reporter": "no no no no no no",
    "publisher of a third, reviewer of the owner": "no no no no no no",
    "reviewer of a third":    "no no no no no no",
    "administrator":          "yes yes no no yes yes",
    "member of nothing":      "no no no no no no",
    "editor switched off":    "no no no no no no",
}  # fmt: skip
VERBS = ("report", "change", "confirm", "take_back", "remove", "remove confirmed")


@pytest.fixture
def involved(practice):
    return {
        "owner": practice.owner,
        "reporter": make_partner(),
        "adopter": make_partner(),
        "third": make_partner(),
    }


def cast(role: str, involved: dict):
    if role == "administrator":
        return make_user(is_superuser=True)
    if role == "member of nothing":
        return make_user()
    if role == "editor switched off":
        return make_user(MemberRole.EDITOR, involved["reporter"], is_active=False)
    first, _comma, second = role.partition(", ")
    what, whose = first.replace(" a ", " the ").split(" of the ")
    user = make_user(MemberRole(what), involved[whose])
    if second:
        user.memberships.create(partner=involved["owner"], role=MemberRole.REVIEWER)
    return user


@pytest.mark.parametrize(
    ("role", "verb", "may"),
    [
        (role, verb, cell == "yes")
        for role, cells in MAY.items()
        for verb, cell in zip(VERBS, cells.split(), strict=True)
    ],
)
def test_role_by_verb(role, verb, may, practice, involved):
    user = cast(role, involved)
    told = {"reported_by": involved["reporter"], "adopter": involved["adopter"], "adopter_name": ""}
    adoption = report(practice, **told)
    if verb in ("take_back", "remove confirmed"):
        adopting.confirm(adoption, by=publisher())

    def act():
        if verb == "report":
            mine = {"editor of the owner": "owner", "editor of the adopter": "adopter"}
            partner = involved[mine.get(role, "reporter")]
            return report(practice, by=user, reported_by=partner)
        if verb == "change":
            return adopting.change(adoption, by=user, stage="planned")
        if verb == "take_back":
            return adopting.take_back(adoption, by=user, reason="Not so.")
        return {"confirm": adopting.confirm}.get(verb, adopting.remove)(adoption, by=user)

    before = list(Adoption.objects.values())
    if may:
        act()
        assert list(Adoption.objects.values()) != before
    else:
        with pytest.raises(PermissionDenied):
            act()
        assert list(Adoption.objects.values()) == before


SEES = {
    "editor of the reporter": True,
    "editor of the owner": True,
    "editor of the adopter": False,
    "publisher of a third": True,
    "reviewer of a third": False,
    "administrator": True,
    "member of nothing": False,
    "editor switched off": False,
}


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_who_sees_a_report(role, sees, practice, involved):
    adoption = report(practice, reported_by=involved["reporter"], adopter=involved["adopter"],
                      adopter_name="")  # fmt: skip
    user = cast(role, involved)

    assert permissions.may_see_adoption(user, adoption) is sees
    assert (adoption in Adoption.objects.visible_to(user)) is sees


# What is refused


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"adopter_name": ""}, "adopter"),
        ({"adopter_name": " "}, "adopter"),
        ({"stage": "stopped"}, "stopped_because"),
        ({"stage": "in_use", "stopped_because": "No money"}, "stopped_because"),
        ({"stage": "unheard of"}, "stage"),
        ({"start_date": "2020-13"}, "start_date"),
        ({"url": "no address"}, "url"),
        ({"result": "x" * 1501}, "result"),
    ],
)
def test_a_report_that_does_not_fit_together_is_refused(practice, told, field):
    with pytest.raises(ValidationError) as refused:
        report(practice, **told)

    assert list(refused.value.message_dict) == [field]
    assert Adoption.objects.count() == 0


def test_the_owner_takes_nothing_up_from_itself(practice):
    with pytest.raises(ValidationError, match="cannot take it up from itself"):
        report(practice, adopter=practice.owner, adopter_name="")


def test_partner_and_name_at_once_are_refused(practice):
    with pytest.raises(ValidationError, match="not both"):
        report(practice, adopter=make_partner())


@pytest.mark.parametrize("kind", ["draft", "withdrawn"])
def test_only_what_is_on_show_is_taken_up(kind):
    made = make_practice() if kind == "draft" else Consortium().make_withdrawn()

    with pytest.raises(NotNow, match="not on show"):
        report(made)


def test_what_is_confirmed_is_neither_changed_nor_confirmed_again(practice):
    adoption = report(practice)
    adopting.confirm(adoption, by=publisher())

    with pytest.raises(NotNow):
        adopting.change(adoption, by=make_user(is_superuser=True), stage="planned")
    with pytest.raises(NotNow):
        adopting.confirm(adoption, by=publisher())


def test_nothing_is_taken_back_that_is_not_confirmed_or_without_a_reason(practice):
    adoption = report(practice)
    with pytest.raises(NotNow):
        adopting.take_back(adoption, by=publisher(), reason="Not so.")

    adopting.confirm(adoption, by=publisher())
    for reason in ("", "  ", "x" * 1501):
        with pytest.raises(ValidationError):
            adopting.take_back(adoption, by=publisher(), reason=reason)
    adoption.refresh_from_db()
    assert adoption.confirmed_by is not None


CHANGES = {
    "adopter_name": "Another region", "region": LOMBARDY, "stage": "planned", "start_date": "2024",
    "instrument": "A fund", "result": "Nine firms", "url": "https://source.example/9",
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), CHANGES.items())
def test_what_was_changed_since_it_was_read_is_not_confirmed(practice, name, value):
    partner = make_partner()
    editor = make_user(MemberRole.EDITOR, partner)
    adoption = report(practice, reported_by=partner, by=editor)
    seen = adopting.mark(adoption)
    told = {"region_id": value} if name == "region" else {name: value}
    adopting.change(adoption, by=editor, **fields(told))
    before = list(Adoption.objects.values())

    with pytest.raises(NotNow, match="The report has changed since you opened this page"):
        adopting.confirm(adoption, by=publisher(), seen=seen)
    assert list(Adoption.objects.values()) == before

    now = adopting.mark(Adoption.objects.get())
    assert adopting.confirm(adoption, by=publisher(), seen=now).confirmed_by is not None


def test_a_withdrawn_practice_gets_no_confirmation(practice):
    adoption = report(practice)
    Consortium(practice.owner).do(practice, Action.WITHDRAW)

    with pytest.raises(NotNow, match="not on show"):
        adopting.confirm(adoption, by=publisher())


# The level follows: two regions apart, one abroad (DESIGN section 3)

LEVELS = {
    "none": ((), Level.MEASURED),
    "one abroad": ((CATALONIA,), Level.MEASURED),
    "two apart, one abroad": ((CATALONIA, LOMBARDY), Level.REPLICATED),
    "two abroad": ((CATALONIA, "FI1D7"), Level.REPLICATED),
    "two at home": ((LOMBARDY, "ITI4"), Level.MEASURED),
    "one contains the other": ((CATALONIA, SPAIN), Level.MEASURED),
    "the same twice": ((CATALONIA, CATALONIA), Level.MEASURED),
    "one contains the practice's own": ((CATALONIA, ITALY), Level.MEASURED),
    "one is the practice's own": ((CATALONIA, HOME), Level.MEASURED),
    "some two of three": ((CATALONIA, SPAIN, LOMBARDY), Level.REPLICATED),
}


@pytest.mark.parametrize(("regions", "level"), LEVELS.values(), ids=LEVELS)
def test_confirmed_adoptions_raise_the_level(measured, regions, level):
    for region in regions:
        adopting.confirm(report(measured, region_id=region), by=publisher())

    assert entry_of(measured).level == level


def test_the_whole_path_up_and_down(measured, client, clock):
    first, second = report(measured), report(measured, region_id=LOMBARDY)
    assert entry_of(measured).level == Level.MEASURED

    wyca = make_partner(slug="third", short_name="Third")
    judge = make_user(MemberRole.PUBLISHER, wyca)
    adopting.confirm(first, by=judge, request_id="request-1")
    adopting.confirm(second, by=judge)
    assert entry_of(measured).level == Level.REPLICATED
    told = json.loads(client.get("/api/v1/practices/adopted/").content)
    assert (told["level"]["code"], len(told["adoptions"])) == (4, 2)

    adopting.take_back(second, by=publisher(), reason="It was another programme.")
    assert entry_of(measured).level == Level.MEASURED
    assert len(json.loads(client.get("/api/v1/practices/adopted/").content)["adoptions"]) == 1

    lines = HistoryEntry.objects.filter(action__in=(Action.ADOPT, Action.UNADOPT))
    assert [(line.action, line.comment) for line in lines] == [
        (Action.ADOPT, "Cataluña (ES51)"),
        (Action.ADOPT, "Lombardia (ITC4)"),
        (Action.UNADOPT, "It was another programme."),
    ]
    assert (lines[0].user, lines[0].organisation, lines[0].request_id) == (judge, wyca, "request-1")
    changes = PublicChange.objects.filter(kind=Change.LEVEL_CHANGED)
    assert [line.level for line in changes] == [4, 3]


def test_the_next_edition_keeps_the_level(measured):
    for region in (CATALONIA, LOMBARDY):
        adopting.confirm(report(measured, region_id=region), by=publisher())
    consortium = Consortium(measured.owner)
    consortium.do(measured, Action.REOPEN)

    consortium.bring(measured, State.PUBLISHED)

    entry = entry_of(measured)
    assert (entry.edition.number, entry.level) == (2, Level.REPLICATED)


def test_every_confirmation_raises_the_catalogue_version(practice):
    def number() -> int:
        return CatalogueVersion.objects.get().number

    reporter, judge = make_partner(), publisher()
    before = number()
    adoption = report(practice, reported_by=reporter)
    assert number() == before
    adopting.confirm(adoption, by=judge)
    assert number() == before + 1
    adopting.take_back(adoption, by=judge, reason="Not so.")
    assert number() == before + 2


# Removed: nothing of the adopter stays


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_an_adopters_data_can_be_removed(measured, client, is_confirmed):
    adoptions = [
        report(measured, adopter_name="Zyxwadopter", region_id=region)
        for region in (CATALONIA, LOMBARDY)
    ]
    for adoption in adoptions if is_confirmed else []:
        adopting.confirm(adoption, by=publisher())

    adopting.remove(adoptions[0], by=make_user(is_superuser=True), reason="Asked for.")

    assert entry_of(measured).level == Level.MEASURED
    adopting.remove(adoptions[1], by=make_user(is_superuser=True))
    page = client.get("/practices/adopted/").content.decode()
    assert "Zyxwadopter" not in page
    told = [*HistoryEntry.objects.values_list("comment", flat=True)]
    assert [comment for comment in told if "Zyxwadopter" in comment] == []


# What the public sees


def test_a_confirmed_adoption_is_shown_with_all_that_is_known(practice, client, clock):
    clock("2026-03-01")
    adopter = make_partner(slug="adopter", short_name="Adopter")
    third = make_partner(slug="third", short_name="Third")
    adoption = report(
        practice,
        adopter=adopter,
        adopter_name="",
        stage=AdoptionStage.STOPPED,
        start_date="2024-05",
        instrument="ERDF call",
        result="Twelve firms took part",
        stopped_because="The call <ended>",
        url="https://adopter.example/report",
    )
    adopting.confirm(adoption, by=make_user(MemberRole.PUBLISHER, third))

    told = section(client.get("/practices/adopted/").content.decode(), "adoptions")
    assert told == (
        "Who took it up, and how it went 1 Each was confirmed by an organisation that neither owns "
        "the practice nor took it up. Adopter Stopped · Catalonia, Spain · since May 2024 "
        "Own resultTwelve firms took part Why it stoppedThe call <ended> "
        "Policy instrument or fundingERDF call Sourceadopter.example "
        "Confirmed byThird, 1 March 2026"
    )
    answer = json.loads(client.get("/api/v1/practices/adopted/").content)
    assert answer["adoptions"] == [
        {
            "adopter": {"code": "adopter", "label": "Adopter"},
            "region": {"code": "ES51", "label": "Catalonia"},
            "stage": {"code": "stopped", "label": "stopped"},
            "since": "2024-05",
            "instrument": "ERDF call",
            "result": "Twelve firms took part",
            "stopped_because": "The call <ended>",
            "source": "https://adopter.example/report",
            "confirmed_by": {"code": "third", "label": "Third"},
            "confirmed_on": "2026-03-01",
        }
    ]


def test_what_is_unknown_is_null_and_a_firm_has_no_code(practice, client):
    adopting.confirm(report(practice, adopter_name="A firm"), by=publisher())

    (told,) = json.loads(client.get("/api/v1/practices/adopted/").content)["adoptions"]
    assert told["adopter"] == {"code": None, "label": "A firm"}
    unknown = ("since", "instrument", "result", "stopped_because", "source")
    assert [told[name] for name in unknown] == [None] * 5


def test_a_practice_that_nobody_took_up_has_no_such_section(practice, client):
    assert 'id="adoptions"' not in client.get("/practices/adopted/").content.decode()
    assert json.loads(client.get("/api/v1/practices/adopted/").content)["adoptions"] == []


PUBLIC = (
    "/practices/adopted/", "/es/practices/adopted/", "/practices/adopted/editions/1/",
    "/api/v1/practices/adopted/", "/api/v1/practices/adopted/editions/1/", "/partners/reporter/",
    "/api/v1/practices/", "/feeds/practices.atom",
)  # fmt: skip


def test_an_unconfirmed_adoption_is_nowhere_in_public(practice, client):
    reporter = make_partner(slug="reporter")
    secret = dict.fromkeys(("adopter_name", "instrument", "result", "stopped_because"), "Zyxwname")
    adoption = report(practice, reported_by=reporter, stage="stopped", **secret)

    assert all("Zyxwname" not in client.get(path).content.decode() for path in PUBLIC)

    adopting.confirm(adoption, by=publisher())
    shown = [path for path in PUBLIC if "Zyxwname" in client.get(path).content.decode()]
    assert shown == [*PUBLIC[:4]]  # the page of the current edition, and the practice in the API

    adopting.take_back(adoption, by=publisher(), reason="Not so.")
    assert all("Zyxwname" not in client.get(path).content.decode() for path in PUBLIC)


@pytest.mark.parametrize("path", ["/practices/adopted/", "/api/v1/practices/adopted/"])
def test_queries_do_not_grow_with_adoptions(practice, client, django_assert_max_num_queries, path):
    counts = []
    for rows in (1, 3):
        while Adoption.objects.count() < rows:
            told = {"adopter": make_partner(), "adopter_name": ""}
            adopting.confirm(report(practice, **told), by=publisher())
        client.get(path)
        with django_assert_max_num_queries(25) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]
