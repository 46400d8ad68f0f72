"""Who may do what: predicates over (user, practice), asked by the workflow and nowhere else decided.

`user` is None for the portal's own commands.
"""


def is_portal(user, practice) -> bool:
    """Only a command of the portal itself: no person may."""
    return user is None
