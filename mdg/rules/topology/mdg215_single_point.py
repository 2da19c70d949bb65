"""Needs hang by one system or one middleware.

## What is wrong

Nothing is wrong as long as it runs. But every way by which the records, or the groups, of some needs come leads through
this one system or middleware (`via`): without it they are met no longer. The systems where records begin and those that
write the groups are not told, since without these there is nothing to bring.

## Why it matters

Hubs and integration platforms are worth their price because everything goes through them, and for the same reason
everything stands still with them. What they carry decides how soon they have to be up again, how long the receivers can
live on what they have, and whom to ask before a change. `mdg check --without NAME` shows what an outage does.

## Example

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  erp: {}
  mdm: {kind: hub}  # MDG215
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_mdm: {from: erp, to: mdm}
  mdm_to_shop: {from: mdm, to: shop}
needs:
  shop_sells: {system: shop}
  mdm_distributes: {system: mdm}
```

## Instead

Live with it knowingly, or give the needs a second way that does not lead through it:

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  erp: {}
  mdm: {}
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_mdm: {from: erp, to: mdm}
  mdm_to_shop: {from: mdm, to: shop, loop_protection: version}
  erp_to_shop: {from: erp, to: shop, loop_protection: version}
needs:
  shop_sells: {system: shop}
  mdm_distributes: {system: mdm}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed
from mdg.rules.topology.networks import networks, whole
from mdg.topology import Network
from mdg.topology.hanging import needs
from mdg.topology.large_needs import fed
from mdg.topology.reach import Set

#: How many of the needs that hang by one thing are told by name.
_NAMED = 5


def check(landscape: Landscape) -> Iterator[Problem]:
    for on in networks(landscape):
        hanging: dict[str, list[tuple[Need, Set]]] = {}
        for needing in needs(fed(on)):
            for name, records in needing.hanging.items():
                hanging.setdefault(name, []).append((needing.need, records))
        for name, several in hanging.items():
            yield _problem(on, name, several)


def _problem(on: Network, name: str, several: list[tuple[Need, Set]]) -> Problem:
    landscape, ids = on.landscape, [need.id for need, _ in several]
    system = landscape.every.systems.get(name)
    flows = [link.flow for link in on.links if link.flow.via == name]
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    what = "system" if system is not None else "middleware"
    return Problem(
        code=RULE.code,
        message=f"without the {what} `{name}`, {'the need' if len(ids) == 1 else f'{len(ids)} needs'} for "
        f"`{on.entity.id}` {'is' if len(ids) == 1 else 'are'} met no longer: {listed(ids[:_NAMED])}{more}",
        place=flows[0].place.at("via") if system is None else system.place,
        subject=(what, name),
        field=on.entity.id,
        help="give them a way that does not lead through it, or agree how long they can do without",
        related=(
            *(Related("comes by it alone", need.place) for need, _ in several),
            *(Related("runs on it", flow.place) for flow in flows),
        ),
        entity=on.entity.id,
        groups=tuple(dict.fromkeys(group for need, _ in several for group in need.extract.groups)),
        systems=(*([name] if system is not None else []), *dict.fromkeys(need.system for need, _ in several)),
        concerns=("freshness",),
        population=whole(on, (records for _, records in several)),
    )


RULE = Rule(
    code="MDG215",
    name="single-point",
    severity=Severity.INFO,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
