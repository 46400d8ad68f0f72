"""How long the text index may take for an answer."""


class TooLong(Exception):
    """The time for an answer was over; nothing was answered."""
