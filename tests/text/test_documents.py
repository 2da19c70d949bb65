"""The documents: every key of every section is read into its type, from text and from Python alike."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pydantic
import pytest
from pydantic_core import ValidationError

from mdg.diagnostic import MdgError
from mdg.text import LandscapeDocument, Text, read
from mdg.text import documents as d
from mdg.text.documents import SECTION_DOCUMENTS, document_class
from mdg.text.positions import SECTIONS
from mdg.text.values import Period

ITEM = "title: T, description: D, tags: [a, b], status: draft, valid: {from: 2026-01-01, until: 2026-12-31}"
EXTRACT = f"{ITEM}, entity: e, groups: [g], when: {{d: v}}, population: p"
#: Every key of the language, once.
WHOLE = f"""\
mdg: 1
landscape: whole
title: Title
description: Description
x-top: 1
parties:
  it: {{{ITEM}, email: it@example.org, kind: team, is: vendor, cleared_for: confidential}}
entities:
  e:
    {{{ITEM}, key: [id, id2], references: {{account: {{entity: e}}}},
     dimensions: {{
       short: [a, b],
       d: {{values: [v, w], many: false, from: g.d, becomes: {{v: [w], w: []}}, starts: [v]}},
       open: {{open: true, becomes: any}},
       country: {{standard: iso-3166-1}},
       role: {{values: [x, y], many: true, becomes: grows, starts: []}}}},
     impossible: [{{d: v, open: {{not: z}}}}, {{role: {{only: []}}}}],
     groups: {{
       short: [id, id2],
       g: {{
         attributes: {{d: , mail: {{type: text, scheme: rfc, unique: true, categories: [user.contact.email]}}}},
         applies_to: {{d: [v, w]}}, required: {{d: v}}, categories: [user.contact], confidentiality: restricted,
         retention: {{keep: P3Y, from: the last order}}, collected_for: [mail], derived_from: [short]}},
       always: {{attributes: [z], required: true}},
       bare: }}}}
populations:
  p: {{{ITEM}, entity: e, when: {{role: {{all: [x], not: [y], only: [x, y], besides: [z]}}}}}}
records:
  anna: {{{ITEM}, entity: e, values: {{d: v, role: [x, y], country: NO}}}}
systems:
  bare:
  s:
    {{{ITEM}, vendor: it, kind: hub, region: EU, access_from: [IN], operator: it, role: processor, steward: it,
     certified: [iso27001], finds_by: [id], keys: {{e: id}}, stores: false, without_consent: deny,
     erasure_procedure: by hand, retention: P6M,
     recovery: {{rpo: 1h, rto: 4h, backup_kept: P1Y, replays_erasures: true}},
     supplies: [{{entity: e, groups: {{all_but: g}}, when: {{d: v}}, population: p, refreshed: 1d, licence: l}}]}}
ownership:
  o: {{{EXTRACT}, system: [s, bare], may: [create, enrich, update, delete]}}
flows:
  f:
    {{{EXTRACT}, from: s, to: bare, trigger: {{cron: 0 22 * * 1-5, timezone: Europe/Berlin}}, latency: 5m,
     operations: [create, update], via: bus, protocol: odata, owner: it, loop_protection: origin, merge: replace,
     on_leaving: remove, change_detection: timestamp, reconcile: 1w, initial_load: true, delivery: at_least_once,
     idempotent: false, encrypted: true, key: id, after: [g]}}
  g: {{from: s, to: bare}}
  event: {{from: s, to: bare, trigger: event}}
  every: {{from: s, to: bare, trigger: {{every: PT15M}}}}
  manual: {{from: s, to: bare, trigger: manual}}
  limited: {{from: s, to: bare, trigger: {{manual: 5d}}}}
  once: {{from: s, to: bare, trigger: {{once: 2027-03-26T18:00, timezone: Europe/Berlin}}}}
needs:
  n: {{{EXTRACT}, system: s, max_age: 1h, purpose: mail, owner: it}}
matching:
  m: {{{EXTRACT}, system: s, by: [id, mail]}}
survivorship:
  v: {{{EXTRACT}, strategy: priority, systems: [s, bare]}}
  w: {{strategy: steward, party: it}}
