"""Template tags of practices: the drawing of a level."""

from django import template

from practices.models import CatalogueEntry
from practices.presenting.validation import LevelMark, mark_of

register = template.Library()


@register.filter
def level_mark(entry: CatalogueEntry) -> LevelMark:
    """The level of an entry as it stands today, ready to draw."""
    return mark_of(entry)
