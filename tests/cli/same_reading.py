"""What `audit`, `record` and `watch` make of one log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import mdg
from mdg.store.engine import engine_of
from mdg.store.recording import stored

LANDSCAPE = """\
mdg: 1
entities:
  customer:
    dimensions: {country: [DE, FR], role: {values: [buyer, payer], many: true}, site: {open: true}}
    groups:
      name: {attributes: [first, last]}
systems: {shop: {}, mail: {}}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  f: {from: shop, to: mail, latency: 1h}
needs:
  n: {system: mail, max_age: 2h}
"""
ROW = {
    "event_id": "e1",
    "entity": "customer",
    "record_id": "c1",
    "group": "name",
    "operation": "create",
    "origin": "shop",
    "changed_at": "2026-01-05T08:00:00Z",
    "system": "shop",
    "applied_at": "2026-01-05T08:00:00Z",
    "scope_country": "DE",
    "scope_role": ["payer", "buyer"],
    "scope_site": "Bonn",
}
HEAD = ",".join(ROW)
CSV = (
    'e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,DE,"[""payer"", ""buyer""]",Bonn\n'
)
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
Rejected = list[tuple[int, str]]


def audited(folder: Path, log: Any) -> tuple[int, Rejected]:
    """How many rows an audit judged, and the lines and reasons of those that it rejected."""
    (folder / "l.yaml").write_text(LANDSCAPE, encoding="utf-8")
    answer = mdg.audit(mdg.load(folder / "l.yaml"), log, as_of=NOW)
    rejections = [(one.line, one.reason) for one in answer.rejections]
    assert len(rejections) == min(answer.rejected, 20)
    return answer.events + answer.repeated_rows + answer.conflicting_rows, rejections


def recorded(folder: Path, log: Any) -> tuple[int, Rejected]:
    """The same of a recording."""
    url = f"sqlite:///{folder}/events.db"
    (folder / "events.db").unlink(missing_ok=True)
    answer = mdg.record(url, log)
    rejections = [(row["line"], row["reason"]) for row in answer.rejections]
    assert len(rejections) == answer.rejected
    return answer.read - answer.rejected, rejections


def watched(folder: Path, log: Path) -> tuple[int, Rejected]:
    """The same of a watch, of which the rows without a notice are those that it took."""
    (folder / "memory").unlink(missing_ok=True)
    told: list[Any] = []
    with mdg.Watch(mdg.load(folder / "l.yaml"), log, folder / "memory") as watch:
        while watch.look(NOW, told.append):
            pass
        assert watch.unfinished is None
    wrong = [one for one in told if one.kind == "unreadable"]
    return len(told) - len(wrong), [(int(one.place.rpartition(":")[2]), one.reason) for one in wrong]


def alike(folder: Path, name: str, log: bytes) -> tuple[int, Rejected]:
    """What the audit and the recording take, which is the same, as are the lines that both and the watch reject."""
    path = folder / name
    path.write_bytes(log)
    answer = audited(folder, path)
    taken, rejections = recorded(folder, path)
    lines = [line for line, _ in answer[1]]
    assert (answer[0], lines) == (taken, [line for line, _ in rejections])
    if not log.lstrip().startswith((b"[", b"{\n")):  # what is no line after the other does not grow
        assert lines == [line for line, _ in watched(folder, path)[1]]
    return answer


def origins(folder: Path) -> list[str]:
    """The origins of the rows that were recorded."""
    return [row["origin"] for row in stored(engine_of(f"sqlite:///{folder}/events.db", existing=True))]


def both(folder: Path, name: str, log: bytes) -> None:
    """The audit rejects what the recording does, and beside that only what it judges by the landscape."""
    (folder / name).write_bytes(log)
    taken, rejections = audited(folder, folder / name)
    kept, refused = recorded(folder, folder / name)
    lines = {line for line, _ in rejections}
    assert {line for line, _ in refused} - lines == set(), (rejections, refused)
    assert taken + len(rejections) == kept + len(refused), (rejections, refused)
