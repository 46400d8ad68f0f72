"""Gunicorn, the application server, for `make run` and for production (behind nginx)."""

import os

PORT = os.environ.get("PORT", "8000")
SITE_URL = os.environ.get("SITE_URL", f"http://127.0.0.1:{PORT}")

# Only this machine: nginx stands in front in production, a browser on the same machine otherwise.
bind = f"127.0.0.1:{PORT}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# The application is loaded once and shared; a new release needs a restart, not a reload.
preload_app = True
timeout = 30
# No limit here: gunicorn's own answer is bare, and never more than 8,190 bytes long. The portal answers what
# is too long (smarty_portal/lengths.py), nginx stops what is far beyond.
limit_request_line = 0
graceful_timeout = 20
# No statement may hold a thread for longer (PostgreSQL); commands of the portal have no limit.
os.environ.setdefault("STATEMENT_SECONDS", "30")
# The web server in front writes the access log; failures are logged here.
accesslog = None
loglevel = os.environ.get("LOG_LEVEL", "WARNING").lower()
# It would stand in the home folder of whoever starts the portal, and nothing uses it.
control_socket_disable = True

NEXT_STEPS = f"""
The SMARTY portal answers at {SITE_URL}/
  practices          {SITE_URL}/practices/
  API                {SITE_URL}/api/v1/
  stop               Ctrl-C
  first administrator: .venv/bin/python manage.py createsuperuser, then {SITE_URL}/admin/
"""


def when_ready(server) -> None:
    """Say where the portal is and what to do next; production logs stay quiet."""
    if SITE_URL.startswith("http://"):
        print(NEXT_STEPS, flush=True)  # noqa: T201  # for the person who typed `make run`
