"""What of a store's URL may be shown and kept."""

from __future__ import annotations

import re

_OF_USER = re.compile(r"(://[^:/?#@\s]*:)[^/?#\s]*@")
_OF_QUERY = re.compile(r"([?&]password=)[^&\s]*", re.IGNORECASE)


def without_password(url: str) -> str:
    """A URL, or a message with one in it, and ``***`` in place of the password."""
    return _OF_QUERY.sub(r"\1***", _OF_USER.sub(r"\1***@", url))
