"""A landscape of a few systems and every kind of flow: what commands tell of it is worked out by hand.

A creation in the shop is in the ERP at 01:30, in the CRM at 03:00 and in the mailer at 05:15: made just after 01:00 it
is there 28 h 15 later.  What the CRM changes goes back to the ERP at once, and round and round.  Somebody brings the
mailer's records into the game.
"""

from __future__ import annotations

import datetime as dt

import mdg

DAY = dt.date(2026, 6, 1)
TEXT = """\
mdg: 1
landscape: routed
entities:
  customer:
    dimensions:
      country: [DE, FR]
      consent: [none, granted]
    groups:
      name: [first, last]
      contact: [email]
      score: {attributes: [points], applies_to: {consent: granted}}
systems:
  shop: {title: Web shop}
  erp: {}
  crm: {kind: hub}
  mailer: {kind: channel}
  game: {}
  agency: {kind: provider, supplies: [{groups: [score], refreshed: 1d}]}
  attic: {kind: store}
ownership:
  shop_owns: {system: shop, may: [create, update, delete], groups: [name, contact]}
  crm_changes: {system: crm, may: [update], groups: [contact]}
flows:
  shop_to_erp: {from: shop, to: erp, groups: [name, contact], trigger: {cron: "0 1 * * *"}, latency: 30m}
  erp_to_crm: {from: erp, to: crm, groups: [name, contact], trigger: {cron: "0 2 * * *"}, latency: 1h, via: bus}
  crm_to_mailer:
    {from: crm, to: mailer, groups: [name, contact], trigger: {cron: "0 5 * * *"}, latency: 15m,
     when: {consent: granted}}
  crm_to_erp: {from: crm, to: erp, groups: [contact], operations: [update]}
  mailer_to_game: {from: mailer, to: game, groups: [contact], trigger: manual}
  agency_to_crm: {from: agency, to: crm, groups: [score], trigger: {every: 2h}, via: bus}
needs:
  mailer_writes: {system: mailer, groups: [contact], when: {consent: granted}, max_age: 1d}
  crm_calls: {system: crm, groups: [name], max_age: 3d}
"""
GRANTED = {"country": "DE", "consent": "granted"}
NONE = {"country": "DE", "consent": "none"}


def landscape(text: str = TEXT) -> mdg.Landscape:
    return mdg.load("-", stdin_text=text.encode(), as_of=DAY)
