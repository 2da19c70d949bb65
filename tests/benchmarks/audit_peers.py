"""An audit of a log as a process of its own: by mdg, or by plain DuckDB SQL written for the same answer.

Run as ``python -m tests.benchmarks.audit_peers mdg|sql LOG``; it prints what it found and cost as JSON.  The SQL is
what somebody who knows the landscape of :mod:`.audit_workload` by heart would write without it: its agreements stand in
the queries, windows find what is newer and what came first, and the engine's own quantiles are used.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

import mdg
from tests.benchmarks.audit_workload import AS_OF, LANDSCAPE

Found = dict[str, Any]
PERCENTS = ("p50", "p95", "p99", "max")

_EVENTS = """
    create temp table events as
    select * exclude place, row_number() over () as row from (
        select *, epoch_us(changed_at) as made, epoch_us(applied_at) as applied, row_number() over (
            partition by event_id, "group", system
            order by applied_at, changed_at, origin, operation, via nulls first) as place
        from read_parquet(?) where applied_at <= cast(? as timestamptz))
    where place = 1
"""
_CHANGES = "create temp view changes as select * from events where operation <> 'use'"
_MADE = "create temp view made as select * from changes where origin = system and via is null"
#: Of every change and need, when that version or a newer one first arrived.
_DELIVERIES = """
    create temp table deliveries as
    with needs(need, target, allowed) as (values ('erp_needs', 'erp', 900000000), ('crm_needs', 'crm', 3600000000),
            ('mail_needs', 'mail', 7200000000), ('lake_needs', 'lake', 28800000000)),
        versions as (select record_id, "group", system, made, min(applied) as first from changes
            where applied >= made group by all),
        arrivals as (select record_id, "group", system, made, min(first) over (
                partition by record_id, "group", system order by made desc) as arrived from versions)
    select need, allowed, m.record_id, m."group", m.made, arrived - m.made as lag
    from made m cross join needs n asof left join arrivals a
        on a.record_id = m.record_id and a."group" = m."group" and a.system = n.target and a.made >= m.made
"""
_NEEDS = """
    select need, count(*) as expected, count(lag) as delivered, count(*) filter (lag > allowed) as late,
        count(*) filter (lag is null and made + allowed < epoch_us(cast(? as timestamptz))) as missing,
        quantile_cont(lag, [0.5, 0.95, 0.99, 1.0]) as lags
    from deliveries group by need
"""
_FLOWS = """
    select via, count(*) as seen, quantile_cont(case when applied >= made then applied - made end,
        [0.5, 0.95, 0.99, 1.0]) as lags
    from changes where via in ('shop_to_erp', 'erp_to_crm', 'erp_to_mail', 'erp_to_lake') group by via
"""
_WORST = "select * from deliveries where lag > allowed order by lag - allowed desc limit 100"
_VIOLATIONS = {
    "unauthorised": "select count(*) from made where system <> 'shop' or scope_country = 'FR'",
    "undeclared_route": """
        select count(*) from changes c left join (values ('shop_to_erp', 'erp'), ('erp_to_crm', 'crm'),
            ('erp_to_mail', 'mail'), ('erp_to_lake', 'lake')) f(flow, target) on f.flow = c.via
        where not (c.origin = c.system and c.via is null) and (f.target is null or f.target <> c.system)
    """,
    "stale_overwrite": """
        with versions as (select record_id, "group", system, made, min(applied) as first from changes group by all),
            newer as (select *, min(first) over (partition by record_id, "group", system order by made desc
                rows between unbounded preceding and 1 preceding) as earliest from versions)
        select count(*) from changes c join newer n using (record_id, "group", system, made)
        where n.earliest < c.applied
    """,
    "echo": "select count(*) from changes where system = origin and via is not null",
    "repeat": """
        select count(*) from (select row_number() over (partition by record_id, "group", origin, made, system
            order by applied) as place from changes) where place > 1
    """,
    "orphan": """
        select count(*) from changes c anti join made m using (record_id, "group", origin, made)
        where not (c.origin = c.system and c.via is null)
    """,
    "use_without_consent": """
        select count(*) from (select u.row, coalesce(arg_max(c.scope_consent, c.made), 'none') as consent
            from (select * from events where operation = 'use') u left join changes c
                on c.record_id = u.record_id and c."group" = 'consents' and c.system = u.system
                and c.purpose = u.purpose and c.applied <= u.applied
            group by u.row) where consent <> 'granted'
    """,
    "clock": "select count(*) from events where applied < made",
}


def by_sql(path: Path) -> Found:
    """The answers of plain SQL."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
        connection.execute(_EVENTS, [str(path), AS_OF])
        for statement in (_CHANGES, _MADE, _DELIVERIES):
            connection.execute(statement)
        needs = {
            need: {"expected": expected, "delivered": delivered, "late": late, "missing": missing, "lag": _lag(lags)}
            for need, expected, delivered, late, missing, lags in connection.execute(_NEEDS, [AS_OF]).fetchall()
        }
        flows = {via: {"seen": n, "lag": _lag(lags)} for via, n, lags in connection.execute(_FLOWS).fetchall()}
        counts = {name: connection.execute(query).fetchall()[0][0] for name, query in _VIOLATIONS.items()}
        worst = connection.execute(_WORST).fetchall()
        total = connection.execute("select count(*) from events").fetchall()[0][0]
    assert worst, "late changes are planted"
    clock = counts.pop("clock")
    return {"events": total, "clock": clock, "needs": needs, "flows": flows, "violations": counts}


def _lag(lags: list[float]) -> dict[str, float]:
    return {name: one / 1_000_000 for name, one in zip(PERCENTS, lags, strict=True)}


def by_mdg(path: Path) -> Found:
    """The answers of mdg, which finds the places of the worst rows and who answers for them besides."""
    folder = path.with_suffix(".landscape.yaml")
    folder.write_text(LANDSCAPE, encoding="utf-8")
    found = mdg.audit(mdg.load(folder, as_of="2026-03-01"), path, as_of=AS_OF).as_json()
    assert found["worst"], "late changes are planted"
    assert not any(figures["pending"] for figures in found["needs"].values())
    for figures in (*found["needs"].values(), *found["flows"].values()):
        for more in ("pending", "course", "bound_seconds"):
            figures.pop(more, None)
    return {name: found[name] for name in ("events", "clock", "needs", "flows", "violations")}


def main(who: str, path: Path) -> None:
    began = time.perf_counter()
    found = {"mdg": by_mdg, "sql": by_sql}[who](path)
    seconds = time.perf_counter() - began
    json.dump({"seconds": seconds, "megabytes": _peak(), "found": found}, sys.stdout)


def _peak() -> float:
    """The most megabytes that this process ever held, on Linux; what its parent held before does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
