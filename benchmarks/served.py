"""The portal for gunicorn, with the benchmark's addresses beside its own."""

from django.conf import settings

from smarty_portal.wsgi import application

settings.ROOT_URLCONF = "benchmarks.urls"
__all__ = ["application"]
