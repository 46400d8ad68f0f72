"""What the loader remembers of the records it wrote."""

from django.db import models


class SeedRecord(models.Model):
    """A record of the seed data as it was last loaded.

    The two digests tell a changed source from a changed record: a record whose content no longer has
    the digest it was loaded with was touched by a partner, and is never overwritten.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    source_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="seed_record_once")]

    def __str__(self):
        return f"{self.kind} {self.key}"
