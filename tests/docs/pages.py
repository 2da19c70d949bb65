"""The pages of the documentation: which are written by hand, and from what they are played."""

from __future__ import annotations

from pathlib import Path

from docs._pages import FOLDERS

#: Pages below ``docs`` that are played from this tree; those of a course one after another, in one folder.
COURSES = [
    [
        "tutorial/1-a-first-check.md",
        "tutorial/2-who-may-do-what.md",
        "tutorial/3-what-travels.md",
        "tutorial/4-in-the-pipeline.md",
    ],
    ["explanation/populations.md"],
    ["explanation/life-of-a-record.md"],
    ["explanation/staleness.md"],
    ["reference/files.md"],
]


def written_by_hand(project: Path) -> list[Path]:
    """The README and every page below ``docs`` but those that are made from the code."""
    generated = [project / "docs" / folder for folder in FOLDERS]
    pages = [path for path in (project / "docs").rglob("*.md") if not any(map(path.is_relative_to, generated))]
    return [project / "README.md", *sorted(pages)]


def played_from_the_wheel(project: Path) -> list[str]:
    """The pages that the tests of the packaging play."""
    how_to = [
        f"docs/how-to/{path.name}" for path in (project / "docs" / "how-to").glob("*.md") if path.name != "index.md"
    ]
    return ["README.md", *how_to]
