"""Logs of any length with known numbers of everything that can go wrong, and the landscape that they are held against.

Every change is made in ``shop`` and goes on to four systems, five rows in all; a change is spoilt in one way at most,
and which are is spread evenly over the log.  The rows stand in the order in which they were applied.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

LANDSCAPE = """\
mdg: 1
landscape: audited
entities:
  customer:
    dimensions:
      country: [DE, AT, CH, FR]
      role: {values: [prospect, buyer, supplier], many: true}
    groups: {identity: [id, name], contact: [email, phone], bank: [iban], consents: [newsletter]}
systems: {shop: {}, erp: {}, crm: {}, mail: {}, lake: {}}
ownership:
  shop_owns: {system: shop, may: [create, update], when: {country: {not: FR}}}
flows:
  shop_to_erp: {from: shop, to: erp}
  erp_to_crm: {from: erp, to: crm, trigger: {every: 30m}}
  erp_to_mail: {from: erp, to: mail, trigger: {every: 1h}}
  erp_to_lake: {from: erp, to: lake, trigger: {every: 4h}}
needs:
  erp_needs: {system: erp, max_age: 15m}
  crm_needs: {system: crm, max_age: 1h}
  mail_needs: {system: mail, max_age: 2h}
  lake_needs: {system: lake, max_age: 8h}
purposes:
  newsletter: {lawful_basis: consent, consent: {group: customer.consents}}
