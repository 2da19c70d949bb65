"""The audit agrees with the reference on every count and quantile of random logs."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

import mdg
from mdg.pipeline.audit import figures

from .agreement import loaded
from .audit import EPOCH, Audit
from .logs import as_table, audited_landscapes, logs


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    """What the package says in JSON, as far as the reference says it too."""
    figures = {name: found[name] for name in ("events", "repeated_rows", "conflicting_rows", "clock", "violations")}
    names = ("expected", "delivered", "late", "missing", "pending", "lag")
    figures["needs"] = {need: {name: one[name] for name in names} for need, one in found["needs"].items()}
    figures["flows"] = {flow: {name: one[name] for name in ("seen", "lag")} for flow, one in found["flows"].items()}
    figures["undeclared_hops"] = {(hop["origin"], hop["system"], hop["via"]) for hop in found["undeclared_hops"]}
    return figures


@settings(max_examples=40, phases=[Phase.generate])
@given(st.data())
def test_every_figure_is_that_of_the_reference(data: st.DataObject) -> None:
    raw = data.draw(audited_landscapes())
    rows = data.draw(logs(raw))
    as_of = data.draw(st.sampled_from([row["applied_at"] for row in rows] or [0])) + data.draw(
        st.sampled_from([0, 10**12])
    )
    note(rows)
    expected = Audit(raw, rows, as_of).figures()
    with loaded(raw) as landscape:
        found = figures(landscape, as_table(raw, rows), EPOCH + datetime.timedelta(microseconds=as_of))
    assert not found.rejected, found.rejections
    assert comparable(found.as_json()) == expected


@settings(max_examples=15, phases=[Phase.generate])
@given(st.data())
def test_a_log_fits_the_draft_that_is_made_of_it(data: st.DataObject) -> None:
    """Whatever happened, the draft allows all changes, and declares every flow that the log names for one way alone."""
    raw = data.draw(audited_landscapes())
    rows = data.draw(logs(raw).filter(bool))
    note(rows)
    end = EPOCH + datetime.timedelta(microseconds=max(row["applied_at"] for row in rows))
    log = as_table(raw, rows)
    drafted = mdg.discover(log, as_of=end)
    assert (drafted.events, drafted.skipped) == (len(rows), 0)
    flows: Any = drafted.document.get("flows", {})
    found = mdg.audit(mdg.load("-", stdin_text=drafted.text.encode()), log, as_of=end)
    assert not found.rejected, (drafted.text, found.rejections)
    assert found.violations["unauthorised"] == 0, drafted.text
    for hop in found.undeclared_hops:
        flow = flows.get(hop.via, {})
        assert (flow.get("to"), flow.get("entity")) != (hop.system, hop.entity), (drafted.text, hop)
