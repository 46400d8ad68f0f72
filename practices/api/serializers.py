"""How practices read in the API: the edition's document with labels beside its codes."""

import datetime

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from partners.api.rows import RowSerializer
from partners.api.serializers import CODED, ChoiceCode, CodeSerializer, RowCode, coded
from partners.choices import Confidence
from practices import choices
from practices.api.judged import (
    AdoptionSerializer,
    CheckSerializer,
    RedactionSerializer,
    ReviewSerializer,
)
from practices.facets import FACETS
from smarty_portal.addresses import address_of, site_address


@extend_schema_field(CODED)
class Code(serializers.Field):
    """A code of a list in `context["lists"]`, with its label in the reader's language."""

    def __init__(self, rows: str, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)
        self.rows = rows

    def to_representation(self, code):
        row = getattr(self.context["lists"], self.rows).get(code)
        return coded(code, row.label if row else code)


class Number(serializers.FloatField):
    """A number as the document holds it: whole numbers stay whole."""

    def to_representation(self, value):
        return value


class Moment(serializers.DateTimeField):
    """A moment in UTC, wherever the portal stands."""

    def __init__(self, **kwargs):
        super().__init__(default_timezone=datetime.UTC, **kwargs)


class TextList(serializers.ListField):
    child = serializers.CharField()


@extend_schema_field(CodeSerializer(many=True))
class CodedRows(serializers.Field):
    """The rows of a code list that an entry is linked to (codelists.join), each with its label."""

    def __init__(self, **kwargs):
        super().__init__(source="*", **kwargs)

    def to_representation(self, entry):
        return [coded(row.code, row.label) for row in entry.joined[self.field_name]]


@extend_schema_field(CodeSerializer(many=True))
class CodeList(Code):
    """Several codes of a list in `context["lists"]`."""

    def to_representation(self, codes):
        return [super(CodeList, self).to_representation(code) for code in codes]


class OwnerSerializer(RowSerializer):
    code = serializers.CharField(source="slug")
    label = serializers.CharField(source="short_name")
    name = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, partner) -> str:
        return site_address(partner.get_absolute_url())


class LevelSerializer(serializers.Serializer):
    """The level that the current edition reached, until when, and whether that day is past."""

    code = serializers.IntegerField()
    label = serializers.CharField()
    until = serializers.DateField()
    lapsed = serializers.BooleanField()


def level_of(entry) -> dict:
    """Return the level of an entry as JSON-able data."""
    level = choices.Level(entry.level)
    return {
        "code": level.value,
        "label": str(level.label),
        "until": entry.level_until,
        "lapsed": entry.is_lapsed,
    }


def api_address(entry) -> str:
    """Return where the API answers for an entry."""
    return site_address(address_of("api-practice", entry.slug))


class AddressesMixin(serializers.Serializer):
    """The addresses of a catalogue entry: its page and its place in the API."""

    url = serializers.SerializerMethodField()
    api_url = serializers.SerializerMethodField()

    def get_url(self, entry) -> str:
        return site_address(entry.get_absolute_url())

    def get_api_url(self, entry) -> str:
        return api_address(entry)


class EntryBriefSerializer(AddressesMixin):
    """A practice named in passing."""

    identifier = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()


class PassageSerializer(serializers.Serializer):
    """Why a practice was found: where what was asked for stands; only beside a search."""

    field = serializers.CharField()
    text = serializers.CharField()
    words = TextList()


class QuerySerializer(serializers.Serializer):
    """How a query was understood: what words were taken for, which stand nowhere, and what was cut short."""

    corrected = serializers.CharField(allow_null=True)
    wider, unknown, left_out = TextList(), TextList(), TextList()
    cut_short = serializers.BooleanField()


class SuggestionSerializer(serializers.Serializer):
    """A text to search for; with a value to filter by, or the practice of that title."""

    text = serializers.CharField()
    parameter = serializers.CharField()
    code = serializers.CharField()
    slug = serializers.CharField()
    matched = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer):
    results = SuggestionSerializer(many=True)


