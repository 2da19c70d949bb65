"""Tags: what YAML has them for, a landscape says by its keys, so that each of them is a finding."""

from __future__ import annotations

import re

from mdg.text.positions import TextSource

#: `%TAG` lines in a file; tags have no meaning in a landscape.
MAX_TAG_LINES = 100


def many_tags(source: TextSource) -> tuple[int, int] | None:
    """The first of too many ``%TAG`` lines: libyaml compares each with each, which takes hours for a long file."""
    if source.data.count(b"%TAG") <= MAX_TAG_LINES:
        return None
    found = [match.span() for match in re.finditer(r"(?m)^%TAG", source.text)]
    return found[0] if len(found) > MAX_TAG_LINES else None


def written_tag(tag: str) -> str:
    """A tag as people write it, short."""
    prefix = "tag:yaml.org,2002:"
    return "!!" + tag[len(prefix) :] if tag.startswith(prefix) else tag
