"""Colour: which part of a text is shown how, where a terminal can."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

RESET = "\x1b[0m"


@attrs.frozen(slots=True)
class Style:
    """Turns (role, text) into text with ANSI escape sequences; a role that is not listed stays plain."""

    codes: Mapping[str, str]

    def __call__(self, role: str, text: str) -> str:
        code = self.codes.get(role)
        return f"\x1b[{code}m{text}{RESET}" if code and text else text


#: No escape sequences at all: pipes, files, terminals without colour.
PLAIN = Style({})

#: The eight basic colours only: those follow the reader's own light or dark theme.
COLOUR = Style(
    {
        "error": "1;31",
        "warning": "1;33",
        "info": "1;36",
        "good": "1;32",
        "place": "1",
        "gutter": "2",
        "label": "2",
        "strong": "1",
    }
)
