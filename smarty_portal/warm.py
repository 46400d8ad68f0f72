"""What a server reads before it makes its processes: they share its memory, and no visitor waits for it.

Else each process reads for itself, at somebody's request: every view takes half a second, a catalogue
of a million practices twelve.
"""

import logging

from django.conf import settings
from django.db import Error, connections
from django.template.loader import get_template
from django.urls import get_resolver

from partners import catalogue
from practices import codelists, index, search
from practices.search import spelling
from smarty_portal.collecting import settle

logger = logging.getLogger(__name__)


def warm() -> None:
    """Read what every process needs, the catalogue as it is now last; then settle."""
    read_tables()
    read_pages()
    read_catalogue()
    settle()


def read_tables() -> None:
    """Read the tables of the search, the names of places among them."""
    search.make_ready()
    spelling.make_ready()


def read_pages() -> None:
    """Import every view and compile every template of the public pages."""
    _views = get_resolver().url_patterns
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in sorted(folder.rglob("*.html")):
            get_template(str(path.relative_to(folder)))


def read_catalogue() -> None:
    """Read the catalogue into memory; a database that does not answer is told of at the first request.

    No connection is left open: processes must not share one.
    """
    try:
        version = catalogue.version()
        codelists.current(version)
        index.index(version)
        spelling.known_words(version.token)
    except Error as error:
        logger.warning("The catalogue is not in memory yet: %s", error)
    finally:
        connections.close_all()
