"""Pictures in each of their forms: what stands in them, and that no title breaks them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest

from mdg.pipeline.pictures import draw
from mdg.render.dot import dot
from mdg.render.graphml import graphml
from mdg.render.mermaid import mermaid
from tests.golden_files import assert_golden
from tests.topology.routed import GRANTED, TEXT, landscape

FORMS = {"mermaid": mermaid, "dot": dot, "graphml": graphml}
CHANGE: dict[str, Any] = {"operation": "create", "origin": "shop", "record": GRANTED}
HOSTILE = '"a" <b> & `c` #d; \\e ]) --> end %% \x1b[2J é'


@pytest.mark.parametrize("form", FORMS)
def test_pictures(project: Path, form: str) -> None:
    shown = FORMS[form](draw(landscape()))
    assert_golden(project / "tests" / "golden" / f"graph.{form}", shown)
    change = FORMS[form](draw(landscape(), **CHANGE))
    assert_golden(project / "tests" / "golden" / f"graph-change.{form}", change)


def hostile() -> Any:
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\x1b")
    text = TEXT.replace("{title: Web shop}", f'{{title: "{quoted}"}}').replace("via: bus", f'via: "{quoted}"')
    return draw(landscape(text))


def test_mermaid_keeps_any_title_inside_its_label() -> None:
    (line,) = [line for line in mermaid(hostile()).splitlines() if line.startswith('    s0["shop')]
    assert line == ('    s0["shop<br>#quot;a#quot; #lt;b#gt; #amp; #96;c#96; #35;d; \\e ]) --#gt; end %% \\x1b[2J é"]')


def test_mermaid_names_systems_by_numbers() -> None:
    """A system may be called `end`, which ends a subgraph."""
    text = TEXT.replace("attic", "end").replace("game", "o-x")
    lines = mermaid(draw(landscape(text))).splitlines()
    assert any(re.fullmatch(r'    s\d\[\("end"\)\]', line) for line in lines)
    assert not any(re.search(r"[\w-]+ --?\.?->.*(?<![\w-])o-x$", line) for line in lines)


def test_dot_keeps_any_title_inside_its_label() -> None:
    (line,) = [line for line in dot(hostile()).splitlines() if line.startswith('  "shop" [')]
    label = re.fullmatch(r'  "shop" \[label="((?:[^"\\]|\\.)*)"\];', line)
    assert label is not None
    assert label[1] == 'shop\\n\\"a\\" <b> & `c` #d; \\\\e ]) --> end %% \\\\x1b[2J é'


def test_graphml_comes_back_whole(tmp_path: Path) -> None:
    chart = hostile()
    file = tmp_path / "graph.graphml"
    file.write_text(graphml(chart), encoding="utf-8")
    graph = networkx.read_graphml(file, force_multigraph=True)
    assert set(graph.nodes) == {node.system.id for node in chart.nodes}
    assert {key for *_, key in graph.edges(keys=True)} == {edge.flow.id for edge in chart.edges}
    assert graph.nodes["shop"]["title"] == HOSTILE.replace("\x1b", "\\x1b")
    edge = graph.edges["erp", "crm", "erp_to_crm"]
    assert (edge["groups"], edge["latency_seconds"], edge["draft"]) == ("name, contact", 3_600, False)
    assert edge["trigger"] == "cron `0 2 * * *` (UTC)"
    assert "delay_seconds" not in edge, "it depends on the calendar"


def test_graphml_declares_what_it_uses() -> None:
    root = ElementTree.fromstring(graphml(draw(landscape(), **CHANGE)))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    declared = {key.get("id"): key.get("attr.type") for key in root.iter(f"{space}key")}
    used = {data.get("key") for data in root.iter(f"{space}data")}
    assert used == set(declared)
    assert (declared["node_wave"], declared["node_within_seconds"], declared["edge_draft"]) == (
        "long",
        "long",
        "boolean",
    )


@pytest.mark.parametrize(
    ("form", "broken", "solid"),
    [("mermaid", "-.->", "-->"), ("dot", "style=dashed", "];")],
)
def test_what_is_done_by_hand_has_a_broken_line(form: str, broken: str, solid: str) -> None:
    lines = [line for line in FORMS[form](draw(landscape())).splitlines() if "_to_" in line]
    assert [line for line in lines if broken in line] == [line for line in lines if "by hand" in line]
    assert len(lines) == 6
    assert all(solid in line for line in lines if broken not in line)


def test_many_groups_and_long_conditions_are_cut() -> None:
    groups = "".join(f"      g{number}: [a{number}]\n" for number in range(9))
    text = TEXT.replace("    groups:\n", f"    groups:\n{groups}", 1).replace(
        'groups: [name, contact], trigger: {cron: "0 1', 'groups: [g0, g1, g2, g3, g4, name], trigger: {cron: "0 1'
    )
    shown = mermaid(draw(landscape(text)))
    assert '<br>g0, g1, g2 and 3 more"|' in shown


def test_of_what_is_asked_the_title_speaks() -> None:
    assert mermaid(draw(landscape(), "customer", group="name")).startswith(
        "%% routed: customer: name, as of 2026-06-01\n"
    )
    assert mermaid(draw(landscape(), **CHANGE)).startswith("%% routed: create in shop, as of 2026-06-01\n")
