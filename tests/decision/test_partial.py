"""What a decision says of a record of which dimensions are missing."""

from __future__ import annotations

from typing import Any

import pytest

import mdg
from mdg.decision import Decision, DecisionError, DecisionPoint


def point(rules: dict[str, Any], **entity: Any) -> DecisionPoint:
    dimensions = {"d": ["a", "b"], "m": {"values": ["x", "y"], "many": "true"}, "n": {"open": "true"}}
    whole = {"dimensions": dimensions, "groups": {"g": ["p"], "h": ["q"]}} | entity
    document = {"mdg": "1", "entities": {"e": whole}, "systems": {"s": {}, "t": {}}, "ownership": rules}
    return DecisionPoint(mdg.load(document), as_of="2026-01-01")


def rule(*may: str, **rest: Any) -> dict[str, Any]:
    return {"system": "s", "may": list(may), **rest}


def ask(asked: DecisionPoint, operation: str, record: Any, groups: Any = None, system: str = "s") -> Decision:
    return asked.decide(operation, system=system, entity="e", record=record, groups=groups)


def test_a_denial_names_the_conditions_that_what_is_stated_fails() -> None:
    asked = point({"r": rule("create", "update", "delete", when={"d": "a", "n": "z"})})
    for operation, what in (("update", "`g` of `e`"), ("delete", "`e`")):
        assert ask(asked, operation, {"d": "b"}, ["g"]).reason == (
            f"`s` may {operation} {what} only where `d` is `a` and `n` is `z`; this record has `b`, "
            "whatever `m` and `n` may be"
        )
    together = point(
        {"r": rule("update", groups=["g"], when={"d": "a"}), "q": rule("update", groups=["h"], when={"d": "b"})}
    )
    assert ask(together, "update", {"n": "z"}, ["g", "h"]).reason == (
        "`s` may not update `g` and `h` of `e` together, whatever `d` and `m` may be"
    )


def test_permission_says_which_rules_always_count() -> None:
    parts = {"r": rule("update", when={"d": "a"}), "q": rule("update", when={"d": "b"})}
    assert ask(point(parts), "update", {"n": "z"}).reason == (
        "allowed by one or more of `r` and `q`, whatever `d` and `m` may be"
    )
    parts["r"]["groups"] = parts["q"]["groups"] = ["g"]
    asked = point(parts | {"always": rule("update", groups=["h"])})
    assert ask(asked, "update", {"n": "z"}, ["g", "h"]).reason == (
        "allowed by `always`, whatever `d` and `m` may be; depending on them, also by `r` or `q`"
    )


def test_an_impossible_record_has_no_groups() -> None:
    answer = ask(point({"r": rule("update", groups=["g"])}, impossible={"d": "a"}), "update", {"d": "a"})
    assert (answer.groups, answer.denied_groups) == ((), ())
    assert answer.reason == "no `e` can exist where `d` is `a`, whatever `m` and `n` may be"


def test_only_what_the_answer_depends_on_is_called_missing() -> None:
    asked = point({"r": rule("delete", when={"d": "a"}), "q": rule("update", when={"n": "z"})})
    with pytest.raises(DecisionError) as error:
        ask(asked, "delete", {})
    assert str(error.value) == (
        "`d` is missing, and the answer depends on it: allowed with `d` `a`, denied with `d` `b`"
    )
    asked = point({"r": rule("delete", when={"d": "a", "n": "z"})})
    with pytest.raises(DecisionError, match="`d` and `n` are missing, and the answer depends on them: allowed"):
        ask(asked, "delete", {})


def test_a_system_without_a_rule_is_told_so() -> None:
    groups = {"g": ["p"], "h": {"attributes": ["q"], "required": {"d": "a"}}}
    answer = ask(point({"r": rule("create")}, groups=groups), "create", {}, system="t")
    assert answer.denied_groups == ()
    assert answer.reason == "no rule lets `t` create `e`, whatever `d`, `m` and `n` may be"


@pytest.mark.parametrize("impossible", [{}, [{"d": "b"}, {}]])
@pytest.mark.parametrize("record", [{"d": "a", "m": [], "n": "z"}, {"d": "a"}])
def test_where_everything_is_impossible_the_reason_is_a_whole_sentence(impossible: Any, record: Any) -> None:
    answer = ask(point({"r": rule("update")}, impossible=impossible), "update", record)
    assert answer.reason.startswith("no `e` can exist, as the entity's `impossible` has no condition")
