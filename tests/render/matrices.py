"""A small landscape whose matrix has everything that a matrix can have."""

from __future__ import annotations

import datetime as dt

import mdg
from mdg.model.matrix import matrix
from mdg.model.sheet import Matrix
from mdg.pipeline.ages import with_ages

DAY = dt.date(2026, 6, 1)
TEXT = """
mdg: 1
landscape: whole
parties: {sales_team: {}, finance: {}, legal: {}}
entities:
  customer:
    title: Customer | "the one who pays"
    dimensions:
      role: [prospect, buyer, former]
      country: {standard: iso-3166-1}
    groups:
      name: {attributes: [first, last], required: {role: buyer}}
      contact: [email, phone]
      bank: {attributes: [iban], applies_to: {role: [buyer, former]}}
      score: [credit]
  product:
    groups: {core: [sku]}
  shelf: {}
systems:
  erp: {title: =HYPERLINK("http://example.com";"the ERP")}
  shop: {title: -2+3; @SUM(A1)}
  crm: {}
  agency: {kind: provider, supplies: [{entity: customer, groups: [score], when: {country: [DE, AT, CH]}}]}
  archive: {}
ownership:
  erp_owns: {entity: customer, system: erp, may: [create, update, delete], when: {role: [buyer, former]}}
  crm_owns: {entity: customer, system: crm, may: [create, enrich], groups: [name, contact], when: {role: prospect}}
  crm_scores: {entity: customer, system: crm, may: [update], groups: [score], status: draft}
  shop_sells: {entity: customer, system: shop, may: [create], groups: [contact]}
  erp_makes: {entity: product, system: erp, may: [create, update, delete]}
flows:
  erp_to_crm: {entity: customer, from: erp, to: crm, groups: [name, contact], trigger: {every: 2h}, latency: 15m}
  shop_to_crm: {entity: customer, from: shop, to: crm, groups: [contact], when: {country: DE}, trigger: manual}
  deletions: {entity: customer, from: erp, to: shop, operations: [delete]}
  loaded: {entity: product, from: erp, to: shop, trigger: {once: 2026-05-31T18:00}}
  to_be_loaded: {entity: product, from: erp, to: crm, trigger: {once: 2026-06-02T18:00}}
  europe:
    entity: customer
    from: erp
    to: shop
    groups: [bank]
    when:
      country: [AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LT, LU, LV, MT, NL, PL, PT, RO, SE, SI,
                SK, NO, IS, LI, CH, GB, UA, MD, RS, ME, AL, MK]
responsibilities:
  sales: {entity: customer, concern: [accuracy, freshness], accountable: sales_team}
  books: {entity: customer, concern: accuracy, groups: [bank], accountable: finance, when: {country: DE}}
  books_too: {entity: customer, concern: accuracy, groups: [bank], accountable: legal, when: {role: former}}
  nobody_in_the_shop: {entity: customer, concern: accuracy, groups: [contact], system: shop}
  legal_in_the_crm: {entity: customer, concern: compliance, groups: [name], system: crm, accountable: legal}
"""


def whole() -> Matrix:
    """The matrix of all of it."""
    return of(TEXT)


def of(text: str) -> Matrix:
    """The matrix of a landscape in one text."""
    return with_ages(matrix(mdg.load("-", stdin_text=text.encode(), as_of=DAY)))
