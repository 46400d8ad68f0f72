"""The catalogue version: raised by every write that a public page shows, and by nothing else."""

import pytest
from django.db import transaction
from django.utils import timezone

from partners import catalogue
from partners.models import CatalogueVersion, PastVersion
from practices import codelists
from practices.index import index
from tests.factories import make_event, make_partner, make_published

pytestmark = pytest.mark.django_db


def state() -> tuple[int, str]:
    version = catalogue.version()
    return version.number, version.token


def test_an_empty_portal_has_version_zero(django_assert_num_queries):
    CatalogueVersion.objects.all().delete()
    with django_assert_num_queries(1):
        version = catalogue.version()
    assert (version.number, version.token, str(version)) == (0, "", "0-")
    assert not CatalogueVersion.objects.exists()


def test_the_first_raise_makes_version_one():
    CatalogueVersion.objects.all().delete()
    PastVersion.objects.all().delete()
    assert catalogue.raise_version() == 1
    version = CatalogueVersion.objects.get()
    assert (version.pk, version.number, len(version.token)) == (1, 1, 16)


def test_each_raise_counts_one_with_another_token_and_the_time(clock):
    number, token = state()
    now = clock("2026-03-01T10:30")
    assert catalogue.raise_version() == number + 1
    assert catalogue.raise_version() == number + 2
    version = catalogue.version()
    assert version.number == number + 2
    assert version.token != token
    assert version.raised_at == now
    assert timezone.is_aware(version.raised_at)


def test_a_rolled_back_raise_never_happened_and_its_token_does_not_come_back():
    before = state()
    with transaction.atomic():
        catalogue.raise_version()
        during = state()
        transaction.set_rollback(True)
    assert state() == before
    catalogue.raise_version()
    assert state()[0] == during[0]
    assert state()[1] != during[1]


def test_only_the_code_lists_change_their_own_token():
    before = catalogue.version().codes_token
    catalogue.raise_version()
    assert catalogue.version().codes_token == before
    catalogue.raise_version(codes=True)
    version = catalogue.version()
    assert (version.codes_token == version.token, version.codes_token == before) == (True, False)


def test_the_catalogue_follows_every_version_it_has_had_and_no_other():
    first, second = (catalogue.raise_version() and state() for _raise in range(2))
    with transaction.atomic():
        catalogue.raise_version()
        undone = state()
        transaction.set_rollback(True)
    assert catalogue.follows(*first)
    assert catalogue.follows(*second)
    assert not catalogue.follows(*undone)
    assert not catalogue.follows(first[0], second[1])
    assert not catalogue.follows(0, "")
    catalogue.raise_version()
    assert not catalogue.follows(*undone)


def test_what_is_kept_in_memory_is_made_anew_under_another_version():
    """Nothing is cleared between tests: the token of a version is random and never used twice."""
    partner, event = make_partner(), make_event()
    lists = codelists.current()
    assert (list(lists.partners), list(lists.events)) == ([partner.slug], [event.slug])
    assert index(catalogue.version()).size == 0

    entry = make_published()
    assert set(codelists.current().partners) == {partner.slug, entry.owner.slug}
    assert index(catalogue.version()).size == 1


def test_what_is_kept_is_not_read_again_under_the_same_version(django_assert_num_queries):
    make_published()
    version = catalogue.version()
    lists, held = codelists.current(version), index(version)
    with django_assert_num_queries(0):
        assert codelists.current(version) is lists
        assert index(version) is held


def test_what_a_rolled_back_transaction_kept_is_never_used_again():
    with transaction.atomic():
        make_published()
        assert index(catalogue.version()).size == 1
        transaction.set_rollback(True)
    held = index(catalogue.version())
    assert (held.size, list(held.everything), held.values("theme")) == (0, [], [])
    assert codelists.current().partners == {}


def test_a_code_list_that_changed_is_read_again_and_otherwise_never():
    themes = codelists.current().themes
    make_partner()
    assert codelists.current().themes is themes
    catalogue.raise_version(codes=True)
    assert codelists.current().themes is not themes
    assert codelists.current().themes == themes
