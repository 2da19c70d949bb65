"""The landscapes that stand in a rule's explanation, as files."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attrs

import mdg
from mdg.diagnostic import Finding

#: When the logs of examples are judged: a month after what they tell of, and more.
AUDITED = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
HEADINGS = ("What is wrong", "Why it matters", "Example", "Instead")
_BLOCK = re.compile(r"^```(\w+)(?: title=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"#((?: MDG\d{3})+)$")
#: What stands in the files that a listing only names.
_LISTED = {
    "systems.yaml": """\
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems:
  shop: {}
  erp: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  erp_needs: {system: erp, max_age: 1d}
""",
    "flows.yaml": "flows:\n  shop_to_erp: {from: shop, to: erp}\n",
}


@attrs.frozen
class Example:
    """The landscape under one heading: files by name, and links by name with what they lead to."""

    files: dict[str, str]
    links: dict[str, str]
    #: the log of what happened, as CSV, where the rule judges one
    log: str = ""

    def write(self, folder: Path) -> Path:
        """The folder of the landscape, written into an empty one."""
        root = folder / "landscape"
        root.mkdir(parents=True)
        for name, text in self.files.items():
            (root / name).write_text(text, encoding="utf-8")
        for name, target in self.links.items():
            led_to = root / target
            led_to.resolve().parent.mkdir(parents=True, exist_ok=True)
            led_to.resolve().write_text(_LISTED[name], encoding="utf-8")
            (root / name).symlink_to(target)
        if self.log:
            (folder / "log.csv").write_text(self.log, encoding="utf-8")
        return root

    def marked(self) -> Counter[tuple[str, str, int]]:
        """The findings that its comments promise: code, file, line."""
        found: Counter[tuple[str, str, int]] = Counter()
        for name, text in self.files.items():
            for number, line in enumerate(text.splitlines(), 1):
                if marks := _MARKS.search(line):
                    found.update((code, name, number) for code in marks[1].split())
        return found


def findings_in(shown: Example, folder: Path, as_of: dt.date | None = None) -> tuple[Finding, ...]:
    """What is found in an example that was written to a folder: in its landscape, or in its log where it has one."""
    if not shown.log:
        return mdg.check(folder, as_of=as_of).findings
    report = mdg.audit(mdg.load(folder, as_of=AUDITED.date()), folder.parent / "log.csv", as_of=AUDITED).report
    assert report is not None
    return report.findings


def sections(explanation: str) -> dict[str, str]:
    """The text under each heading of an explanation, in order."""
    _, *parts = re.split(r"^## (.*)$", explanation, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def example(section: str) -> Example:
    """The landscape in the fenced blocks of a section."""
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    log = ""
    for language, title, text in _BLOCK.findall(section):
        if language == "csv":
            log = text
        elif language == "text":
            _take_listing(text, files, links)
        else:
            assert language == "yaml"
            files[title or "landscape.yaml"] = text
    return Example(files, links, log)


def _take_listing(listing: str, files: dict[str, str], links: dict[str, str]) -> None:
    for line in _indented(listing):
        name, _, target = line.partition(" -> ")
        if target:
            # two levels up from where the link stands is one level out of what is written for a test
            links[name] = target.removeprefix("../")
        else:
            files[name] = _LISTED[name]


def _indented(listing: str) -> Iterator[str]:
    return (line.strip() for line in listing.splitlines() if line.startswith("  "))