crosswalks:
  c: {{{ITEM}, entity: e, system: s, maps: [bare]}}
responsibilities:
  r: {{{EXTRACT}, system: s, concern: [freshness, accuracy], accountable: it, responsible: [it], consulted: it,
      informed: [it]}}
purposes:
  mail:
    {{{ITEM}, lawful_basis: consent, data_use: marketing, data_subjects: [customer], retention: P3M, controller: it,
     consent: {{group: e.g, attribute: mail, per: [channel], double_opt_in: true, withdrawal_within: 1d}},
     special_condition: A9-2-a, compatible_because: same, channels: [email, post], opt_in: soft,
     objection_group: e.g}}
agreements:
  a: {{{ITEM}, systems: [s], kind: standard_clauses, party: it, authorised_by: it, until: 2027-12-31, reference: file}}
licences:
  l: {{{ITEM}, provider: s, permits: [display, store], store_for: P1Y, audience: [it], regions: [EU],
      until: 2027-12-31}}
processes:
  p:
    {{{ITEM},
     steps: {{
      one:
        {{title: T, description: D, entity: e, groups: [g], when: {{d: v}}, population: p, system: s, reads: true,
         writes: update, max_age: 1d, purpose: mail, channel: email, checks_consent: mail, checks_objection: mail,
         hold: 1h, answers_within: 30s, widens: true, consumes: e.g, decides: true, automated_ground: law,
         human_review: true, after: []}},
      two: {{view: w}}}}}}
views:
  w:
    {{{ITEM}, entity: e, when: {{d: v}}, served_by: s, steward: it, audience: [it], purpose: mail, max_age: 1d,
     answers_within: 2s, version: '2',
     parts: {{one: {{title: T, description: D, entity: e, groups: [g], when: {{d: v}}, population: p, from: s,
       join: {{ours: id, theirs: id2, yields: many, match: fuzzy}}, max_age: 1d, cache: 1h, timeout: 2s, optional: true,
       on_failure: stale, licence: l}}, two: {{from: bare, join: id}}}}}}
expectations:
  x:
    {{{ITEM}, entity: e, record: anna, created_in: s, reaches: {{bare: , s: {{groups: [g], within: 1h}}}},
     never_reaches: [bare], may: {{create: s}}, may_not: {{delete: [s, bare]}}}}
  y: {{record: {{d: v, role: [x]}}, may: {{create: s}}}}
packs:
  house:
    {{{ITEM}, extends: gdpr, read: 2026-11-01, rules: [MDG401],
     figures: {{
       erasure_within: {{value: P14D, article: House rule 7, source: the handbook, from: 2026-01-01,
                         until: 2026-12-31}},
       prospects_kept: [{{value: P1Y, article: House rule 8, source: the handbook}}],
       breach_told_within: {{value: 24h, article: House rule 9, source: the handbook}},
       calls_need_consent: {{value: true, article: House rule 10, source: the handbook, from: 2026-01-01,
                             until: 2026-12-31}}}}}}
settings:
  {{fail_on: warning, select: [MDG1], ignore: [MDG7], severity: {{MDG101: info}}, timezone: Europe/Berlin,
   calendar: {{from: 2026-06-01, days: 30}}, packs: [gdpr], exclude: ['drafts/**']}}
