"""How partners, regions and events read in the API: codes and labels travel together."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from smarty_portal.api import site_address


class CodeSerializer(serializers.Serializer):
    """A code of a list, and its label in the reader's language."""

    code = serializers.CharField()
    label = serializers.CharField()


# As the API's description tells a code with its label; the second may be null.
CODED, CODED_OR_NULL = CodeSerializer(), CodeSerializer(allow_null=True)


def coded(code, label) -> dict | None:
    """Return {"code", "label"}, None for an unknown code."""
    return {"code": code, "label": str(label)} if code not in (None, "") else None


@extend_schema_field(CODED)
class ChoiceCode(serializers.Field):
    """A value of a closed vocabulary, with its label in the reader's language."""

    def __init__(self, vocabulary, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)
        self.vocabulary = vocabulary

    def to_representation(self, value):
        return coded(value, self.vocabulary(value).label) if value else None


@extend_schema_field(CODED)
class RowCode(serializers.Field):
    """A row of a code list, with its label in the reader's language."""

    def to_representation(self, value):
        return coded(value.code, value.label)


@extend_schema_field(CODED)
class CountryCode(serializers.Field):
    """An ISO 3166 code with the country's name, from `context["countries"]`."""

    def to_representation(self, code):
        country = self.context["countries"].get(code)
        return coded(code, country.label if country else code)


class KnownText(serializers.CharField):
    """A text; unknown is null, never an empty string."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value):
        return str(value) or None


class RegionSerializer(CodeSerializer):
    name = serializers.CharField(help_text="official name")
    level = serializers.IntegerField(help_text="NUTS level, 0 to 3")
    parent = serializers.CharField(source="parent_id", allow_null=True)
    country = serializers.CharField(help_text="ISO 3166")
    aliases = serializers.ListField(child=serializers.CharField())
    version = serializers.CharField(help_text="edition of NUTS")


class PartnerSerializer(serializers.Serializer):
    code = serializers.CharField(source="slug")
    label = serializers.CharField(source="short_name")
    url = serializers.SerializerMethodField()
    name = serializers.CharField()
    name_native = KnownText()
    native_language = KnownText()
    acronym = KnownText()
    role = serializers.SerializerMethodField()
    kind = serializers.SerializerMethodField()
    country = CountryCode()
    city = KnownText()
    region = RowCode(allow_null=True)
    website = KnownText()
    description = KnownText()
    policy_responsible = serializers.BooleanField(allow_null=True)
    membership_confidence = serializers.SerializerMethodField()
    membership_evidence = KnownText()
    notes = KnownText()
    sources = serializers.ListField(child=serializers.URLField())

    def get_url(self, partner) -> str:
        return site_address(partner.get_absolute_url())

    @extend_schema_field(CODED)
    def get_role(self, partner):
        return coded(partner.role, partner.get_role_display())

    @extend_schema_field(CODED_OR_NULL)
    def get_kind(self, partner):
        return coded(partner.kind, partner.get_kind_display())

    @extend_schema_field(CODED_OR_NULL)
    def get_membership_confidence(self, partner):
        return coded(partner.membership_confidence, partner.get_membership_confidence_display())


class HostSerializer(serializers.Serializer):
    code = serializers.CharField(source="slug")
    label = serializers.CharField(source="short_name")


class ParticipantsSerializer(serializers.Serializer):
    figure = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField(allow_null=True)
    qualifier = serializers.CharField(allow_null=True)

    def to_representation(self, told):
        return {name: told.get(name) for name in self.fields}


class ShownPracticeSerializer(serializers.Serializer):
    identifier = serializers.CharField()
    title = serializers.CharField()
    url = serializers.URLField()


class EventSerializer(serializers.Serializer):
    code = serializers.CharField(source="slug")
    label = serializers.CharField(source="title")
    url = serializers.SerializerMethodField()
    kind = serializers.SerializerMethodField()
    number = serializers.IntegerField(allow_null=True)
    start_date = KnownText()
    end_date = KnownText()
    date_note = KnownText()
    city = KnownText()
    venue = KnownText()
    country = CountryCode(allow_null=True)
    online = serializers.BooleanField(allow_null=True)
    hosts = HostSerializer(many=True)
    co_organisers = serializers.ListField(child=serializers.CharField())
    topics = serializers.ListField(child=serializers.CharField())
    sessions = serializers.ListField(child=serializers.CharField())
    study_visits = serializers.ListField(child=serializers.CharField())
    participants = ParticipantsSerializer(allow_null=True)
    practices = serializers.SerializerMethodField()
    notes = KnownText()
    sources = serializers.ListField(child=serializers.URLField())

    def get_url(self, event) -> str:
        return site_address(event.get_absolute_url())

    @extend_schema_field(CODED_OR_NULL)
    def get_kind(self, event):
        return coded(event.kind, event.get_kind_display())

    @extend_schema_field(ShownPracticeSerializer(many=True))
    def get_practices(self, event) -> list[dict]:
        return [
            {
                "identifier": entry.identifier,
                "title": entry.title,
                "url": site_address(entry.get_absolute_url()),
            }
            for entry in event.shown
        ]
