"""The rules on what happened to data about people name the purpose, the article and the party."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import mdg

LANDSCAPE = """\
mdg: 1
settings: {packs: [PACK]}
parties:
  acme: {}
  mailer: {}
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
      consents: [newsletter]
systems:
  shop: {}
  mail: {operator: mailer}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
needs:
  mail_needs: {groups: [name], system: mail, max_age: 2h}
purposes:
  newsletter: {controller: acme, lawful_basis: consent, consent: {group: customer.consents}}
"""
LOG = """\
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via,purpose,scope_consent
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,,,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:10:00Z,shop_to_mail,,
e3,customer,c1,name,use,mail,2026-01-05T08:20:00Z,mail,2026-01-05T08:20:00Z,,newsletter,
e4,customer,c1,,delete,shop,2026-01-05T08:30:00Z,shop,2026-01-05T08:30:00Z,,,
e5,customer,c1,,delete,shop,2026-01-05T08:30:00Z,mail,2026-01-05T08:35:00Z,shop_to_mail,,
e6,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail,,
e7,customer,c2,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,,,
e8,customer,c2,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:10:00Z,shop_to_mail,,
e9,customer,c2,,delete,shop,2026-01-05T08:30:00Z,shop,2026-01-05T08:30:00Z,,,
"""
AS_OF = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def told(folder: Path, pack: str, landscape: str = LANDSCAPE) -> dict[str, list[str]]:
    """By code, what is told beside the message."""
    (folder / "landscape.yaml").write_text(landscape.replace("PACK", pack))
    (folder / "log.csv").write_text(LOG)
    result = mdg.audit(mdg.load(folder), folder / "log.csv", as_of=AS_OF)
    wanted = ("MDG811", "MDG812", "MDG813")
    return {one.code: [each["message"] for each in one.related] for one in result.report.findings if one.code in wanted}


@pytest.mark.parametrize("pack", ["gdpr", "fr-cnil"])
def test_purpose_article_and_party(tmp_path: Path, pack: str) -> None:
    erased = [
        "is personal data, to be erased and kept erased: GDPR, Article 17(1)",
        "operates `mail`, and has to be told of the erasure",
    ]
    assert told(tmp_path, pack) == {
        "MDG811": ["rests on consent: GDPR, Article 6(1)(a)", "decides on `newsletter`: its controller"],
        "MDG812": erased,
        "MDG813": erased,
    }


def test_no_article_of_a_law_that_does_not_apply(tmp_path: Path) -> None:
    assert not [words for several in told(tmp_path, "ccpa").values() for words in several if "GDPR" in words]


def test_nothing_is_told_of_what_nobody_stated(tmp_path: Path) -> None:
    bare = LANDSCAPE.replace("controller: acme, ", "").replace("{operator: mailer}", "{}")
    bare = bare.replace("{attributes: [first, last], categories: [user.name]}", "[first, last]")
    assert told(tmp_path, "gdpr", bare) == {
        "MDG811": ["rests on consent: GDPR, Article 6(1)(a)"],
        "MDG812": [],  # and whose data it is nobody says, so that no erasure is owed
    }
