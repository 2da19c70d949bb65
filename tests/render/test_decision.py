"""A decision as text: the verdict first, then what it rests on."""

from __future__ import annotations

from pathlib import Path

from mdg.render.catalogue import catalogue
from mdg.render.decision import decision
from mdg.render.style import COLOUR
from tests.golden_files import assert_golden

ALLOWED = {
    "allowed": True,
    "operation": "create",
    "system": "commerce",
    "entity": "business_partner",
    "groups": ["identity", "contact"],
    "record": {"role": ["prospect"], "country": "NO"},
    "rules": ["commerce_creates_prospects"],
    "denied_groups": [],
    "instead": [],
    "reason": "allowed by `commerce_creates_prospects`",
}
DENIED = {
    **ALLOWED,
    "allowed": False,
    "rules": [],
    "denied_groups": ["contact"],
    "instead": ["erp", "sales"],
    "reason": "`commerce_creates_prospects` does not cover `contact`, and no other rule lets `commerce` supply it",
}


def test_decisions(project: Path) -> None:
    shown = "\n".join(decision(answer, columns) for answer in (ALLOWED, DENIED) for columns in (80, 200))
    assert_golden(project / "tests" / "golden" / "decisions.txt", shown)


def test_verdict_is_coloured() -> None:
    assert decision(ALLOWED, 80, COLOUR).startswith("\x1b[1;32mallowed:\x1b[0m `commerce` may create")
    assert decision(DENIED, 80, COLOUR).startswith("\x1b[1;31mdenied:\x1b[0m `commerce` may not create")


def test_rules_stand_in_columns() -> None:
    rows = [
        {"code": "MDG102", "name": "two-creators", "severity": "error", "summary": "Two systems may create it."},
        {"code": "MDG110", "name": "dead-rule", "severity": "warning", "summary": "A statement that adds nothing " * 3},
    ]
    assert catalogue(rows, 80) == (
        "MDG102  two-creators  error    Two systems may create it.\n"
        "MDG110  dead-rule     warning  A statement that adds nothing A statement that\n"
        "                               adds nothing A statement that adds nothing\n"
    )