class EntrySerializer(RowSerializer, EntryBriefSerializer):
    """A row of the list: a catalogue entry."""

    summary = serializers.CharField()
    language = serializers.CharField()
    owner = OwnerSerializer()
    region = RowCode()
    country = Code("countries")
    scope = ChoiceCode(choices.Scope)
    nature = ChoiceCode(choices.Nature)
    validation_kind = ChoiceCode(choices.ValidationKind)
    running_state = ChoiceCode(choices.RunningState)
    start_year = serializers.IntegerField(allow_null=True)
    end_year = serializers.IntegerField(allow_null=True)
    themes = CodedRows()
    technologies = CodedRows()
    sectors = CodedRows()
    results = serializers.IntegerField(help_text="number of claims of kind result")
    newest_evidence_year = serializers.IntegerField(allow_null=True)
    level = serializers.SerializerMethodField()
    edition = serializers.IntegerField(source="edition.number")
    first_published_at = Moment()
    published_at = Moment(source="edition.published_at")

    passage = PassageSerializer(required=False, allow_null=True)

    @extend_schema_field(LevelSerializer)
    def get_level(self, entry):
        return level_of(entry)


class FileSerializer(serializers.Serializer):
    """A file kept by the portal, and where it is downloaded."""

    name = serializers.CharField()
    url = serializers.URLField()
    sha256 = serializers.CharField()


class EvidenceSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    type = ChoiceCode(choices.EvidenceType)
    title = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    file = FileSerializer(allow_null=True)
    issuer = serializers.CharField(allow_null=True)
    issuer_relation = ChoiceCode(choices.IssuerRelation)
    date = serializers.CharField(allow_null=True, help_text="year, year-month or day")
    page = serializers.CharField(allow_null=True)


class ClaimSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    kind = ChoiceCode(choices.ClaimKind)
    statement = serializers.CharField()
    value = Number(allow_null=True)
    qualifier = ChoiceCode(choices.Qualifier)
    unit = Code("units")
    unit_note = serializers.CharField(allow_null=True)
    date = serializers.CharField(allow_null=True, help_text="year, year-month or day")
    baseline_value = Number(allow_null=True)
    baseline_date = serializers.CharField(allow_null=True)
    measured_by = serializers.CharField(allow_null=True)
    method = serializers.CharField(allow_null=True)
    comparator = serializers.CharField(allow_null=True)
    evidence = serializers.SerializerMethodField()

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_evidence(self, claim):
        held = self.context["evidence"]
        return [EvidenceSerializer(held[number]).data for number in claim["evidence"]]


class SectorLinkSerializer(serializers.Serializer):
    """A sector with how it is known, and the Rev. 2 code where the source gives one."""

    code = serializers.CharField()
    label = serializers.SerializerMethodField()
    basis = serializers.CharField(allow_null=True)
    source_code = serializers.CharField(allow_null=True)
    source_revision = serializers.CharField(allow_null=True)

    def get_label(self, link) -> str:
        row = self.context["lists"].sectors.get(link["code"])
        return row.label if row else link["code"]


class ResourcesSerializer(serializers.Serializer):
    amount = Number(allow_null=True)
    currency = serializers.CharField(allow_null=True)
    staff = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True)


