"""The reference on presence, holders and how a change travels, held to cases worked out by hand."""

from __future__ import annotations

import datetime
import textwrap

from . import topology
from .conditions import Record
from .partners import TODAY, landscape, partner
from .reference import Origin, Reference


def at(system: str, *groups: str, ended: bool = False) -> Origin:
    """An origin that supplies those groups."""
    return Origin(system, ended, frozenset(groups))


def asked(text: str) -> Reference:
    """A landscape of five systems, one of them a provider."""
    systems = "systems: {shop: {}, erp: {}, crm: {}, mail: {}, agency: {kind: provider, supplies: [{groups: [bank]}]}}"
    return landscape(f"{systems}\n{textwrap.dedent(text)}")


def present(reference: Reference, origin: str, day: datetime.date = TODAY, roles: str = "customer") -> set[str]:
    return topology.present(reference, "partner", partner(roles), at(origin), day)


def test_creations_make_present_and_providers_pass_nothing_on() -> None:
    reference = asked(
        """
        flows:
          a: {from: shop, to: erp, operations: [create]}
          b: {from: erp, to: crm, operations: [update, delete]}
          c: {from: agency, to: mail}
        """
    )
    assert present(reference, "shop") == {"shop", "erp", "agency"}
    assert present(reference, "agency") == {"agency", "mail"}
    assert present(reference, "erp") == {"erp", "agency"}


def test_a_flow_is_a_set_of_records_and_no_arrow() -> None:
    reference = asked(
        """
        flows:
          a: {from: shop, to: erp, when: {role: customer}}
          b: {from: erp, to: crm, when: {country: NO}}
        """
    )
    assert present(reference, "shop") == {"shop", "erp", "agency"}
    assert present(reference, "shop", roles="prospect") == {"shop", "agency"}


ONCE = """
flows:
  load: {from: shop, to: erp, trigger: {once: 2026-01-15T23:30, timezone: America/New_York}}
  past: {from: shop, to: crm, trigger: {once: 2025-01-15T23:30}, valid: {until: 2025-06-30}}
  coming: {from: shop, to: mail, trigger: {once: 2025-01-15T23:30}, valid: {from: 2026-02-01}}
"""


def test_a_single_load_counts_from_its_day_on_even_when_it_is_over() -> None:
    reference = asked(ONCE)
    assert present(reference, "shop") == {"shop", "crm", "agency"}, "23:30 in New York is the next day in UTC"
    assert present(reference, "shop", TODAY + datetime.timedelta(days=1)) == {"shop", "crm", "agency", "erp"}
    assert present(reference, "shop", datetime.date(2026, 2, 1)) == {"shop", "crm", "agency", "erp", "mail"}
    elsewhere = Reference({**reference.raw, "settings": {"timezone": "America/New_York"}})
    assert present(elsewhere, "shop") == {"shop", "crm", "agency", "erp"}


def test_no_change_travels_on_a_single_load_but_it_leaves_what_it_brought() -> None:
    reference = asked(ONCE)
    assert topology.holders(reference, "partner", "identity", partner(), at("shop", "identity"), TODAY) == {
        "shop",
        "crm",
    }


WRITERS = """
ownership:
  o: {system: [crm, mail], may: [enrich], groups: [identity, bank]}
  creator: {system: shop, may: [update], groups: [contact]}
flows: {a: {from: shop, to: crm, groups: [contact]}}
"""


def test_writers_are_present_or_provide_or_supplied_at_the_creation() -> None:
    reference = asked(WRITERS)
    customer, prospect = partner("customer"), partner("prospect")

    def writers(group: str, record: Record, *supplied: str) -> tuple[set[str], set[str]]:
        origin = at("shop", *supplied)
        find = (topology.writers, topology.later_writers)
        every, later = (one(reference, "partner", group, record, origin, TODAY) for one in find)
        return every, later

    assert writers("identity", customer, "identity") == ({"shop", "crm"}, {"crm"})
    assert writers("bank", customer) == ({"agency", "crm"}, {"agency", "crm"})
    assert writers("bank", prospect) == (set(), set()), "bank does not apply to prospects"
    assert writers("contact", customer, "contact") == ({"shop"}, {"shop"})
    assert writers("contact", customer) == ({"shop"}, {"shop"}), "its creator may update it too"


def test_holders_got_it_from_a_holder_and_are_present() -> None:
    reference = asked(
        """
        flows:
          a: {from: shop, to: erp, groups: [identity]}
          b: {from: erp, to: crm, groups: [identity, contact], operations: [update, delete]}
          c: {from: erp, to: mail, groups: [contact]}
          d: {from: mail, to: crm, operations: [create, delete], groups: [contact]}
          e: {from: agency, to: erp, groups: [bank]}
        """
    )

    def holders(group: str, roles: str = "customer") -> set[str]:
        origin = at("shop", "identity", "contact")
        return topology.holders(reference, "partner", group, partner(roles), origin, TODAY)

    assert holders("identity") == {"shop", "erp", "crm"}
    assert holders("contact") == {"shop"}
    assert holders("bank") == {"agency", "erp"}
    assert holders("bank", "prospect") == set()


def test_changes_travel_by_their_operation_and_between_systems_present() -> None:
    reference = asked(
        """
        flows:
          a: {from: shop, to: erp, groups: [identity], operations: [create, update]}
          b: {from: erp, to: crm, operations: [update]}
          c: {from: shop, to: erp, groups: [contact], operations: [delete]}
          d: {from: erp, to: shop, groups: [contact], operations: [create, update]}
        """
    )

    def carrying(operation: str, group: str | None = None) -> set[str]:
        return set(topology.carrying(reference, "partner", partner(), at("shop"), TODAY, operation, group))

    assert carrying("create") == {"a", "d"}
    assert carrying("create", "contact") == {"d"}
    assert carrying("update", "identity") == {"a"}, "crm is not present"
    assert carrying("delete") == {"c"}
    assert topology.carries(reference, reference.items("flows")["c"], "contact") is False


def test_a_record_created_today_is_supplied_by_the_rules_in_force_about_it() -> None:
    reference = asked(
        """
        ownership:
          a: {system: shop, may: [create], groups: [identity, bank]}
          b: {system: shop, may: [create], groups: [contact], when: {country: NO}}
          c: {system: shop, may: [create], groups: [contact], valid: {until: 2026-01-14}}
        """
    )
    assert topology.created_here(reference, "partner", partner(), "shop", TODAY) == at("shop", "identity")
    norway = partner("customer", "NO")
    assert topology.created_here(reference, "partner", norway, "shop", TODAY) == at(
        "shop", "identity", "bank", "contact"
    )
