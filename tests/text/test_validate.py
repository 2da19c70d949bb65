"""Every fault that shape alone can tell: one finding each, at the innermost place, with a way out."""

# ruff: noqa: E501  # one row of the table a line

from __future__ import annotations

import datetime as dt

import pytest

import mdg
from mdg.diagnostic import Problem
from mdg.text import Text, read


def text_of(content: str) -> Text:
    return read("-", stdin_text=f"mdg: 1\n{content}".encode())


def underlined(problem: Problem) -> str:
    """What a finding underlines, on its first line."""
    span = problem.place.span()
    line = problem.place.source.lines()[span.line - 1]
    return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None]


FLOW = "flows: {f: {from: a, to: b, %s}}"
DIMENSION = "entities: {e: {dimensions: {d: %s}}}"
GROUP = "entities: {e: {groups: {g: %s}}}"
STEP = "processes: {p: {steps: {s: %s}}}"
PART = "views: {v: {parts: {p: %s}}}"

# text, code, what is underlined, message, part of the help
FAULTS = [
    # keys
    ("flow: {}\nsystems: {a: {}}", "MDG005", "flow", "unknown key `flow`", "`flows`"),
    ("entity: {}\nsystems: {a: {}}", "MDG005", "entity", "unknown key `entity`", "`entities`"),
    ("services: {}\nsystems: {a: {}}", "MDG005", "services", "unknown key `services`", "known keys are `mdg`"),
    ("parties: {p: {emial: x}}", "MDG005", "emial", "unknown key `emial`", "did you mean `email`?"),
    ("parties: {p: {phone: x}}", "MDG005", "phone", "unknown key `phone`", "known keys are `title`"),
    ("needs: {n: {system: a, sytem: b}}", "MDG005", "sytem", "unknown key `sytem`", "is there already"),
    ("flows: {f: {fromm: a, to: b}}", "MDG005", "fromm", "unknown key `fromm`", "did you mean `from`?"),
    ("flows: {f: {from_: a, to: b}}", "MDG005", "from_", "unknown key `from_`", "did you mean `from`?"),
    (FLOW % "every: 15m", "MDG005", "every", "unknown key `every`", "`trigger: {every: ...}`"),
    (FLOW % "trigger: {evry: 5m}", "MDG005", "evry", "unknown key `evry`", "`every`"),
    (FLOW % "trigger: {every: 5m, at: 3}", "MDG005", "at", "unknown key `at`", "known keys are `every`"),
    ("needs: {n: {system: a, when: {d: {nott: x}}}}", "MDG005", "nott", "unknown key `nott`", "`not`"),
    ("needs: {n: {system: a, groups: {allbut: x}}}", "MDG005", "allbut", "unknown key `allbut`", "`all_but`"),
    ("settings: {time_zone: UTC}\nsystems: {a: {}}", "MDG005", "time_zone", "unknown key `time_zone`", "`timezone`"),
    # what no list may hold
    ("needs: {n: {system: a, when: {d: [x, [y]]}}}", "MDG006", "[y]", "what stands in the list `d` must be a text, and is a list", "without brackets"),
    ("needs: {n: {system: a, when: {d: [x, {not: y}]}}}", "MDG006", "{not: y}", "what stands in the list `d` must be a text, and is a mapping", "alone after `d:`"),
    ("needs: {n: {system: a, tags: [[x]]}}", "MDG006", "[x]", "what stands in the list `tags` must be a text, and is a list", "without brackets"),
    ("needs: {n: {system: a, when: {or: [{d: x}]}}}", "MDG006", "{d: x}", "what stands in the list `or` must be a text, and is a mapping", "list of mappings"),
    ("systems: {a: {supplies: [x]}}", "MDG006", "x", "what stands in the list `supplies` must be a mapping, and is `x`", "`supplies`"),
    # missing
    ("flows: {f: {from: a}}", "MDG007", "f", "`to` is missing", "add `to`: the system that receives"),
    ("ownership: {o: {system: a}}", "MDG007", "o", "`may` is missing", "`create` a record"),
    ("needs: {n: {}}", "MDG007", "n", "`system` is missing", "the system that needs"),
    ("matching: {m: {system: a}}", "MDG007", "m", "`by` is missing", "compared"),
    ("survivorship: {s: {}}", "MDG007", "s", "`strategy` is missing", "priority"),
    ("survivorship: {s: {strategy: priority}}", "MDG007", "s", "`systems` is missing", "in order"),
    ("survivorship: {s: {strategy: steward}}", "MDG007", "s", "`party` is missing", "decides"),
    ("crosswalks: {c: {system: a}}", "MDG007", "c", "`maps` is missing", "keys it matches"),
    ("purposes: {p: {lawful_basis: consent}}", "MDG007", "p", "`consent` is missing", "entity.group"),
    ("purposes: {p: {consent: {per: [channel]}}}", "MDG007", "consent", "`group` is missing", "entity.group"),
    ("agreements: {a: {kind: adequacy}}", "MDG007", "a", "`systems` is missing", "covers"),
    ("licences: {l: {}}", "MDG007", "l", "`provider` is missing", "supplies"),
    ("processes: {p: {}}", "MDG007", "p", "`steps` is missing", "one after another"),
    (STEP % "{reads: true}", "MDG007", "s", "`system` is missing", "`view`"),
    ("views: {v: {}}", "MDG007", "v", "`parts` is missing", "put together"),
    (PART % "{optional: true}", "MDG007", "p", "`from` is missing", "read from"),
    (PART % "{from: a, join: {ours: x}}", "MDG007", "join", "`theirs` is missing", "attribute of the part"),
    ("expectations: {x: {created_in: a, never_reaches: b}}", "MDG007", "x", "`record` is missing", "persona"),
    ("expectations: {x: {record: r}}", "MDG007", "x", "the expectation expects nothing", "`reaches`"),
    ("expectations: {x: {record: r, never_reaches: b}}", "MDG007", "x", "`created_in` is missing", "came into being"),
    ("entities: {e: {references: {r: {}}}}", "MDG007", "r", "`entity` is missing", "referred to"),
    (DIMENSION % "{many: true}", "MDG007", "d", "the dimension has no values", "open: true"),
    (FLOW % "trigger: {timezone: UTC}", "MDG007", "trigger", "the trigger does not say what sets the flow off", "every"),
    # durations, dates and other scalars
    (FLOW % "latency: fiften", "MDG006", "fiften", "`fiften` is not a duration", "`15m`, `2h` or `1h30m`"),
    (FLOW % "latency: 5", "MDG006", "5", "`5` has no unit", "`5m`"),
    (FLOW % "latency: -5m", "MDG006", "-5m", "`-5m` is negative, which no duration is", "`15m`"),
    (FLOW % "latency: 5 minutes", "MDG006", "5 minutes", "`5 minutes` is not a duration", "write `5m`"),
    (FLOW % "latency: P3M", "MDG006", "P3M", "`P3M` has no fixed length, as years and months differ", "`90d`"),
    (FLOW % "latency: [5m]", "MDG006", "[5m]", "a list is not a duration", "`15m`"),
    (FLOW % "trigger: {every: 0s}", "MDG006", "0s", "runs cannot be `0s` apart", "`event`"),
    ("systems: {s: {retention: 3 years}}", "MDG006", "3 years", "`3 years` is not a duration", "write `P3Y`"),
    ("systems: {s: {recovery: {backup_kept: long}}}", "MDG006", "long", "`long` is not a duration", "`P3Y`"),
    ("systems: {s: {stores: no}}", "MDG006", "no", "`no` is neither `true` nor `false`", "write `false`"),
    ("agreements: {a: {systems: x, kind: adequacy, until: 2027-1-1}}", "MDG006", "2027-1-1",
     "`2027-1-1` is not a date", "`2027-01-31`"),
    ("parties: {p: {valid: {from: 2027-02-30}}}", "MDG006", "2027-02-30", "`2027-02-30` is not in the calendar", "exists"),
    ("parties: {p: {valid: {from: 2027-02-02, until: 2027-02-01}}}", "MDG006", "2027-02-01",
     "`2027-02-01` is before `2027-02-02`, the first day", "swap"),
    ("settings: {calendar: {days: 0}}\nsystems: {a: {}}", "MDG006", "0", "`0` is not a number of days", "whole number"),
    # schedules
    (FLOW % "trigger: 15m", "MDG006", "15m", "`15m` is not a trigger", "{every: 15m}"),
    (FLOW % "trigger: evnt", "MDG006", "evnt", "`evnt` is not a trigger", "did you mean `event`?"),
    (FLOW % "trigger: [event]", "MDG006", "[event]",
     "`trigger` must be `event` or `manual` or a mapping, and is a list", "`trigger`: what sets"),
    (FLOW % "trigger: {every: 1h, cron: x}", "MDG006", "cron", "the trigger has `every` and `cron`", "keep one"),
    (FLOW % "trigger: {cron: 0 25 * * *}", "MDG006", "0 25 * * *",
     "`25` is no hour in the cron expression `0 25 * * *`", "0 to 23"),
    (FLOW % "trigger: {cron: 0 22 * * mo}", "MDG006", "0 22 * * mo",
     "`mo` is no day of the week in the cron expression `0 22 * * mo`", "MON"),
    (FLOW % "trigger: {cron: 0 22 *}", "MDG006", "0 22 *", "`0 22 *` is not a cron expression", "this has 3"),
    (FLOW % "trigger: {cron: 0 0 * * *, timezone: Europe/Berln}", "MDG006", "Europe/Berln",
     "unknown time zone `Europe/Berln`", "did you mean `Europe/Berlin`?"),
    (FLOW % "trigger: {once: 2027-03-26}", "MDG006", "2027-03-26", "`2027-03-26` is not a day and a time", "T18:00"),
    (FLOW % "trigger: {once: 2027-03-26T18:00Z}", "MDG006", "2027-03-26T18:00Z",
     "`2027-03-26T18:00Z` names its own time zone", "`timezone`"),
    # enumerations
    ("parties: {p: {kind: persn}}", "MDG006", "persn", "`persn` is not a value of `kind`", "did you mean `person`?"),
    ("parties: {p: {status: Draft}}", "MDG006", "Draft", "`Draft` is not a value of `status`", "`draft`?"),
    ("ownership: {o: {system: a, may: [crate]}}", "MDG006", "crate", "`crate` is not a value of `may`",
     "did you mean `create`? allowed are `create`, `enrich`, `update`, `delete`"),
    ("ownership: {o: {system: a, may: crate}}", "MDG006", "crate", "`crate` is not a value of `may`", "`create`"),
    (DIMENSION % "{standard: iso3166}", "MDG006", "iso3166", "`iso3166` is not a value of `standard`", "`iso-3166-1`"),
    ("expectations: {x: {record: r, may: {creat: a}}}", "MDG006", "creat", "`creat` is not a key of `may`", "`create`?"),
    ("purposes: {p: {special_condition: A9-2-k}}", "MDG006", "A9-2-k", "`A9-2-k` is not a value of `special_condition`",
     "A9-2-a"),
    ("settings: {severity: {MDG101: fatal}}\nsystems: {a: {}}", "MDG006", "fatal",
     "`fatal` is not a value of `MDG101`", "`error`"),
    # shapes
    ("systems: [a]", "MDG006", "[a]", "`systems` must be a mapping from ids to items, and is a list", "my_system"),
    ("settings: x\nsystems: {a: {}}", "MDG006", "x", "`settings` must be a mapping from settings to values, and is `x`",
     "timezone"),
    ("systems: {crm: hub}", "MDG006", "hub", "`crm` must be a mapping, and is `hub`", "`vendor`, `kind`"),
    ("flows: {f: [a]}", "MDG006", "[a]", "`f` must be a mapping, and is a list", "at least `from`, `to`"),
    ("flows: {f: {from: [a], to: b}}", "MDG006", "[a]", "`from` must be a text, and is a list", "the system that sends"),
    ("needs: {n: {system: a, when: text}}", "MDG006", "text", "`when` must be a mapping or a list, and is `text`", "dimensions"),
    ("needs: {n: {system: a, when: [text]}}", "MDG006", "text", "what stands in the list `when` must be a mapping, and is `text`", "dimensions"),
    ("needs: {n: {system: a, groups: core}}", "MDG006", "core", "`groups` must be a list or a mapping, and is `core`",
     "`groups`: the attribute groups"),
    ("needs: {n: {system: a, when: {d: {not: {a: b}}}}}", "MDG006", "{a: b}",
     "`not` must be a text or a list, and is a mapping", "none of these"),
    ("matching: {m: {system: a, by: {x: y}}}", "MDG006", "{x: y}", "`by` must be a text or a list, and is a mapping",
     "attributes"),
    (DIMENSION % "customer", "MDG006", "customer", "`d` must be a list of values or a mapping, and is `customer`", "`values`"),
    (GROUP % "name", "MDG006", "name", "`g` must be a list of attributes or a mapping, and is `name`", "`attributes`"),
    ("processes: {p: {steps: [a]}}", "MDG006", "[a]", "`steps` must be a mapping, and is a list", "one after another"),
    # nothing where something is wanted
    ("flows: {f: {from: , to: b}}", "MDG006", "", "`from` is empty", "write a text"),
    ("parties: {p: {email: }}", "MDG006", "", "`email` is empty", "or leave `email` out"),
    ("flows: {f: }", "MDG006", "", "`f` is empty", "write a mapping"),
    ("needs: {n: {system: a, when: }}", "MDG006", "", "`when` is empty", "leave `when` out"),
    ("needs: {n: {system: a, groups: }}", "MDG006", "", "`groups` is empty", "leave `groups` out"),
    ("needs: {n: {system: a, groups: []}}", "MDG006", "[]", "`groups` is an empty list", "at least one, or leave `groups` out"),
    ("needs: {n: {system: a, when: []}}", "MDG006", "[]", "`when` is an empty list", "at least one"),
    ("needs: {n: {system: a, when: {d: []}}}", "MDG006", "[]", "`d` is an empty list", "at least one"),
    ("needs: {n: {system: a, when: {d: {not: []}}}}", "MDG006", "[]", "`not` is an empty list", "at least one"),
    ("needs: {n: {system: a, when: {d: {}}}}", "MDG006", "{}", "the condition says nothing", "{not: ...}"),
    ("needs: {n: {system: a, when: {d: ''}}}", "MDG006", "''", "`d` is empty", "write"),
    ("needs: {n: {system: a, when: {d: [x, '']}}}", "MDG006", "''", "a value in `d` is empty", "list"),
    ("purposes: {p: {channels: []}}", "MDG006", "[]", "`channels` is an empty list", "at least one"),
    ("ownership: {o: {system: a, may: []}}", "MDG006", "[]", "`may` is an empty list", "name at least one"),
    ("processes: {p: {steps: {}}}", "MDG006", "{}", "`steps` has nothing in it", "at least one"),
    # what cannot stand together
    (DIMENSION % "[a, b, a]", "MDG006", "a", "the value `a` stands twice", "once"),
    (DIMENSION % "[]", "MDG006", "[]", "`d` is an empty list", "at least one"),
    (DIMENSION % "{values: []}", "MDG006", "[]", "`values` is an empty list", "at least one"),
    (DIMENSION % "{values: [x], open: true}", "MDG006", "open", "the dimension has `values` and `open`", "keep one"),
    (DIMENSION % "{values: [x], becomes: grows}", "MDG006", "grows", "`grows` is for dimensions with `many: true`", "any"),
    (DIMENSION % "{values: [x, y], many: true, becomes: {x: [y]}}", "MDG006", "{x: [y]}",
     "a dimension with `many` has sets of values, which become one another as a whole", "`becomes: grows`"),
    (DIMENSION % "{values: [x], becomes: anything}", "MDG006", "anything", "`anything` is not a value of `becomes`", "`any`"),
    (DIMENSION % "{values: [x], starts: []}", "MDG006", "[]", "no record may start in this dimension", "at least one"),
    (GROUP % "[id, name, id]", "MDG006", "id", "`id` stands twice in the list", "once"),
    (GROUP % "{attributes: [x-id]}", "MDG006", "x-id", "`x-id` is kept for extensions, and no name of an attribute", "another"),
    (GROUP % "{attributes: {id: {unique: maybe}}}", "MDG006", "maybe", "`maybe` is neither `true` nor `false`", "`true` or"),
    (GROUP % "{required: often}", "MDG006", "often", "`often` is neither `true` nor `false`", "`true` or"),
    ("survivorship: {s: {strategy: priority, systems: [a, b, a]}}", "MDG006", "a", "`a` stands twice in the order", "once"),
    (STEP % "{system: a, view: b}", "MDG006", "view", "the step has `system` and `view`", "keep one"),
    # ids
    ("systems: {1a: {}}", "MDG006", "1a", "`1a` is not an id", "starts with a letter"),
    ("systems: {a b: {}}", "MDG006", "a b", "`a b` is not an id", "like `a_b`"),
    ("systems: {_a: {}}", "MDG006", "_a", "`_a` is not an id", "starts with a letter"),
    (DIMENSION.replace("{d:", "{a.b:") % "[x]", "MDG006", "a.b", "`a.b` is not an id", "like `a_b`"),
    (GROUP.replace("{g:", "{1:") % "[x]", "MDG006", "1", "`1` is not an id", "starts with a letter"),
    (STEP.replace("{s:", "{s!:") % "{system: a}", "MDG006", "s!", "`s!` is not an id", "like `s`"),
    # the file
    ("landscape: [a]\nsystems: {a: {}}", "MDG006", "[a]", "`landscape` must be a text, and is a list", "leave"),
    ("title: \nsystems: {a: {}}", "MDG006", "", "`title` is empty", "leave"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "where", "message", "help"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_is_told_once_at_its_place(content: str, code: str, where: str, message: str, help: str) -> None:
    [problem] = text_of(content).problems
    assert problem.message == message
    assert (problem.code, underlined(problem)) == (code, where)
    assert help in problem.help
    assert not problem.message.endswith(".")
    assert problem.message[0] == "`" or problem.message[0].islower()


def test_all_errors_are_told_in_one_run() -> None:
    text = text_of(
        "systems: {erp: {kind: hubb, stores: maybe}, crm: {}, 1: {}}\n"
        "flows: {f: {from: erp, latency: soon}, g: {from: crm, to: erp}}\n"
        "colour: blue\n"
    )
    assert [(problem.code, problem.subject, problem.field) for problem in text.problems] == [
        ("MDG005", ("file", "<stdin>"), "colour"),
        ("MDG006", ("system", "erp"), "kind=hubb"),
        ("MDG006", ("system", "erp"), "stores=maybe"),
        ("MDG006", ("system", "1"), "id"),
        ("MDG007", ("flow", "f"), "to"),
        ("MDG006", ("flow", "f"), "latency=soon"),
    ]
    assert list(text.document.systems) == ["crm"]
    assert list(text.document.flows) == ["g"]
    assert text.faulty == {("systems", "erp"), ("systems", "1"), ("flows", "f")}


def test_the_names_of_what_is_wrong_are_kept() -> None:
    """A reference to what stands in something faulty is not told as unknown on top."""
    text = text_of(
        "entities: {partner: {key: , groups: {name: [first], bank: {attributs: [iban]}, tax: 1}}, contact: [phone]}\n"
        "systems: {erp: {}}"
    )
    assert text.may_declare("attribute", "iban")
    assert text.may_declare("group", "tax")
    assert text.may_declare("entity", "contact")
    assert not text.may_declare("attribute", "tax")
    assert not text.may_declare("system", "contact")
    assert not text.unreadable_words
    assert not text.unreadable


@pytest.mark.parametrize(
    ("section", "written", "left"),
    [
        ("flows", "{from: a, to: b, latency: soon, owner: me}", {"from": "a", "to": "b", "owner": "me"}),
        ("flows", "{from: a, owner: me}", {"from": "a", "to": "?", "owner": "me"}),
        ("flows", "{from: a, too: b}", {"from": "a", "to": "?"}),
        ("flows", "{from: a, to: b, groups: core, when: [d, {e: x}]}", {"from": "a", "to": "b"}),
        ("flows", "{from: a, to: b, groups: [x, '', y]}", {"from": "a", "to": "b", "groups": ["x", "?", "y"]}),
        ("flows", "{from: a, to: b, trigger: {every: soon}}", {"from": "a", "to": "b"}),
        ("ownership", "{system: [a, b], may: [creat, update]}", {"system": ["a", "b"], "may": ["create", "update"]}),
        ("ownership", "{system: a}", {"system": ["a"], "may": ["create"]}),
        ("survivorship", "{strategy: priority}", {"strategy": "priority", "systems": ["?"]}),
        (
            "entities",
            "{key: , groups: {n: [x, x], b: {applies: {d: e}}}}",
            {"key": ["?"], "groups": {"n": {"attributes": {"x": {}, "?": {}}}, "b": {}}},
        ),
        (
            "processes",
            "{steps: {s: {reads: true}, t: {view: v}}}",
            {"steps": {"s": {"reads": True, "system": "?"}, "t": {"view": "v"}}},
        ),
        ("systems", "{supplies: [{refreshed: soon, groups: [x]}]}", {"supplies": [{"groups": ["x"]}]}),
        ("expectations", "{may: {creat: a, update: b}}", {"record": "?", "may": {"update": ["b"]}}),
        ("views", "{parts: {p: {groups: [x]}}}", {"parts": {"p": {"groups": ["x"], "from": "?"}}}),
        ("systems", "hub", None),
        ("processes", "{title: one}", None),
    ],
)
def test_what_is_right_in_an_item_that_is_wrong(section: str, written: str, left: dict[str, object] | None) -> None:
    """Its references are looked up in the same run, at their own places in lists."""
    text = text_of(f"{section}: {{i: {written}}}")
    assert text.problems
    assert text.faulty == {(section, "i")}
    found = text.pruned.get(section, {}).get("i")
    assert (found and found.model_dump()) == left


def test_settings_that_are_right_count() -> None:
    text = text_of("settings: {timezone: Europe/Berlin, fail_on: never}\nsystems: {a: {}}")
    assert text.document.settings is not None
    assert (text.document.settings.timezone, text.document.settings.fail_on) == ("Europe/Berlin", None)
    assert [problem.subject for problem in text.problems] == [("settings", "settings")]


def test_a_long_text_is_shown_cut() -> None:
    [problem] = text_of(FLOW % f"latency: {'9' * 5000}").problems
    assert len(problem.message) < 100
    assert len(problem.help) < 100


@pytest.mark.parametrize("digits", [10, 30, 5000])
def test_durations_beyond_reason_are_faults(digits: int) -> None:
    [problem] = text_of(FLOW % f"latency: {'9' * digits}w").problems
    assert problem.message.endswith("is too long a duration")


def test_the_longest_durations_can_be_added_up() -> None:
    """Of two that are longer, the sum is more than Python has a name for."""
    longest = "3652058d"
    [problem] = text_of(FLOW % "latency: 3652059d").problems
    assert (problem.message, problem.help) == (
        "`3652059d` is too long a duration",
        f"write a shorter one, `{longest}` at most",
    )
    text = f"""
mdg: 1
entities: {{customer: {{groups: {{name: [last]}}}}}}
systems: {{shop: {{}}, crm: {{}}}}
ownership: {{shop_owns: {{system: shop, may: [create, update]}}}}
flows: {{f: {{from: shop, to: crm, trigger: {{every: {longest}}}, latency: {longest}}}}}
needs: {{n: {{system: crm, max_age: {longest}}}}}
"""
    landscape = mdg.load("-", stdin_text=text.encode(), as_of="2026-06-01")
    assert mdg.staleness(landscape, "customer", "name", at="crm").worst == 2 * dt.timedelta(days=3_652_058)
    assert "MDG301" in {one.code for one in mdg.check(landscape).findings}


def test_a_version_that_is_not_there_is_empty() -> None:
    [problem] = read("-", stdin_text=b"mdg:\nsystems: {a: }").problems
    assert (problem.code, problem.message, problem.help) == ("MDG006", "`mdg` is empty", "write `mdg: 1`")


@pytest.mark.parametrize("content", ["a: [", "a: [1,", "a: {b: [\n\n", "a: [ # remark\n"])
def test_a_list_that_ends_with_the_file(content: str) -> None:
    [problem] = read("-", stdin_text=content.encode()).problems
    assert problem.code == "MDG002"
    assert "``" not in problem.message
    assert "`]`" in (problem.help or "")
