"""Folders of data for portals in processes of their own."""

import shutil
from pathlib import Path

from django.conf import settings


def with_tables(folder: Path) -> Path:
    """Give a folder what the search needs, worked out once for the whole suite; return it."""
    shutil.copytree(settings.DATA_DIR / "tables", folder / "tables")
    return folder