"""
#: What is planted: of a thousand changes, so many (one at least).
PER_THOUSAND = {
    "late": 4,
    "missing": 3,
    "repeated_rows": 5,
    "stale_overwrite": 2,
    "echo": 2,
    "repeat": 3,
    "orphan": 1,
    "undeclared_route": 2,
    "unauthorised": 2,
    "clock": 1,
    "use_without_consent": 2,
}
SYSTEMS = ("shop", "erp", "crm", "mail", "lake")
ROWS_PER_CHANGE = len(SYSTEMS)
#: The instant by which everything has come that ever will.
AS_OF = "2026-03-01T00:00:00Z"
#: A number that has no divisor in common with a count of changes in round numbers: it spreads what is planted.
SPREAD = 7919


def planted(changes: int) -> dict[str, int]:
    """How many there are of each kind among so many changes."""
    return {kind: max(1, changes * share // 1000) for kind, share in PER_THOUSAND.items()}


def events(changes: int) -> int:
    """How many rows count in the log of so many changes."""
    numbers = planted(changes)
    more = numbers["echo"] + numbers["repeat"] + numbers["use_without_consent"]
    more += ROWS_PER_CHANGE * numbers["stale_overwrite"]
    return ROWS_PER_CHANGE * changes + more - numbers["missing"] - numbers["orphan"]


def violations(changes: int) -> dict[str, int]:
    """What an audit must count.

    A change without its own row is an orphan in each of the four other systems; what came back to `shop` is a repeat
    there too, and no declared flow brings it.
    """
    numbers = planted(changes)
    kinds = ("unauthorised", "undeclared_route", "stale_overwrite", "echo", "repeat", "orphan", "use_without_consent")
    found = {kind: numbers[kind] * (ROWS_PER_CHANGE - 1 if kind == "orphan" else 1) for kind in kinds}
    for kind in ("repeat", "undeclared_route"):
        found[kind] += numbers["echo"]
    return found


def fates(changes: int) -> dict[str, dict[str, int]]:
    """What must have become of the changes, by need."""
    numbers = planted(changes)
    expected = changes + numbers["stale_overwrite"] - numbers["orphan"]
    needs = {f"{system}_needs": {"expected": expected, "late": 0, "missing": 0} for system in SYSTEMS[1:]}
    needs["mail_needs"] |= {"late": numbers["late"], "missing": numbers["missing"]}
    return needs


def write(path: Path, changes: int) -> dict[str, int]:
    """Write the log as Parquet, five rows a change and a few more; returns how much of what is planted in it."""
    numbers = planted(changes)
    bounds, cases = 0, []
    for kind, number in numbers.items():
        cases.append(f"when spoilt < {bounds + number} then '{kind}'")
        bounds += number
    assert bounds < changes, "too few changes for all that is planted"
    assert changes % SPREAD, "the spread does not reach every change"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create table changes as {_changes(changes, ' '.join(cases))}")
        connection.execute(f"copy ({_rows()}) to '{path}' (format parquet)")
    return numbers


def _changes(changes: int, cases: str) -> str:
    """The changes: eight versions of each group of a record, twelve hours apart."""
    records = max(1, changes // 32)
    return f"""
        select i, kind,
            case when kind = 'missing' then 'LOST' || i else 'BP' || lpad((i % {records})::varchar, 8, '0') end
                as record_id,
            ['identity', 'contact', 'bank', 'consents'][1 + (i // {records}) % 4] as "group",
            epoch_us(timestamp '2026-01-01') + (i // ({records} * 4)) * 43200000000
                + ((i % {records}) * 1000003) % 21600000000 as changed,
            case when kind = 'unauthorised' then 'FR' else ['DE', 'AT', 'CH'][1 + (i % {records}) % 3] end as country,
            [['buyer'], ['buyer', 'prospect'], []::varchar[]][1 + (i % {records}) % 3] as role,
            (i * 2654435761) % 1000000 as noise
        from (select i, (i * {SPREAD}) % {changes} as spoilt, case {cases} else '' end as kind
              from range({changes}) numbers(i))
    """


def _rows() -> str:
    """The rows of every change; delays in microseconds within what each need allows, unless spoilt."""
    return """
        with hops(system, via, base, span, turn) as (values ('shop', null, 0, 0, 1),
            ('erp', 'shop_to_erp', 1000000, 500, 3), ('crm', 'erp_to_crm', 60000000, 1800, 7),
            ('mail', 'erp_to_mail', 60000000, 3600, 11), ('lake', 'erp_to_lake', 60000000, 14400, 13)),
        hopped as (select *, changed + base + (noise * turn) % 1000000 * span as applied
            from changes, hops),
        told as (
            select i, kind, record_id, "group", country, role, changed, system, 'shop' as origin,
                case when kind = 'undeclared_route' and system = 'mail' then 'night_job' else via end as via,
                case when kind in ('late', 'missing') and system = 'mail' then changed + 7200000001 + noise
                     when kind = 'clock' and system = 'shop' then changed - 5000000 else applied end as applied,
                system as copy, 'update' as operation, null::varchar as purpose
            from hopped
            where not (kind = 'missing' and system = 'mail') and not (kind = 'orphan' and system = 'shop')
            union all
            select i, kind, record_id, "group", country, role, changed, 'shop', 'shop', 'erp_to_crm', applied + 9000000,
                'echo', 'update', null
            from hopped where kind = 'echo' and system = 'erp'
            union all
            select i, kind, record_id, "group", country, role, changed, 'erp', 'shop', 'shop_to_erp',
                applied + 7000000, 'repeat', 'update', null
            from hopped where kind = 'repeat' and system = 'erp'
            union all
            select i, kind, record_id, "group", country, role, changed + 1000000, system, 'shop', via,
                case system when 'shop' then changed + 1000000 when 'lake' then changed + 30000000
                    else applied + 2000000 end,
                'newer-' || system, 'update', null
            from hopped where kind = 'stale_overwrite'
            union all
            select i, kind, record_id, "group", country, role, changed, 'mail', 'mail', null, changed, 'use', 'use',
                'newsletter'
            from changes where kind = 'use_without_consent'
        ),
        doubled as (select * from told union all select * from told where kind = 'repeated_rows' and system = 'crm')
        select 'evt-' || lpad(i::varchar, 9, '0') || '-' || copy as event_id, 'customer' as entity, record_id, "group",
            operation, origin, make_timestamptz(changed) as changed_at, system,
            make_timestamptz(applied) as applied_at, via, purpose, country as scope_country, role as scope_role,
            null::varchar as scope_consent
        from doubled order by applied
    """
