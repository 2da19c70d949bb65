"""What standard output is: a terminal with a width and colours, or a pipe or file."""

from __future__ import annotations

import os
import sys

from mdg.render.style import COLOUR, PLAIN, Style

#: The width of what is not a terminal, unless COLUMNS says otherwise.
WIDTH = 100


def is_terminal() -> bool:
    """Whether somebody reads standard output as it is written."""
    try:
        return sys.stdout is not None and sys.stdout.isatty()
    except ValueError:  # closed
        return False


def is_narrow() -> bool:
    """Whether somebody says how wide it is, so that what is wider had better be left out."""
    return is_terminal() or os.environ.get("COLUMNS", "").isdigit()


def columns() -> int:
    """The width to wrap text to: COLUMNS, else that of the terminal, else 100."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked):
        return int(asked)
    if is_terminal():
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH
        except (OSError, ValueError):
            return WIDTH
    return WIDTH


def coloured() -> bool:
    """Whether colours are wanted: on a terminal, unless NO_COLOR is set (see no-color.org) or TERM is ``dumb``."""
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def style() -> Style:
    """The style for standard output."""
    return COLOUR if coloured() else PLAIN


def draws() -> bool:
    """Whether standard output can show lines and arrows."""
    try:
        "│├└─←→".encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
