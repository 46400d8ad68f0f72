"""How the API tells what happened to a practice: reviews, checks of claims, adoptions, redactions."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from partners.api.serializers import CODED, ChoiceCode, KnownText, RowCode
from practices import choices


class ScoreSerializer(serializers.Serializer):
    """One criterion of a review: 0 to 4 points, and why."""

    criterion = ChoiceCode(choices.Criterion)
    score = serializers.IntegerField(min_value=0, max_value=4)
    reason = serializers.CharField()


class ReviewSerializer(serializers.Serializer):
    """What another organisation judged of the edition; scores one by one, never averaged."""

    organisation = serializers.CharField(help_text="slug of the partner")
    on = serializers.CharField(help_text="day of the review")
    recommends = serializers.BooleanField()
    conflict_of_interest = serializers.SerializerMethodField()
    scores = serializers.SerializerMethodField()

    def get_conflict_of_interest(self, review) -> str | None:
        return review.get("conflict_of_interest")

    @extend_schema_field(ScoreSerializer(many=True))
    def get_scores(self, review):
        told = review["scores"]
        rows = [{"criterion": code, **told[code]} for code in choices.Criterion if code in told]
        return ScoreSerializer(rows, many=True).data


class CheckSerializer(serializers.Serializer):
    """What an organisation found when it checked a claim against its evidence."""

    claim = serializers.IntegerField(help_text="number of the claim")
    organisation = serializers.CharField(help_text="slug of the partner")
    verdict = ChoiceCode(choices.Verdict)
    evidence = serializers.IntegerField(allow_null=True, help_text="number of the evidence")


class AdopterSerializer(serializers.Serializer):
    """Who took a practice up: `code` is the slug of a partner, null for any other organisation."""

    code = serializers.CharField(allow_null=True)
    label = serializers.CharField()


class AdoptionSerializer(serializers.Serializer):
    """A region or firm that took the practice up, confirmed by a third organisation."""

    adopter = serializers.SerializerMethodField()
    region = RowCode()
    stage = ChoiceCode(choices.AdoptionStage)
    since = KnownText(source="start_date", help_text="year, year-month or day")
    instrument = KnownText(help_text="policy instrument or funding")
    result = KnownText(help_text="the adopter's own result")
    stopped_because = KnownText()
    source = KnownText(source="url", help_text="web address of what proves it")
    confirmed_by = serializers.SerializerMethodField()
    confirmed_on = serializers.SerializerMethodField()

    @extend_schema_field(AdopterSerializer)
    def get_adopter(self, adoption):
        partner = adoption.adopter
        return {"code": partner.slug if partner else None, "label": adoption.adopter_label}

    @extend_schema_field(CODED)
    def get_confirmed_by(self, adoption):
        return {"code": adoption.confirmed_by.slug, "label": adoption.confirmed_by.short_name}

    def get_confirmed_on(self, adoption) -> str:
        return timezone.localdate(adoption.confirmed_at).isoformat()


class RedactionSerializer(serializers.Serializer):
    """Texts that were taken out of an edition for good: when, where, and why."""

    on = serializers.CharField(help_text="day")
    paths = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()
