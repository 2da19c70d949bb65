"""The picture that is asked for: all flows, or those of groups, records, one change; and the same for networkx."""

from __future__ import annotations

import sys
from typing import Any

import networkx
import pytest

import mdg
from mdg.pipeline.pictures import draw
from tests.topology.routed import GRANTED, NONE, TEXT, landscape

ALL = {"shop_to_erp", "erp_to_crm", "crm_to_mailer", "crm_to_erp", "mailer_to_game", "agency_to_crm"}


def flows(graph: Any) -> set[str]:
    return {key for _, _, key in graph.edges(keys=True)}


def test_a_landscape_as_a_graph() -> None:
    graph = mdg.graph(landscape())
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.graph == {"landscape": "routed", "as_of": "2026-06-01", "entities": [], "groups": []}
    assert set(graph) == {"shop", "erp", "crm", "mailer", "game", "agency", "attic"}
    assert graph.nodes["shop"] == {"title": "Web shop", "kind": None, "vendor": None, "region": None, "operator": None}
    assert flows(graph) == ALL
    edge = graph.edges["erp", "crm", "erp_to_crm"]
    assert edge["groups"] == ["name", "contact"]
    assert edge["trigger"] == {"kind": "cron", "expression": "0 2 * * *", "timezone": "UTC"}
    assert (edge["latency_seconds"], edge["delay_seconds"], edge["via"]) == (3_600, None, "bus")
    assert edge["when"] == [{}]
    assert graph.edges["crm", "mailer", "crm_to_mailer"]["when"] == [{"consent": "granted"}]
    assert graph.edges["agency", "crm", "agency_to_crm"]["delay_seconds"] == 7_200


def test_networkx_goes_on_from_there() -> None:
    graph = mdg.graph(landscape())
    assert networkx.descendants(graph, "shop") == {"erp", "crm", "mailer", "game"}
    assert [sorted(one) for one in networkx.strongly_connected_components(graph) if len(one) > 1] == [["crm", "erp"]]
    again = networkx.node_link_graph(draw(landscape()).as_json(), edges="edges")
    assert networkx.utils.graphs_equal(graph, again)


def test_chosen_flows_with_their_ends() -> None:
    score = mdg.graph(landscape(), group="score")
    assert (flows(score), set(score)) == ({"agency_to_crm"}, {"agency", "crm"})
    both = mdg.graph(landscape(), "customer", group=["customer.name", "score"])
    assert flows(both) == {"shop_to_erp", "erp_to_crm", "crm_to_mailer", "agency_to_crm"}
    assert both.edges["shop", "erp", "shop_to_erp"]["groups"] == ["name"], "as far as they were asked for"
    none = mdg.graph(landscape(), record=NONE)
    assert flows(none) == ALL - {"crm_to_mailer"}
    assert none.edges["agency", "crm", "agency_to_crm"]["groups"] == [], "without consent there is no score"


def test_records_may_leave_out_dimensions() -> None:
    text = TEXT.replace("flows:", "populations: {germans: {when: {country: DE}}}\nflows:").replace(
        "{from: mailer, to: game,", "{from: mailer, to: game, when: {country: FR},"
    )
    whole = landscape(text)
    assert flows(mdg.graph(whole, population="germans")) == ALL - {"mailer_to_game"}
    assert flows(mdg.graph(whole, population="germans", record={"consent": "none"})) == ALL - {
        "mailer_to_game",
        "crm_to_mailer",
    }
    german = mdg.graph(whole, population="germans")
    assert german.edges["crm", "mailer", "crm_to_mailer"]["when"] == [{"country": "DE", "consent": "granted"}]


def change(operation: str, origin: str, **asked: Any) -> Any:
    return mdg.graph(landscape(), operation=operation, origin=origin, **asked)


def test_a_creation() -> None:
    graph = change("create", "shop")
    assert dict(graph.nodes(data="wave")) == {"shop": 0, "erp": 1, "crm": 2, "mailer": 3, "game": 4}
    assert dict(graph.nodes(data="within_seconds")) == {
        "shop": 0,
        "erp": 88_200,
        "crm": 93_600,
        "mailer": 101_700,
        "game": None,
    }
    assert flows(graph) == {"shop_to_erp", "erp_to_crm", "crm_to_mailer", "mailer_to_game"}
    assert set(change("create", "shop", record={"consent": "none"})) == {"shop", "erp", "crm"}


@pytest.mark.parametrize("record", [GRANTED, NONE])
@pytest.mark.parametrize(
    ("operation", "origin"),
    [("create", "shop"), ("update", "shop"), ("delete", "shop"), ("update", "crm"), ("delete", "crm")],
)
def test_of_one_record_it_is_the_plan(operation: str, origin: str, record: dict[str, str]) -> None:
    asked = {"created_in": "shop", "record": record}
    plan = mdg.plan(landscape(), operation, origin=origin, entity="customer", **asked)
    graph = change(operation, origin, **asked)
    assert flows(graph) == set(plan.flows)
    assert {system: plan.waves[wave].count(system) for system, wave in graph.nodes(data="wave")} == dict.fromkeys(
        plan.arrivals, 1
    )
    bounds = {name: None if one.within is None else one.within.total_seconds() for name, one in plan.arrivals.items()}
    assert dict(graph.nodes(data="within_seconds")) == bounds


RIGHTS = """\
mdg: 1
entities: {e: {dimensions: {k: [a, b]}, groups: {g: [x], h: [y]}}}
systems: {s: {}, t: {}, u: {}}
ownership:
  creates: {system: s, may: [create]}
  changes_g: {system: s, may: [update], groups: [g], when: {k: a}}
  changes_h: {system: s, may: [update], groups: [h], when: {k: b}}
flows:
  first: {from: s, to: t, groups: [g, h], when: {k: a}}
  second: {from: s, to: u, groups: [h], when: {k: a}, trigger: {every: 1d}}
"""


