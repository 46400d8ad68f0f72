"""The workspace's pages of partners, events and people."""

from partners.admin import consortium, invitations, people

__all__ = ["consortium", "invitations", "people"]
