"""A landscape small enough to be worked out by hand: partners with roles, a country and a stage of life."""

from __future__ import annotations

import datetime
from typing import Any

import yaml

from .reference import Reference

TODAY = datetime.date(2026, 1, 15)

PARTNERS = """
mdg: 1
parties: {ann: {}, bob: {}}
entities:
  partner:
    key: id
    dimensions:
      role: {values: [prospect, customer], many: true, becomes: grows, starts: [prospect]}
      country: {standard: iso-3166-1}
      stage: {values: [new, live, gone], becomes: {new: [live], live: [gone]}}
    impossible: {role: {only: []}}
    groups:
      identity: {attributes: [id], required: true, categories: [user.name]}
      bank: {attributes: [iban], applies_to: {role: customer}}
      contact: [mail]
systems: {shop: {}, erp: {}, crm: {}}
"""


def landscape(text: str) -> Reference:
    """The sections above, with others added."""
    return Reference({**yaml.load(PARTNERS, yaml.BaseLoader), **yaml.load(text, yaml.BaseLoader)})


def partner(roles: str = "prospect", country: str = "DE", stage: str = "new") -> dict[str, Any]:
    """One record; its roles stand in one text."""
    return {"role": frozenset(roles.split()), "country": country, "stage": stage}
