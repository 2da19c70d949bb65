"""Write docs/reference/rules: a page for each rule, from its docstring, and a list of them all.

Run it from the project's root: ``python scripts/write_rule_pages.py``; with ``--check`` it writes nothing, and ends
with status 1 if a page is not what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mdg.rule import Rule  # noqa: E402  # the package of this tree, installed or not
from mdg.rules import explanation, rules  # noqa: E402

PAGES = ROOT / "docs" / "reference" / "rules"
_INDEX = """\
# Rules

What `mdg check` looks for. A finding carries the rule's code and name; `mdg explain CODE` shows the same text as the
page. These pages are made from the rules themselves by `python scripts/write_rule_pages.py`.

| Code | Name | Severity | What a finding means |
| --- | --- | --- | --- |
"""


def pages() -> dict[str, str]:
    """The text of each page, by the name of its file."""
    found = {f"{rule.code.lower()}.md": _page(rule) for rule in rules()}
    rows = (
        f"| [{rule.code}]({rule.code.lower()}.md) | {rule.name} | {rule.severity.value} | {_first_line(rule)} |\n"
        for rule in rules()
    )
    return {"index.md": _INDEX + "".join(rows), **found}


def _page(rule: Rule) -> str:
    return f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity.value}\n\n{explanation(rule.code)}"


def _first_line(rule: Rule) -> str:
    return explanation(rule.code).partition("\n")[0].replace("|", "\\|")


def differing(folder: Path) -> list[str]:
    """The names of the files in a folder that are not what would be written, or would not be."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))


def write(folder: Path) -> None:
    """Write every page, and take away those of rules that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    """Check the pages, or write them."""
    if arguments == ["--check"]:
        names = differing(PAGES)
        for name in names:
            sys.stderr.write(f"docs/reference/rules/{name} is out of date: run `python scripts/write_rule_pages.py`\n")
        return bool(names)
    write(PAGES)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