"""


@pytest.fixture(scope="module")
def whole() -> Text:
    return read("-", stdin_text=WHOLE.encode())


def test_every_key_of_every_section_is_read(whole: Text) -> None:
    assert [(problem.message, problem.place.span()) for problem in whole.problems] == []


def every_document(value: Any) -> list[d.Document]:
    if isinstance(value, d.Document):
        return [value, *(inner for held in vars(value).values() for inner in every_document(held))]
    if isinstance(value, dict):
        return [inner for held in value.values() for inner in every_document(held)]
    if isinstance(value, (list, tuple)):
        return [inner for held in value for inner in every_document(held)]
    return []


def test_the_whole_landscape_has_every_key(whole: Text) -> None:
    """So that the test above leaves none out."""
    stated: dict[type[d.Document], set[str]] = {}
    for document in every_document(whole.document):
        stated.setdefault(type(document), set()).update(vars(document))
    for cls, names in stated.items():
        assert set(cls.model_fields) - names == set(), cls
    assert {document_class(name) for name in SECTION_DOCUMENTS.values()} <= set(stated)


def test_values_have_their_types(whole: Text) -> None:
    document = whole.document
    entity, flow = document.entities["e"], document.flows["f"]
    assert entity.key == ("id", "id2")
    assert entity.dimensions["short"].values == ["a", "b"]
    assert entity.dimensions["d"].becomes == {"v": ("w",), "w": ()}
    assert (entity.dimensions["role"].becomes, entity.dimensions["role"].starts) == ("grows", ())
    assert (entity.dimensions["open"].open, entity.dimensions["open"].many) == (True, False)
    group = entity.groups["g"]
    assert list(entity.groups["short"].attributes) == ["id", "id2"]
    assert group.attributes["mail"].unique is True
    assert (group.required, entity.groups["always"].required) == ({"d": "v"}, True)
    assert group.retention is not None
    assert group.retention.keep == Period(3, 0, dt.timedelta(), "P3Y")
    assert entity.valid == d.Validity(from_=dt.date(2026, 1, 1), until=dt.date(2026, 12, 31))
    assert isinstance(entity.impossible, list)
    assert isinstance(entity.impossible[1]["role"], d.ConditionDocument)
    assert entity.impossible[1]["role"].only == []
    assert flow.trigger == d.CronTrigger(cron="0 22 * * 1-5", timezone="Europe/Berlin")
    assert (flow.from_, flow.latency, flow.operations) == ("s", dt.timedelta(minutes=5), ("create", "update"))
    assert document.flows["every"].trigger == d.EveryTrigger(every=dt.timedelta(minutes=15))
    assert document.flows["manual"].trigger == d.ManualTrigger()
    assert document.flows["limited"].trigger == d.ManualTrigger(limit=dt.timedelta(days=5))
    assert document.flows["once"].trigger == d.OnceTrigger(once=dt.datetime(2027, 3, 26, 18), timezone="Europe/Berlin")
    assert document.systems["s"].supplies[0].groups == d.AllBut(all_but=("g",))
    assert document.expectations["x"].may == {"create": ("s",)}
    assert document.records["anna"].values == {"d": "v", "role": ["x", "y"], "country": "NO"}
    assert document.settings is not None
    assert document.settings.calendar == d.CalendarDocument(from_=dt.date(2026, 6, 1), days=30)


def test_defaults(whole: Text) -> None:
    flow, system = whole.document.flows["g"], whole.document.systems["bare"]
    assert flow.trigger == whole.document.flows["event"].trigger == d.EventTrigger()
    assert (flow.latency, flow.operations) == (dt.timedelta(), ("create", "update", "delete"))
    assert (flow.loop_protection, flow.merge, flow.on_leaving, flow.change_detection) == (
        "none",
        "patch",
        "keep",
        "log",
    )
    assert (flow.entity, flow.groups, flow.when, flow.initial_load, flow.status) == (None, None, None, None, "live")
    assert (system.stores, system.without_consent, system.kind, system.finds_by) == (True, "allow", None, None)
    step = whole.document.processes["p"].steps["two"]
    assert (step.reads, step.widens, step.decides, step.after) == (True, False, False, None)


def test_a_landscape_that_is_written_again_is_the_same(whole: Text) -> None:
    again = read(whole.document.model_dump())
    assert again.problems == ()
    assert (
        again.document == whole.document.with_extensions({})
        or again.document.model_dump() == whole.document.model_dump()
    )


def test_text_is_what_stands_in_the_source() -> None:
    text = read(
        "-", stdin_text=b"mdg: 1\nrecords: {r: {values: {country: NO, code: 0001, time: 22:30, n: 1e3, t: true}}}"
    )
    assert text.problems == ()
    values = {"country": "NO", "code": "0001", "time": "22:30", "n": "1e3", "t": "true"}
    assert text.document.records["r"].values == values


def test_extensions_are_allowed_beside_the_words_of_the_language_and_kept() -> None:
    content = """\
