"""The workspace's pages of practices, adoptions, of what readers wrote, and of code lists."""

from practices.admin import adoptions, codelists, enquiries, practices, start

__all__ = ["adoptions", "codelists", "enquiries", "practices", "start"]
