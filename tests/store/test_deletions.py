"""Deletions and uses of a record as a whole: a store keeps them, and an audit of it finds what one of the log does."""

from __future__ import annotations

from pathlib import Path

import mdg
from mdg.store.engine import engine_of
from mdg.store.recording import stored

LANDSCAPE = """
mdg: 1
landscape: forgetting
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems: {shop: {}, mail: {}}
ownership: {shop_owns: {system: shop, may: [create, update, delete]}}
flows: {shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}}
needs: {mail_needs: {system: mail, max_age: 2h}}
purposes: {news: {lawful_basis: legitimate_interests}}
"""
LOG = """\
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via,purpose
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail,
e3,customer,c1,,delete,shop,2026-01-06T08:00:00Z,shop,2026-01-06T08:00:00Z,,
e3,customer,c1,,delete,shop,2026-01-06T08:00:00Z,shop,2026-01-06T08:00:00Z,,
e4,customer,c1,,use,mail,2026-01-07T08:00:00Z,mail,2026-01-07T08:00:00Z,,news
"""


def test_what_is_of_no_group_is_kept_and_judged(store: str, tmp_path: Path) -> None:
    (tmp_path / "landscape.yaml").write_text(LANDSCAPE, encoding="utf-8")
    log = tmp_path / "log.csv"
    log.write_text(LOG, encoding="utf-8")
    landscape = mdg.load(tmp_path / "landscape.yaml")
    found = mdg.record(store, log)
    assert (found.recorded, found.repeated, found.rejected) == (4, 1, 0)
    assert mdg.record(store, log).known == 5
    assert [row["group"] for row in stored(engine_of(store, existing=True))] == ["name", "name", None, None]
    judged = mdg.audit(landscape, store, as_of="2026-03-01T00:00:00Z").as_json()
    assert judged == mdg.audit(landscape, log, as_of="2026-03-01T00:00:00Z").as_json()
    assert (judged["events"], judged["repeated_rows"], judged["rejected"]["rows"]) == (4, 1, 0)
    assert judged["beside"]["erasure_unproven"] == 1
