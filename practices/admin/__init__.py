"""The workspace's pages of practices and code lists."""

from practices.admin import codelists, practices

__all__ = ["codelists", "practices"]
