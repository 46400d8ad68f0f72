"""The ways into the catalogue that the home page offers: each facet's options with their counts."""

from dataclasses import dataclass

from django.http import QueryDict

from practices.choices import Level
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry, Theme
from practices.presenting.panel import Option, Panel

MOST_PER_WAY = 7
BAR = 100


@dataclass(frozen=True, kw_only=True)
class Bar:
    """An option with the length of its bar, the longest being 100."""

    option: Option
    length: int


@dataclass(frozen=True, kw_only=True)
class Stair:
    """A level in the drawing of the four: number, name, and how many practices stand on it."""

    number: int
    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class WaysIn:
    """Levels, themes with their meaning, and the most carried technologies, sectors and regions."""

    levels: tuple[Stair, ...]

    themes: tuple[tuple[Theme, Option], ...]
    technologies: tuple[Option, ...]
    sectors: tuple[Option, ...]
    regions: tuple[Bar, ...]
    countries: int


def ways_in() -> WaysIn:
    """Return the ways into all practices on show."""
    panel = Panel(PracticeFilterSet(QueryDict(), CatalogueEntry.objects.on_show()))
    themes = panel.filterset.lists.themes
    regions = panel.options("region")
    return WaysIn(
        levels=tuple(_stairs(panel.options("level"))),
        themes=tuple((themes[option.code], option) for option in panel.options("theme")),
        technologies=tuple(panel.options("technology")[:MOST_PER_WAY]),
        sectors=tuple(_widely_carried(panel.options("sector"))),
        regions=tuple(_bars(_below_countries(regions))),
        countries=sum(option.depth == 0 for option in regions),
    )


def _stairs(options: list[Option]) -> list[Stair]:
    counts = {option.code: option.count for option in options}
    return [
        Stair(number=level.value, name=str(level.label), count=counts.get(str(level.value), 0))
        for level in Level
    ]


def _widely_carried(options: list[Option]) -> list[Option]:
    """Sections and divisions: what a manager calls a sector. Most carried first."""
    wide = [option for option in options if len(option.code) <= len("C13")]
    return sorted(wide, key=lambda option: -option.count)[:MOST_PER_WAY]


def _below_countries(options: list[Option]) -> list[Option]:
    """The first step below each country, or the country where there is none."""
    chosen = []
    for place, option in enumerate(options):
        following = options[place + 1] if place + 1 < len(options) else None
        has_branch = following is not None and following.depth > option.depth
        if option.depth == 1 or (option.depth == 0 and not has_branch):
            chosen.append(option)
    return sorted(chosen, key=lambda option: (-option.count, option.label))


def _bars(options: list[Option]) -> list[Bar]:
    longest = max((option.count for option in options), default=1) or 1
    return [
        Bar(option=option, length=round(BAR * option.count / longest))
        for option in options[: 2 * MOST_PER_WAY]
    ]
