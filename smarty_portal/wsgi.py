"""The WSGI application that the production server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarty_portal.settings")

application = get_wsgi_application()

from practices import search  # noqa: E402  needs the apps
from smarty_portal.collecting import settle  # noqa: E402

search.make_ready()
settle()  # so that the processes that are made of this one go on sharing its memory
