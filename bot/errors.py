"""What goes wrong by the hand of who runs the program."""

from __future__ import annotations


class UserError(Exception):
    """Told in one line on stderr, without a traceback; the message says what to do."""
