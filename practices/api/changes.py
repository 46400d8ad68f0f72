"""The change feed: the public log in order, from any point on, for ever."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from partners import catalogue
from partners.api.serializers import ChoiceCode
from practices import choices
from practices.api.serializers import Moment
from practices.exporting.cursors import Cursor, NoCursor
from practices.exporting.records import Places, record, standing
from practices.models import CatalogueEntry, PublicChange
from smarty_portal.api import (
    AnswerSerializer,
    ApiView,
    Problem,
    Refusal,
    number_refusal,
    site_address,
)

USUAL, MOST = 100, 500


class ChangeSerializer(serializers.Serializer):
    """Something that happened to the public catalogue; without a record it is a tombstone."""

    kind = ChoiceCode(choices.Change)
    at = Moment()
    identifier = serializers.CharField()
    slug = serializers.SerializerMethodField()
    edition = serializers.IntegerField(source="edition.number")
    redacted_edition = serializers.IntegerField(allow_null=True)
    reason = serializers.SerializerMethodField()
    record = serializers.SerializerMethodField()

    def get_slug(self, line) -> str:
        return line.edition.document["slug"]

    def get_reason(self, line) -> str | None:
        return line.reason or None

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_record(self, line) -> dict | None:
        """The record after this change; null where the practice is not on show, then or now."""
        entry = self.context["entries"].get(line.identifier)
        if entry is None or not line.is_on_show:
            return None
        beside = standing(
            self.context["places"],
            entry.slug,
            level=line.level,
            level_until=line.level_until,
            edition=line.edition.number,
            published_at=line.edition.published_at,
            first_published_at=entry.first_published_at,
        )
        return record(line.edition.document, beside)


class ChangePageSerializer(AnswerSerializer):
    """Changes in order, and the place after them."""

    results = ChangeSerializer(many=True)
    cursor = serializers.CharField()
    next = serializers.URLField(allow_null=True)


class ChangeList(ApiView):
    """Everything that happened to the public catalogue, in order, after a cursor or from the start."""

    parameters = ("after", "page_size")
    statuses = (410,)
    page_sizes = (USUAL, MOST)

    @extend_schema(
        operation_id="changes_list",
        responses=ChangePageSerializer,
        parameters=[OpenApiParameter("after", str)],
    )
    def get(self, request):
        after, size = self.cursor, int(request.query_params.get("page_size", USUAL))
        lines = list(self.lines_after(after)[: size + 1])
        reached = self.reached(lines[:size], after)
        answer = {"results": self.shown(lines[:size]), "cursor": str(reached), "next": None}
        if len(lines) > size:
            answer["next"] = site_address(f"{request.path}?after={reached}&page_size={size}")
        return Response(answer | self.terms())

    def refusals(self, query) -> list[Refusal]:
        refused = [*super().refusals(query), number_refusal(query, "page_size", MOST)]
        self.cursor = None
        try:
            self.cursor = Cursor.read(query["after"]) if query.get("after") else None
        except NoCursor:
            told = _(
                "This is no cursor of the portal. Leave “after” out to begin with the first change."
            )
            refused.append(Refusal(parameter="after", value=query["after"], detail=told))
        return [refusal for refusal in refused if refusal]

    def lines_after(self, cursor: Cursor | None):
        """Return the lines of the log after a cursor; raises a 410 problem for another log's cursor."""
        if cursor and cursor.version and not catalogue.follows(cursor.version, cursor.token):
            told = _(
                "The catalogue was put back to an earlier state; what you hold may be ahead of it."
                " Begin again with the dump at /data/."
            )
            raise Problem(410, told, name="put-back")
        lines = PublicChange.objects.select_related("edition").order_by("pk")
        return lines.filter(pk__gt=cursor.line) if cursor else lines

    def reached(self, lines: list[PublicChange], after: Cursor | None) -> Cursor:
        """Return the place after these lines. The version is read after them, so it has seen them."""
        version = catalogue.version()
        line = lines[-1].pk if lines else after.line if after else 0
        return Cursor(line=line, version=version.number, token=version.token)

    def shown(self, lines: list[PublicChange]) -> list[dict]:
        named = {line.identifier for line in lines}
        entries = CatalogueEntry.objects.on_show().filter(identifier__in=named)
        context = {
            "entries": {entry.identifier: entry for entry in entries},
            "places": Places.now(),
        }
        return ChangeSerializer(lines, many=True, context=context).data
