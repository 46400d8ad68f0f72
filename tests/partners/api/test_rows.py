"""Rows of lists: told as Django REST framework's own serializers would."""

from types import SimpleNamespace

import pytest
from rest_framework import serializers

from partners import catalogue
from partners.api.rows import RowSerializer
from practices import codelists
from practices.api.serializers import EntrySerializer
from practices.index import LINKS, index
from practices.models import CatalogueEntry


def as_by_drf(serializer: serializers.Serializer, row) -> dict:
    return serializers.Serializer.to_representation(serializer, row)


def test_every_entry_reads_as_by_drf(smarty):
    lists = codelists.current()
    entries = list(CatalogueEntry.objects.on_show().with_edition())
    held = index(catalogue.version())
    keys = [entry.pk for entry in entries]
    links = {name: held.carried_by(facet, keys) for facet, name in LINKS.items()}
    codelists.join(entries, lists, links)
    serializer = EntrySerializer(context={"lists": lists})

    assert len(entries) == 17
    for entry in entries:
        told, expected = serializer.to_representation(entry), as_by_drf(serializer, entry)
        assert list(told.items()) == list(expected.items())


class Inner(RowSerializer):
    code = serializers.CharField()


class Outer(RowSerializer):
    number = serializers.IntegerField(allow_null=True)
    code = serializers.CharField(source="inner.code")
    inner = Inner(allow_null=True)
    many = Inner(many=True)
    whole = serializers.SerializerMethodField()
    passage = Inner(required=False, allow_null=True)

    def get_whole(self, row) -> str:
        return f"all of {row.number}"


INNER = SimpleNamespace(code="a")


@pytest.mark.parametrize("number", [0, 7, None])
@pytest.mark.parametrize("beside", [{}, {"passage": None}, {"passage": INNER}])
def test_each_way_to_a_value(number, beside):
    row = SimpleNamespace(number=number, inner=INNER, many=[INNER, INNER], **beside)
    told = Outer().to_representation(row)

    assert told == as_by_drf(Outer(), row)
    assert told["passage"] == ({"code": "a"} if beside.get("passage") else None)
    assert (told["code"], told["many"]) == ("a", [{"code": "a"}] * 2)
    assert told["whole"] == f"all of {number}"
