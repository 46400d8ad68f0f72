"""What a server reads before it makes its processes: they share its memory, and none reads it at a request.

Each would else read it for itself while somebody waits: all views and templates for half a second, a
catalogue of a million practices for twelve. A server that starts is away for that long, once.
"""

import logging
from importlib import import_module

from django.conf import settings
from django.db import Error, connections
from django.template.loader import get_template

from partners import catalogue
from practices import codelists, index, search
from practices.search import spelling
from smarty_portal.collecting import settle

logger = logging.getLogger(__name__)


def warm() -> None:
    """Read what every process needs, the catalogue as it is now last; then settle."""
    search.make_ready()
    read_pages()
    read_catalogue()
    settle()


def read_pages() -> None:
    """Import every view and compile every template of ours."""
    import_module(settings.ROOT_URLCONF)
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in sorted(folder.rglob("*.html")):
            get_template(str(path.relative_to(folder)))


def read_catalogue() -> bool:
    """Read the catalogue into memory; return whether the database answered.

    If it did not, the first request tells. No connection is left open: processes must not share one.
    """
    try:
        version = catalogue.version()
        codelists.current(version)
        index.index(version)
        spelling.known_words(version.token)
    except Error as error:
        logger.warning("The catalogue is not in memory yet: %s", error)
        return False
    finally:
        connections.close_all()
    return True
