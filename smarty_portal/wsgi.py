"""The WSGI application that the production server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarty_portal.settings")

application = get_wsgi_application()

from smarty_portal.warm import warm  # noqa: E402  needs the apps

warm()
