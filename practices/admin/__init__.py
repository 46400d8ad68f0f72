"""The workspace's pages of practices, of what readers wrote, and of code lists."""

from practices.admin import codelists, enquiries, practices

__all__ = ["codelists", "enquiries", "practices"]
