"""The language of a page is that of its address, and of nothing else."""

from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language


class AddressLanguage(LocaleMiddleware):
    """Django's, without `Vary: Accept-Language`: no answer depends on what a browser prefers.

    Addresses without prefix are English (prefix_default_language=False), what stands outside the
    prefixes is told by `lang`; Django varies because other sites redirect by preference.
    """

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", get_language())
        return response
