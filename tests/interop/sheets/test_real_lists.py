"""Real lists of the cases beside the project, written as such sheets: all of their rows are understood."""

from __future__ import annotations

import json
from pathlib import Path

from mdg.interop.sheets import Sheet, start
from tests.interop.sheets.messy import as_csv
from tests.text.editor import as_yaml_1_2


def test_how_often_real_sources_are_read(cases: Path) -> None:
    """What nobody said, and `never`, is told; every schedule and every frequency that was said is understood.

    One of the sources is called `all`, which is told as well: most lists mean other systems by that.
    """
    lines = (cases / "10-opensanctions-topology" / "datasets.jsonl").read_text(encoding="utf-8").splitlines()
    sources = [json.loads(line) for line in lines]
    rows = []
    for source in sources:
        coverage = source.get("coverage") or {}
        rows.append(
            (source["name"], "warehouse", "entity", coverage.get("schedule") or coverage.get("frequency") or "")
        )
    made = start("x", interfaces=Sheet("s.csv", as_csv([("Source", "Target", "Object", "Frequency"), *rows]).encode()))
    said = {line.split(": ", 1)[1]: line.split(": ", 1)[0] for line in made.summary if line.startswith("  line")}
    unsaid = [number for number, row in enumerate(rows, 2) if not row[3]]
    never = [number for number, row in enumerate(rows, 2) if row[3] == "never"]
    assert said == {
        "no frequency, so no bound": f"  line {unsaid[0]}",
        "the frequency `never`: it is not understood, so there is no bound": (
            f"  lines {', '.join(map(str, never[:12]))} and {len(never) - 12} more"
        ),
        "`all` is taken for a system of that name; write those that are meant": (
            f"  line {[row[0] for row in rows].index('all') + 2}"
        ),
    }
    assert len(unsaid) == 1
    assert 12 < len(never) < len(rows) / 4
    flows = as_yaml_1_2(made.files["flows.yaml"])["flows"]
    assert len(flows) == len(rows)
    triggers = {json.dumps(flow["trigger"]) for flow in flows.values()}
    assert {'{"every": "1d"}', '{"every": "7d"}', '{"cron": "0 */6 * * *"}'} <= triggers


def test_thousands_of_real_edges(cases: Path) -> None:
    """Each edge of a real graph is a flow; names that differ in case or separators alone are told to be one."""
    lines = (cases / "28-debian-subgraph" / "edges_resolved.csv").read_text(encoding="utf-8").splitlines()
    edges = [line.split(",") for line in lines[1:]]
    rows = [(source, target, "package", "on demand") for source, target in edges]
    made = start("x", interfaces=Sheet("e.csv", as_csv([("From", "To", "Object", "Frequency"), *rows], ",").encode()))
    text = made.files["flows.yaml"]
    assert all(f"  # e.csv line {number}: " in text for number in range(2, len(rows) + 2))
    assert f"  {len(rows):,} of {len(rows):,} rows understood" in made.summary
    merged = [line for line in made.summary if line.startswith("taken for one system")]
    names = {name for edge in edges for name in edge}
    systems = as_yaml_1_2(made.files["systems.yaml"])["systems"]
    assert len(systems) == len(names) - sum(line.count("`, `") for line in merged)
