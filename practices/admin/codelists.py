"""The code lists: to be read and searched. They come from data/codes, nobody writes them here."""

from functools import lru_cache

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partners import catalogue
from partners.models import Region
from partners.permissions import edits_for_a_partner, may_enter
from partners.workspace import Section, WorkspaceAdmin
from practices import codelists
from practices.models import Sector, Technology, Theme, Unit
from practices.search.text import fold, words


@lru_cache(maxsize=len(codelists.CodeLists.__annotations__))
def searchable(token: str, name: str) -> dict[str, str]:
    """Return code to everything a row is found by, folded, one blank before each word."""
    rows = getattr(codelists.current(), name)
    return {code: _found_by(row) for code, row in rows.items()}


def _found_by(row) -> str:
    names = [*row.labels.values(), getattr(row, "name", "")]
    texts = [row.code, *getattr(row, "aliases", ()), *words(" ".join(names))]
    return fold(" " + " ".join(texts))


def matching(name: str, term: str) -> list[str]:
    """Return the codes where each word of `term` begins the code or a word of a name.

    Names count in every language of the portal and as they are at home; accents and case do not.
    """
    asked = [f" {word.strip(',;')}" for word in fold(term).split()]
    rows = searchable(catalogue.version().token, name)
    return [code for code, text in rows.items() if all(word in text for word in asked)]


class CodeListAdmin(WorkspaceAdmin):
    """A code list, found by code or by words of its labels in any language."""

    section = Section.CODE_LISTS
    list_display = ["code", "label"]
    search_fields = ["code"]
    fields = ["code", "label"]
    rows: str

    def is_of_use(self, user):
        return edits_for_a_partner(user)

    def has_view_permission(self, request, obj=None):
        return may_enter(request.user)

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=matching(self.rows, search_term)), False

    @admin.display(description=_("label"), ordering="labels")
    def label(self, row):
        return row.label


@admin.register(Theme)
class ThemeAdmin(CodeListAdmin):
    rows = "themes"
    fields = ["code", "label", "meaning"]

    @admin.display(description=_("meaning"))
    def meaning(self, row):
        return row.meaning


@admin.register(Technology)
class TechnologyAdmin(ThemeAdmin):
    position = 1
    rows = "technologies"


@admin.register(Sector)
class SectorAdmin(CodeListAdmin):
    position = 2
    rows = "sectors"
    fields = ["code", "label", "level", "parent"]
    list_display = ["code", "label", "level"]
    list_filter = ["level"]


@admin.register(Region)
class RegionAdmin(CodeListAdmin):
    position = 3
    rows = "regions"
    fields = ["code", "label", "name", "level", "parent", "country", "version"]
    list_display = ["code", "label", "name", "level", "country"]
    list_filter = ["level"]


@admin.register(Unit)
class UnitAdmin(CodeListAdmin):
    position = 4
    rows = "units"
    fields = ["code", "label", "kind"]
    list_display = ["code", "label", "kind"]
    list_filter = ["kind"]