mdg: 1
entities:
  e:
    x-owner: [me]
    dimensions: {d: {values: [a, x-b], becomes: {a: [x-b], x-b: [a]}, x-e: {f: g}}}
    groups: {g: {attributes: {a: {x-h: 1}}, x-i: 2}}
flows: {f: {from: a, to: b, when: {d: {not: a, x-note: n}}, trigger: {every: 5m, x-why: w}}}
settings: {x-s: 1, timezone: UTC}
"""
    text = read("-", stdin_text=content.encode())
    assert text.problems == ()
    entity, flow = text.document.entities["e"], text.document.flows["f"]
    assert entity.extensions == {
        "x-owner": ["me"],
        "dimensions.d.x-e": {"f": "g"},
        "groups.g.attributes.a.x-h": "1",
        "groups.g.x-i": "2",
    }
    assert list(entity.dimensions) == ["d"]
    assert entity.dimensions["d"].becomes == {"a": ("x-b",), "x-b": ("a",)}
    assert list(entity.groups["g"].attributes) == ["a"]
    assert flow.when["d"].not_ == "a"
    assert flow.extensions == {"when.d.x-note": "n", "trigger.x-why": "w"}


@pytest.mark.parametrize(
    "written",
    [
        "entities: {e: {dimensions: {x-k: [p, q]}}}",
        "entities: {e: {groups: {x-k: [id]}}}",
        "entities: {e: {references: {x-k: {entity: e}}}}",
        "needs: {n: {system: a, when: {x-k: p}}}",
        "needs: {n: {system: a, when: [{d: p}, {x-k: p}]}}",
        "processes: {p: {steps: {s: {system: a}, x-k: {system: b}}}}",
        "views: {v: {parts: {p: {from: a}, x-k: {from: b}}}}",
        "records: {r: {values: {x-k: p}}}",
        "systems: {a: {keys: {x-k: id}}}",
        "expectations: {e: {record: r, created_in: a, reaches: {x-k: {}}}}",
        "systems: {x-k: {kind: hub}, a: {}}",
        "systems: {x-k: 3}",
        "flows: {x-k: }",
    ],
)
def test_an_extension_where_ids_stand_is_refused(written: str) -> None:
    """It may be meant as an id: left out of a `when`, it would leave every record."""
    [problem] = read("-", stdin_text=f"mdg: 1\n{written}\n".encode()).problems
    assert (problem.code, problem.message) == ("MDG006", "`x-k` is not an id")
    assert "not with `x-`" in (problem.help or "")
    assert problem.place.path[-1] == "x-k"
    assert problem.place.key


def test_an_extension_hides_no_fault() -> None:
    [problem] = read("-", stdin_text=b"mdg: 1\nflows: {f: {from: a, to: b, x-a: 1, latency: soon}}").problems
    assert problem.message == "`soon` is not a duration"


def test_a_landscape_built_in_python() -> None:
    landscape = LandscapeDocument(
        landscape="built",
        entities={"partner": d.EntityDocument(dimensions={"role": ["a", "b"]}, groups={"core": ["id"]})},  # type: ignore[dict-item]
        systems={"erp": d.SystemDocument(), "crm": d.SystemDocument(kind="application")},
        flows={
            "f": d.FlowDocument(
                from_="erp",
                to="crm",
                when={"role": d.ConditionDocument(not_="a")},
                trigger=d.EveryTrigger(every=dt.timedelta(minutes=15)),
                valid=d.Validity(from_=dt.date(2026, 1, 1)),
            )
        },
    )
    text = read(landscape)
    assert text.problems == ()
    assert text.document is landscape
    assert text.place("flows", "f", "from").span().file == "<python>"
    assert list(text.places) == [("entities", "partner"), ("systems", "erp"), ("systems", "crm"), ("flows", "f")]
    assert landscape.model_dump()["flows"]["f"] == {
        "from": "erp",
        "to": "crm",
        "when": {"role": {"not": "a"}},
        "trigger": {"every": "15m"},
        "valid": {"from": "2026-01-01"},
    }


def test_a_mapping_is_read_like_a_file() -> None:
    text = read({"mdg": 1, "systems": {"erp": None, 1: {}}, "flows": {"f": {"from": "erp", "to": "crm", "latency": 5}}})
    assert [(problem.code, problem.message) for problem in text.problems] == [
        ("MDG006", "`1` is not an id"),
        ("MDG006", "`5` is not a duration"),
    ]
    assert {problem.place.span().file for problem in text.problems} == {"<python>"}
    assert list(text.document.systems) == ["erp"]


def test_wrong_values_in_python_are_refused() -> None:
    with pytest.raises(ValidationError, match="not a duration"):
        d.FlowDocument.model_validate({"from": "a", "to": "b", "latency": "soon"})
    with pytest.raises(TypeError, match="has no 'frm'"):
        d.FlowDocument(frm="a", to="b")  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="is not an id"):
        LandscapeDocument(systems={"1": d.SystemDocument()})


def test_an_empty_landscape_built_in_python_is_nothing_to_check() -> None:
    assert [problem.code for problem in read(LandscapeDocument()).problems] == ["MDG010"]


def test_documents_are_values() -> None:
    flow = d.FlowDocument(from_="a", to="b")
    assert flow == d.FlowDocument.model_validate({"from": "a", "to": "b"})
    assert flow != d.FlowDocument(from_="a", to="c")
    assert pickle.loads(pickle.dumps(flow)) == flow
    assert repr(flow) == "FlowDocument(from_='a', to='b')"
    with pytest.raises(AttributeError, match="cannot be changed"):
        flow.to = "c"  # type: ignore[misc]


def test_documents_are_types_to_pydantic() -> None:
    class Holder(pydantic.BaseModel):
        flow: d.FlowDocument

    held = Holder.model_validate({"flow": {"from": "a", "to": "b", "latency": "5m"}})
    assert held.flow.latency == dt.timedelta(minutes=5)
    assert held.model_dump() == {"flow": {"from": "a", "to": "b", "latency": "5m"}}
    assert "latency" in str(Holder.model_json_schema())


def test_the_json_schema_describes_every_key() -> None:
    schema = LandscapeDocument.model_json_schema()
    assert list(schema["properties"])[4 : 4 + len(SECTIONS)] == list(SECTIONS)
    documents = [definition for definition in schema["$defs"].values() if "properties" in definition]
    assert {"flow", "cron trigger", "all but"} < {definition["title"] for definition in documents}
    for definition in (schema, *documents):
        assert definition["description"]
        assert definition["additionalProperties"] is False
        assert definition["patternProperties"] == {"^x-": True}
        for key, value in definition["properties"].items():
            assert value["description"].endswith("."), key
    flow = schema["$defs"]["Flow"]
    assert flow["required"] == ["from", "to"]
    assert (flow["properties"]["latency"]["default"], flow["properties"]["trigger"]["default"]) == ("0s", "event")
    assert {"enum": ["event", "manual"]} in flow["properties"]["trigger"]["anyOf"]


def test_every_reference_of_the_json_schema_is_defined() -> None:
    schema = LandscapeDocument.model_json_schema()
    named = {part.split('"')[0].split("'")[0] for part in str(schema).split("#/$defs/")[1:]}
    assert named == set(schema["$defs"])


def test_defaults_are_shared_and_not_copied() -> None:
    """So that a landscape of hundreds of thousands of flows stays small."""
    flows = [d.FlowDocument.validator()({"from": "a", "to": "b"}) for _ in range(3)]
    assert all(vars(flow) == {"from_": "a", "to": "b"} for flow in flows)
    assert flows[0].operations is flows[1].operations


def test_what_is_built_in_python_may_not_hold_itself() -> None:
    item: dict[str, Any] = {"kind": "hub"}
    item["vendor"] = item
    deep: Any = "x"
    for _ in range(3_000):
        deep = [deep]
    for value in (item, deep):
        with pytest.raises(MdgError, match="holds itself, or is nested more than 100 deep"):
            read({"mdg": 1, "systems": {"a": value}})
        with pytest.raises(MdgError, match="holds itself"):
            LandscapeDocument(systems={"a": value})
