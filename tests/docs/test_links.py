"""Links lead somewhere, to the heading too: in the site as in the repository."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from docs._pages import FOLDERS, pages
from tests.docs.pages import written_by_hand

ROOT = Path(__file__).parents[2]
OUTSIDE = [ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "examples").glob("*/README.md"))]
READER = MarkdownIt("commonmark").enable("table")
#: What the address of somewhere else begins with.
ELSEWHERE = re.compile(r"[a-z]+:")


def texts() -> dict[str, str]:
    """The text of every page, generated ones too, by its path in the project."""
    there = [*written_by_hand(ROOT), *OUTSIDE]
    kept = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in there}
    return kept | {f"docs/{name}": text for name, text in pages().items()}


PAGES = texts()


def anchors(page: str) -> set[str]:
    """The anchors that GitHub, and the site's generator, make of the headings."""
    seen: Counter[str] = Counter()
    found = set()
    tokens = READER.parse(page)
    for opening, heading in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            words = "".join(part.content for part in heading.children or () if part.type in ("text", "code_inline"))
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return found


def links(page: str) -> list[str]:
    """The addresses within the project that a page leads to."""
    parts = [part for token in READER.parse(page) for part in token.children or ()]
    found = [str(part.attrGet("href") or part.attrGet("src") or "") for part in parts]
    return [unquote(address) for address in found if address and not ELSEWHERE.match(address)]


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    wrong = [address for address in links(PAGES[name]) if not leads_somewhere(name, address)]
    assert not wrong


def leads_somewhere(name: str, address: str) -> bool:
    path, _, anchor = address.partition("#")
    target = (ROOT / name).parent / path if path else ROOT / name
    page = target.resolve().relative_to(ROOT.resolve()).as_posix()
    if page not in PAGES:
        made = any(page.startswith(f"docs/{folder}") for folder in FOLDERS)
        return target.exists() and not anchor and not made
    return not anchor or anchor in anchors(PAGES[page])


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("docs/")])
def test_pages_outside_the_site_lead_to_what_is_in_the_repository(name: str) -> None:
    """Generated pages are only in the site, so that a reader of the repository would find nothing."""
    made = [address for address in links(PAGES[name]) if any(f"docs/{folder}" in address for folder in FOLDERS)]
    assert not made


@pytest.mark.parametrize(
    "address", ["no.md", "files.md#no-such-heading", "#no-such-heading", "language/flows.md#no", "rules/mdg999.md"]
)
def test_a_broken_link_is_seen(address: str) -> None:
    assert not leads_somewhere("docs/reference/files.md", address)


@pytest.mark.parametrize(
    "address",
    ["files.md", "#setting-a-finding-aside", "language/flows.md#loop_protection", "../../README.md", "example"],
)
def test_a_good_link_is_seen(address: str) -> None:
    assert leads_somewhere("docs/reference/files.md", address)
