"""The page "Build on it": what others can make from the catalogue, with examples that are tried."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from smarty_portal.limits import ReaderThrottle
from smarty_portal.pages import public_page

FOLDER = settings.BASE_DIR / "examples"
# As the files say it, so that they work as they are beside `make run`.
WRITTEN_FOR = "http://127.0.0.1:8000"


@dataclass(frozen=True, kw_only=True)
class Example:
    """A file of examples/, to be copied: what it is written in, and what it does."""

    name: str
    file: str
    title: str | Promise
    meaning: str | Promise

    @property
    def text(self) -> str:
        """What the file says, with the address of this portal."""
        return (FOLDER / self.file).read_text().replace(WRITTEN_FOR, settings.SITE_URL)


EXAMPLES = (
    Example(
        name="curl",
        file="practices.sh",
        title=_("On the command line"),
        meaning=_(
            "curl keeps the answer and its ETag in two files. Run again, it asks whether anything has"
            " changed, and only then fetches anew."
        ),
    ),
    Example(
        name="python",
        file="practices.py",
        title=_("In Python"),
        meaning=_(
            "Follow “next” until it is null; an error says what is wrong and what would be right."
        ),
    ),
    Example(
        name="javascript",
        file="practices.html",
        title=_("In a web page, with JavaScript"),
        meaning=_("Every origin may ask from the browser. Nothing to install, no key."),
    ),
    Example(
        name="spreadsheet",
        file="practices.pq",
        title=_("In a spreadsheet"),
        meaning=_(
            "Excel fetches the list as CSV, and again whenever you press “Refresh”. In LibreOffice:"
            " Sheet, Link to External Data, and the address between the quotation marks."
        ),
    ),
    Example(
        name="embedding",
        file="card.html",
        title=_("A card on your own page"),
        meaning=_("Without any script: the card always shows the present edition and its level."),
    ),
)


@public_page
def build(request: HttpRequest) -> HttpResponse:
    """How to build on the catalogue: examples, rules, licence, and what stays as it is."""
    throttle = ReaderThrottle()
    context = {
        "examples": EXAMPLES,
        "requests": throttle.num_requests,
        "seconds": throttle.duration,
    }
    return render(request, "build.html", context)