class DocumentSerializer(serializers.Serializer):
    """An edition's document, labels beside its codes and evidence within its claims."""

    identifier = serializers.CharField()
    slug = serializers.CharField()
    language = serializers.CharField()
    title = serializers.CharField()
    title_native = serializers.CharField(allow_null=True)
    native_language = serializers.CharField(allow_null=True)
    summary = serializers.CharField()
    problem = serializers.CharField(allow_null=True)
    description = serializers.CharField()
    objectives = TextList()
    stakeholders = TextList()
    beneficiaries = TextList()
    owner = serializers.SerializerMethodField()
    organisation_in_charge = serializers.CharField(allow_null=True)
    region = Code("regions")
    place = serializers.CharField(allow_null=True)
    scope = ChoiceCode(choices.Scope)
    start_year = serializers.IntegerField(allow_null=True)
    end_year = serializers.IntegerField(allow_null=True)
    running_state = ChoiceCode(choices.RunningState)
    running_note = serializers.CharField(allow_null=True)
    nature = ChoiceCode(choices.Nature)
    validation_kind = ChoiceCode(choices.ValidationKind)
    themes = CodeList("themes")
    themes_basis = serializers.CharField(allow_null=True)
    technologies = CodeList("technologies")
    sectors = SectorLinkSerializer(many=True)
    resources = ResourcesSerializer()
    challenges = serializers.CharField(allow_null=True)
    lessons = serializers.CharField(allow_null=True)
    transferability = serializers.CharField(allow_null=True)
    claims = ClaimSerializer(many=True)
    reviews = ReviewSerializer(many=True)
    checks = CheckSerializer(many=True)
    redactions = serializers.SerializerMethodField()
    website = serializers.URLField(allow_null=True)
    sources = serializers.ListField(child=serializers.URLField())
    events = CodeList("events")
    related = serializers.SerializerMethodField()
    smarty_link = ChoiceCode(choices.SmartyLink)
    confidence = ChoiceCode(Confidence)
    among_the_26 = ChoiceCode(choices.AmongThe26)

    @extend_schema_field(OwnerSerializer)
    def get_owner(self, document):
        return OwnerSerializer(self.context["lists"].partners[document["owner"]]).data

    @extend_schema_field(RedactionSerializer(many=True))
    def get_redactions(self, document):
        return RedactionSerializer(document.get("redactions", []), many=True).data

    @extend_schema_field(EntryBriefSerializer(many=True))
    def get_related(self, document):
        return EntryBriefSerializer(self.context["related"], many=True).data


class EditionBriefSerializer(serializers.Serializer):
    """An edition in the list of a practice's editions."""

    number = serializers.IntegerField()
    published_at = Moment()
    is_current = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    api_url = serializers.SerializerMethodField()

    def get_is_current(self, edition) -> bool:
        return edition.pk == self.context["entry"].edition_id

    def get_url(self, edition) -> str:
        return site_address(self._address("practices:edition", edition))

    def get_api_url(self, edition) -> str:
        return site_address(self._address("api-edition", edition))

    def _address(self, name: str, edition) -> str:
        return reverse(name, args=[self.context["entry"].slug, edition.number])


class MissingSerializer(serializers.Serializer):
    """What is still missing for a level, in words."""

    level = serializers.IntegerField()
    text = serializers.CharField()


class EditionSerializer(DocumentSerializer, AddressesMixin):
    """One edition of a practice, current or not (answers.edition makes it)."""

    edition = EditionBriefSerializer()


class PracticeSerializer(EditionSerializer):
    """A practice as it stands today (answers.practice makes it)."""

    adoptions = AdoptionSerializer(many=True, help_text="confirmed by a third organisation")
    level = LevelSerializer()
    missing = MissingSerializer(many=True, help_text="what is missing for higher levels")
    newest_evidence_year = serializers.IntegerField(allow_null=True)
    first_published_at = Moment()


class FacetValueSerializer(serializers.Serializer):
    """A value of a facet with the number of practices that carry it under all other facets."""

    code = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    selected = serializers.BooleanField()
    parent = serializers.CharField(allow_null=True, help_text="the value above it in its tree")


FacetsSerializer = inline_serializer(
    "Facets", {name: FacetValueSerializer(many=True, required=False) for name in FACETS}
).__class__


class ThemeSerializer(CodeSerializer):
    meaning = serializers.CharField()


class TechnologySerializer(CodeSerializer):
    meaning = serializers.CharField()


class SectorSerializer(CodeSerializer):
    level = serializers.CharField(help_text="section, division, group or class")
    parent = serializers.CharField(source="parent_id", allow_null=True)
