"""Addresses as pages and API write them."""

import pytest
from django.urls import reverse
from django.utils import translation

from smarty_portal.addresses import address_of


@pytest.mark.parametrize("name", ["practices:detail", "partners:detail", "api-practice"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("slug", ["gostop", "a-second-one", "any-slug"])
def test_an_address_by_slug_is_what_reverse_says(name, language, slug):
    with translation.override(language):
        assert address_of(name, slug) == reverse(name, args=[slug])


def test_pages_have_their_language_in_the_address():
    with translation.override("es"):
        assert address_of("practices:detail", "gostop") == "/es/practices/gostop/"
    assert address_of("practices:detail", "gostop") == "/practices/gostop/"
