"""What the public reads: editions, entries, history, and the index over their text."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Event, Partner, Region
from practices import choices
from practices.models.codelists import Sector, Technology, Theme
from practices.models.practice import Practice
from practices.querysets import CatalogueEntryQuerySet, HistoryQuerySet
from smarty_portal.addresses import address_of

NATURES = dict(choices.Nature.choices)


class Edition(models.Model):
    """A numbered snapshot of a practice, write-once: triggers refuse UPDATE and DELETE in SQL.

    The document holds facts and codes, never labels; its shape is made by editions.document().
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    action = models.CharField(_("made by"), max_length=20, choices=choices.Action)
    document = models.JSONField(_("document"))
    published_at = models.DateTimeField(_("published"))

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_1"),
        ]

    def __str__(self):
        return f"{self.document['identifier']} edition {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("practices:edition", args=[self.document["slug"], self.number])


class CatalogueEntry(models.Model):
    """One narrow row per published practice: what lists, filters, facets and search read.

    Everything comes from the current edition, except what may change without a new one: the level
    and its end, and withdrawal. `changed` is the catalogue version that wrote the row last.
    """

    practice = models.OneToOneField(Practice, models.PROTECT, related_name="entry")
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="entry")
    identifier = models.CharField(max_length=12, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=150)
    title_key = models.CharField(max_length=300)
    summary = models.CharField(max_length=300)
    owner = models.ForeignKey(Partner, models.PROTECT, related_name="entries")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, db_index=True)
    scope = models.CharField(max_length=10, choices=choices.Scope)
    nature = models.CharField(max_length=30, choices=choices.Nature)
    validation_kind = models.CharField(max_length=30, choices=choices.ValidationKind)
    running_state = models.CharField(max_length=10, choices=choices.RunningState)
    start_year = models.PositiveSmallIntegerField(null=True)
    end_year = models.PositiveSmallIntegerField(null=True)
    themes = models.ManyToManyField(Theme, related_name="entries")
    technologies = models.ManyToManyField(Technology, related_name="entries")
    sectors = models.ManyToManyField(Sector, related_name="entries")
    events = models.ManyToManyField(Event, related_name="entries")
    results = models.PositiveSmallIntegerField()
    newest_evidence_year = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(choices=choices.Level)
    level_until = models.DateField()
    first_published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)
    changed = models.PositiveBigIntegerField(default=0, db_index=True)

    objects = CatalogueEntryQuerySet.as_manager()

    class Meta:
        ordering = ["identifier"]
        verbose_name_plural = "catalogue entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=choices.Level), name="entry_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawal_reason=""),
                name="entry_withdrawal_has_reason",
            ),
        ]
        indexes = [
            models.Index(F("first_published_at").desc(), "identifier", name="entry_newest_first"),
        ]

    def __str__(self):
        return f"{self.identifier} {self.title}"

    def get_absolute_url(self) -> str:
        return address_of("practices:detail", self.slug)

    def get_nature_display(self) -> str:
        """As Django's own, which sets up all choices anew for every row of a list."""
        return str(NATURES.get(self.nature, self.nature))

    @property
    def is_lapsed(self) -> bool:
        """Whether the level's last day is past."""
        return self.level_until < timezone.localdate()


class PublicChange(models.Model):
    """A line of the public log: one thing that happened to a practice, and how it stood afterwards.

    Append-only: triggers refuse UPDATE and DELETE in SQL. Lines are written while the catalogue
    version is locked (entries.tell), so they become visible in the order of their keys: whoever has
    read up to one never misses an earlier one.
    """

    identifier = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, choices=choices.Change)
    at = models.DateTimeField()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=choices.Level)
    level_until = models.DateField()
    is_lapsed = models.BooleanField()
    is_on_show = models.BooleanField()
    redacted_edition = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=choices.Change), name="public_change_is_known"
            ),
        ]
        indexes = [models.Index("identifier", F("id").desc(), name="public_change_last_of_entry")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.identifier} {self.kind}"


class HistoryEntry(models.Model):
    """Who did what to a practice, when and why.

    Written by the workflow, and by the verbs beside it: adopting and redacting.
    `changes` lists {"path", "before", "after"} as practices.differences tells them. `organisation` is
    the one in whose name the person acted: that is what the public timeline shows.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="history")
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("action"), max_length=20, choices=choices.Action)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    organisation = models.ForeignKey(Partner, models.PROTECT, null=True)
    from_state = models.CharField(_("from"), max_length=20, choices=choices.State)
    to_state = models.CharField(_("to"), max_length=20, choices=choices.State)
    comment = models.TextField(_("comment"), blank=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    changes = models.JSONField(_("what changed"), default=list, blank=True)
    request_id = models.CharField(_("request"), max_length=40, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "history entries"

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.action}"


class Redaction(models.Model):
    """A part of an edition that had to go (personal data, court order), and why.

    While its row is open, inside the transaction of redacting.redact_edition, the write-once triggers
    let the document of that one edition be written.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="redactions")
    paths = models.JSONField(_("places"), default=list)
    reason = models.TextField(_("reason"))
    redacted_at = models.DateTimeField(_("redacted"))
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_has_reason"),
        ]

    def __str__(self):
        return f"{self.edition} {', '.join(self.paths)}"


class TextIndex(models.Model):
    """The text index: an FTS5 table on SQLite, a table with a tsvector on PostgreSQL.

    Not managed: the tables differ by engine and are made in a migration; `practices.search` writes
    and asks them.
    """

    entry = models.OneToOneField(
        CatalogueEntry, models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="+"
    )

    class Meta:
        managed = False
        db_table = "practices_textindex"

    def __str__(self):
        return str(self.pk)


class Meaning(models.Model):
    """What the text of an entry is about: a vector, a byte a dimension, written with the text index."""

    entry = models.OneToOneField(CatalogueEntry, models.CASCADE, primary_key=True, related_name="+")
    vector = models.BinaryField()

    def __str__(self):
        return str(self.pk)


class Word(models.Model):
    """A word that stands in some indexed text: what a mistyped word is compared with."""

    word = models.CharField(primary_key=True, max_length=64)

    def __str__(self):
        return self.word