def test_an_update_is_drawn_for_the_records_of_which_it_may_be_made() -> None:
    graph = mdg.graph(landscape(RIGHTS), operation="update", origin="s")
    assert (flows(graph), set(graph)) == ({"first"}, {"s", "t"}), "the other group of such records is not its own"
    assert graph.edges["s", "t", "first"]["groups"] == ["g"]
    assert flows(mdg.graph(landscape(RIGHTS), operation="update", origin="s", group="h")) == {"first", "second"}


def test_a_record_may_have_begun_where_no_rule_lets_it() -> None:
    with pytest.raises(mdg.MdgError, match="`s` may change no group of such a record"):
        mdg.graph(landscape(RIGHTS), operation="update", origin="s", created_in="t")
    back = landscape(RIGHTS.replace("flows:", "flows:\n  back: {from: t, to: s}"))
    assert flows(mdg.graph(back, operation="update", origin="s", created_in="t")) == {"first", "back"}


def test_a_creation_is_there_with_the_last_of_its_groups() -> None:
    text = RIGHTS.replace("groups: [g, h], when: {k: a}", "groups: [g]").replace("to: u", "to: t")
    graph = mdg.graph(landscape(text), operation="create", origin="s")
    assert dict(graph.nodes(data="within_seconds")) == {"s": 0, "t": 86_400}


def test_an_update_of_a_group_goes_where_the_group_goes() -> None:
    assert flows(change("update", "crm")) == {"crm_to_erp", "crm_to_mailer", "mailer_to_game", "erp_to_crm"}
    assert flows(change("update", "erp", group="name")) == {"erp_to_crm", "crm_to_mailer"}
    assert flows(change("update", "agency", group="score")) == {"agency_to_crm"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"entity": "customr"}, "unknown entity `customr`; did you mean `customer`?"),
        ({"group": "nam"}, "unknown group `nam`; did you mean `name`?"),
        ({"population": "germans"}, "unknown population `germans`"),
        ({"record": {"contry": "DE"}}, "unknown dimension `contry` of `customer`; did you mean `country`?"),
        ({"record": {"country": "XX"}}, "unknown value `XX` of `country`"),
        ({"record": "DE"}, "a record is a mapping"),
        ({"operation": "create"}, "an `operation` and an `origin`"),
        ({"origin": "shop"}, "an `operation` and an `origin`"),
        ({"operation": "creat", "origin": "shop"}, "did you mean `create`?"),
        ({"operation": "create", "origin": "shp"}, "unknown system `shp`; did you mean `shop`?"),
        ({"operation": "create", "origin": "shop", "created_in": "crm"}, "which cannot be in `crm`"),
        ({"operation": "delete", "origin": "shop", "group": "name"}, "leave out the groups"),
        ({"operation": "update", "origin": "erp"}, "`erp` may change no group of such a record"),
    ],
)
def test_what_cannot_be_drawn(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(mdg.MdgError, match=told.replace("?", r"\?")):
        mdg.graph(landscape(), **asked)


def test_what_is_out_of_force_is_not_called_unknown() -> None:
    """Records that were moved out of a system which is retired now are updated elsewhere; nothing begins there."""
    text = """
    mdg: 1
    entities:
      customer: {groups: {name: [last]}}
      lead: {groups: {hint: [last]}, valid: {until: 2026-01-31}}
    populations: {past: {entity: customer, when: {}, valid: {until: 2026-01-31}}}
    systems: {old: {valid: {until: 2026-01-31}}, shop: {}, crm: {}}
    ownership:
      old_owns: {entity: customer, system: old, may: [create, update]}
      shop_owns: {entity: customer, system: shop, may: [create, update]}
    flows:
      moved: {entity: customer, from: old, to: shop, trigger: {once: 2026-01-31T12:00}}
      onward: {entity: customer, from: shop, to: crm}
    """
    later = mdg.load("-", stdin_text=text.replace("\n    ", "\n").encode(), as_of="2026-06-01")
    asked = {"operation": "update", "origin": "shop", "entity": "customer"}
    assert flows(mdg.graph(later, created_in="old", **asked)) == {"onward"}
    for wrong, told in (
        ({**asked, "origin": "old"}, "the system `old` is not in force on 2026-06-01"),
        ({"entity": "lead"}, "the entity `lead` is not in force on 2026-06-01"),
        ({"entity": "customer", "population": "past"}, "the population `past` is not in force on 2026-06-01"),
    ):
        with pytest.raises(mdg.MdgError, match=told):
            mdg.graph(later, **wrong)


def test_records_are_of_one_entity() -> None:
    text = TEXT.replace("systems:", "  order: {groups: {head: [number]}}\nsystems:", 1)
    text = text.replace("[{groups: [score]", "[{entity: customer, groups: [score]")
    text = text.replace("{from:", "{entity: customer, from:")
    for word in ("shop_owns: {", "crm_changes: {", "mailer_writes: {", "crm_calls: {"):
        text = text.replace(word, f"{word}entity: customer, ")
    both = landscape(text)
    with pytest.raises(mdg.MdgError, match="say which is meant: `customer`, `order`"):
        mdg.graph(both, record=NONE)
    assert "shop_to_erp" in flows(mdg.graph(both, "customer", record=NONE))


def test_without_the_extra_it_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(mdg.MdgError, match=r"pip install 'mdg\[graph\]'"):
        mdg.graph(landscape())
