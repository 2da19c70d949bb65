"""The reference's rules about topology and freshness, held to cases worked out by hand; each test names its rule."""

from __future__ import annotations

import datetime
import textwrap
from typing import Any

import pytest
import yaml

from . import promises
from .catalogue import LEVELS, RULES
from .findings import on_day
from .reference import Reference

TODAY = datetime.date(2026, 1, 15)
ENTITY = """
entities:
  e:
    key: id
    dimensions: {stage: {values: [new, live], becomes: {new: [live]}}}
    groups: {g: {attributes: [id, mail], categories: [user.contact]}, h: {attributes: [note]}}
systems: {a: {}, b: {}, c: {}, d: {}}
"""
CREATE = "ownership: {c: {system: a, may: [create]}}"


def read(*texts: str) -> Reference:
    """The entity, with sections added; a later text wins."""
    raw: dict[str, Any] = yaml.load(ENTITY, yaml.BaseLoader)
    for text in texts:
        raw |= yaml.load(textwrap.dedent(text), yaml.BaseLoader)
    return Reference(raw)


def told(code: str, *texts: str) -> set[str]:
    """The subjects that every reading of the rule names."""
    least, _ = {**RULES, **LEVELS}[code]
    return set(on_day(read(*texts), least, TODAY))


def perhaps(code: str, *texts: str) -> set[str]:
    """The subjects that some reading of the rule names."""
    _, most = {**RULES, **LEVELS}[code]
    return set(on_day(read(*texts), most, TODAY))


def flows(*lines: str) -> str:
    return "flows:\n" + "\n".join(f"  {line}" for line in lines)


def rules(*lines: str) -> str:
    return "ownership:\n" + "\n".join(f"  {line}" for line in lines)


def test_104_an_enricher_to_which_no_record_comes() -> None:
    text = rules("c: {system: a, may: [create]}", "w: {system: [a, b, c], may: [enrich], groups: [g]}")
    assert told("104", text, flows("f: {from: a, to: b}")) == {"e/w/c"}
    assert told("104", text, flows("f: {from: a, to: b}", "g: {from: b, to: c, operations: [update]}")) == {"e/w/c"}


HUB = rules("c: {system: a, may: [create, update], groups: [g]}", "w: {system: b, may: [update], groups: [h]}")


def test_109_a_flow_that_replaces_what_its_sender_does_not_know() -> None:
    text = flows("f: {from: a, to: b, merge: replace, trigger: {every: 1h}}")
    assert told("109 error", HUB, text) == {"e/f"}, "a has no h to send, and what b wrote is gone"
    assert told("109 warning", HUB, text) == set()
    assert told("109 error", HUB, text.replace("merge: replace", "groups: [g], merge: replace")) == set()
    back = flows("f: {from: a, to: b, merge: replace, trigger: {every: 1h}}", "r: {from: b, to: a, groups: [h]}")
    assert told("109 error", HUB, back) == set()
    assert told("109 warning", HUB, back) == set(), "a sends what it has from b"
    patched = flows("f: {from: a, to: b, trigger: {every: 1h}}")
    assert told("109 warning", HUB, patched) == set(), "nothing of another's"


def test_109_another_writers_version_overwrites_within_a_window() -> None:
    both = rules("c: {system: a, may: [create, update]}", "w: {system: b, may: [update], groups: [g]}")
    out, back = "f: {from: a, to: b, trigger: {every: 1h}}", "r: {from: b, to: a}"
    assert told("109 warning", both, flows(out, back)) == {"e/f", "e/r"}
    assert told("109 warning", both, flows(out)) == {"e/f"}
    settled = "survivorship: {s: {strategy: latest, groups: [g]}}"
    assert told("109 warning", both, flows(out), settled) == set()
    assert told("109 warning", both, flows(out.replace("}}", "}, loop_protection: version}"))) == set()
    replacing = flows(out.replace("}}", "}, loop_protection: version, merge: replace}"))
    assert told("109 error", both, replacing, settled) == {"e/f"}, "no policy silences it"


def test_201_a_source_that_never_has_the_group() -> None:
    creating = rules("c: {system: a, may: [create], groups: [g]}")
    assert told("201", creating, flows("f: {from: a, to: b}")) == {"e.h/f"}
    assert told("201", creating, flows("f: {from: b, to: c, groups: [g]}")) == {"e.g/f"}
    assert told("201", creating, flows("f: {from: b, to: c, operations: [delete]}")) == set()
    for_some = rules("c: {system: a, may: [create], groups: [g]}", "w: {system: a, may: [enrich], when: {stage: live}}")
    assert told("201", for_some, flows("f: {from: a, to: b}")) == set()


def test_202_a_cycle_that_carries_one_group_all_the_way_round() -> None:
    out, back = "f: {from: a, to: b}", "r: {from: b, to: a}"
    assert told("202", CREATE, flows(out, back)) == {"e.g/f", "e.g/r", "e.h/f", "e.h/r"}
    disjoint = flows("f: {from: a, to: b, groups: [g]}", "r: {from: b, to: a, groups: [h]}")
    assert perhaps("202", CREATE, disjoint) == set()
    assert told("202", CREATE, flows(out, "r: {from: b, to: a, loop_protection: origin}")) == set()
    apart = flows("f: {from: a, to: b, when: {stage: new}}", "r: {from: b, to: a, when: {stage: live}}")
    assert perhaps("202", CREATE, apart) == set(), "no record goes round"
    once = flows(out, "r: {from: b, to: a, operations: [update]}")
    assert told("202", CREATE, once) == set(), "a creation does not come back, and nobody updates"
    assert perhaps("202", CREATE, once) == {"e.g/f", "e.g/r", "e.h/f", "e.h/r"}


def test_203_two_owners_who_get_each_others_changes() -> None:
    both = rules("c: {system: a, may: [create]}", "w: {system: [a, b], may: [update], groups: [g]}")
    out, back = "f: {from: a, to: b, trigger: {every: 1h}}", "r: {from: b, to: a}"
    assert told("203", both, flows(out, back)) == {"e.g"}
    assert told("203", both, flows(out)) == set()
    assert perhaps("203", both, flows(out)) == {"e.g"}, "both come together in b"


def test_204_an_older_version_that_comes_by_the_slow_way() -> None:
    one = rules("c: {system: a, may: [create, update]}")
    fast, slow, on = "f: {from: a, to: b}", "s: {from: a, to: c, trigger: {every: 1h}}", "o: {from: c, to: b}"
    assert told("204", one, flows(fast, slow, on)) == {"e.g/b", "e.h/b"}
    assert told("204", one, flows(fast, "s: {from: a, to: c}", on)) == set(), "all at once"
    versions = [line.replace("}", ", loop_protection: version}", 1) for line in (fast, on)]
    assert perhaps("204", one, flows(versions[0], slow, versions[1])) == set()
    assert told("204", one, flows(versions[0], slow, on)) == {"e.g/b", "e.h/b"}, "one is not enough"


def test_205_a_copy_that_no_deletion_reaches() -> None:
    deleting = rules("c: {system: a, may: [create, delete]}")
    text = flows("f: {from: a, to: b}", "n: {from: b, to: c, operations: [create]}", "h: {from: a, to: d, groups: [h]}")
    assert told("205", deleting, text) == {"e/c"}, "and what d has is not personal"
    assert told("205", deleting, text.replace("[create]", "[create, delete]")) == set()
    elsewhere = rules("c: {system: a, may: [create]}", "d: {system: b, may: [delete]}")
    assert told("205", elsewhere, text) == {"e/a", "e/c"}, "b deletes, and tells nobody"
    absent = rules("c: {system: a, may: [create]}", "d: {system: d, may: [delete]}")
    assert told("205", absent, flows("f: {from: a, to: b}")) == set()
    assert perhaps("205", absent, flows("f: {from: a, to: b}")) == {"e/a", "e/b"}


def test_206_a_copy_that_is_left_behind() -> None:
    creating = rules("c: {system: a, may: [create, update]}")
    text = flows("f: {from: a, to: b, groups: [g], when: {stage: new}}")
    assert told("206", creating, text) == {"e/f"}
    assert told("206", creating, text.replace("stage: new}", "stage: new}, on_leaving: remove")) == set()
    assert perhaps("206", creating, text.replace("stage: new", "stage: live")) == set(), "nobody leaves that"
    assert perhaps("206", creating, text.replace("[g]", "[h]")) == set(), "not personal, and no need's"
    needed = "needs: {n: {system: b, groups: [h]}}"
    assert told("206", creating, text.replace("[g]", "[h]"), needed) == {"e/f"}
    relieved = flows("f: {from: a, to: b, when: {stage: new}}", "g: {from: a, to: b, when: {stage: live}}")
    assert perhaps("206", creating, relieved) == set()


@pytest.mark.parametrize(
    ("code", "more", "expected"),
    [
        ("208", "delivery: at_most_once", True),
        ("208", "change_detection: timestamp", True),
        ("208", "change_detection: timestamp, reconcile: 1d", False),
        ("208", "change_detection: full", False),
        ("213", "delivery: at_least_once, idempotent: false", True),
        ("213", "delivery: at_least_once", False),
        ("210", "to: a", True),
        ("210", "groups: [g]", False),
        ("211", "key: mail", False),
        ("211", "key: note, groups: [g]", True),
        ("209", "initial_load: false, valid: {from: 2026-01-01}", True),
        ("209", "initial_load: false", False),
        ("209", "initial_load: true, valid: {from: 2026-01-01}", False),
    ],
)
def test_what_is_said_of_one_flow(code: str, more: str, expected: bool) -> None:
    item = {"from": "a", "to": "b", **yaml.load(f"{{{more}}}", yaml.BaseLoader)}
    assert told(code, CREATE, yaml.safe_dump({"flows": {"f": item}})) == ({"e/f"} if expected else set())


def test_210_two_flows_that_say_the_same() -> None:
    assert told("210", flows("f: {from: a, to: b}", "g: {from: a, to: b, trigger: manual}")) == {"e/f", "e/g"}
    assert told("210", flows("f: {from: a, to: b}", "g: {from: b, to: a}")) == set()
    assert perhaps("210", flows("f: {from: a, to: b}", "g: {from: a, to: b, when: {stage: new}}")) == set()


def test_211_ends_with_keys_that_nothing_maps() -> None:
    systems = "systems: {a: {keys: {e: id}}, b: {keys: {e: mail}}, c: {}}"
    assert told("211", systems, CREATE, flows("f: {from: a, to: b}")) == {"e/f"}
    walk = "crosswalks: {w: {system: c, maps: [a, b]}}"
    assert perhaps("211", systems, CREATE, flows("f: {from: a, to: b}"), walk) == set()
    assert perhaps("211", systems, CREATE, flows("f: {from: a, to: c}")) == set(), "c says nothing of its key"


def test_212_a_flow_round_the_hub() -> None:
    hub = "systems: {a: {}, b: {kind: hub}, c: {}, d: {}}"
    assert told("212", hub, CREATE, flows("f: {from: a, to: b}", "g: {from: b, to: c}", "h: {from: a, to: c}")) == {
        "e/h"
    }
    assert (
        told("212", hub, CREATE, flows("f: {from: a, to: b, groups: [g]}", "h: {from: a, to: c, groups: [h]}")) == set()
    )


def test_214_flows_that_wait_for_each_other() -> None:
    ring = flows(
        "f: {from: a, to: b, after: [g]}", "g: {from: a, to: c, after: [h]}", "h: {from: a, to: d, after: [f]}"
    )
    assert told("214", ring) == {"e/f", "e/g", "e/h"}
    row = flows("f: {from: a, to: b}", "g: {from: a, to: c, after: [f]}", "h: {from: a, to: d, after: [f, g]}")
    assert perhaps("214", row) == set()
    upstream = flows("f: {from: a, to: b, after: [g]}", "g: {from: b, to: c}")
    assert (told("214", upstream), perhaps("214", upstream)) == (set(), {"e/f"})


def test_215_what_a_need_hangs_by() -> None:
    needs = "needs: {n: {system: d, groups: [g]}}"
    text = flows("f: {from: a, to: b, via: bus}", "g: {from: b, to: d}", "h: {from: a, to: c, via: bus}")
    assert told("215", CREATE, text, needs) == {"e/n/b", "e/n/bus"}
    assert perhaps("215", CREATE, text, needs) == {"e/n/a", "e/n/b", "e/n/bus"}
    two = flows("f: {from: a, to: b, via: bus}", "g: {from: b, to: d}", "h: {from: a, to: d}")
    assert told("215", CREATE, two, needs) == set()


def test_216_a_child_to_which_no_parent_comes() -> None:
    entities = """
    entities:
      e: {key: id, groups: {g: [id]}}
      k: {key: no, references: {owner: {entity: e}}, groups: {m: [no, owner]}}
    """
    creating = rules("c: {entity: e, system: a, may: [create]}", "k: {entity: k, system: a, may: [create]}")
    child, parent = "f: {entity: k, from: a, to: b}", "p: {entity: e, from: a, to: b}"
    assert told("216", entities, creating, flows(child)) == {"k/b"}
    assert told("216", entities, creating, flows(child, parent)) == set()
    assert perhaps("216", entities, creating, flows(child, parent)) == {"k/a", "k/b"}
    ordered = flows(child.replace("to: b", "to: b, after: [p]"), parent)
    assert "k/b" not in perhaps("216", entities, creating, ordered)


def test_217_an_update_that_is_there_before_its_record() -> None:
    own = rules("c: {system: a, may: [create, update]}")
    record = "f: {from: a, to: b, groups: [h], trigger: {every: 1h}}"
    update = "u: {from: a, to: b, groups: [g], operations: [update]}"
    assert told("217", own, flows(record, update)) == {"e/u"}
    assert told("217", own, flows(record.replace("{every: 1h}", "event"), update)) == set()
    assert told("217", CREATE, flows(record, update)) == set(), "nobody updates"
    through = flows(record, "u: {from: c, to: b, groups: [g], operations: [update]}", "t: {from: a, to: c}")
    assert (told("217", own, through), perhaps("217", own, through)) == (set(), {"e/u"})


def test_217_what_a_provider_supplies() -> None:
    record, update = (
        "f: {from: a, to: b, trigger: {every: 1h}}",
        "u: {from: p, to: b, groups: [g], operations: [update]}",
    )
    supplied = "systems: {a: {}, b: {}, c: {}, p: {kind: provider, supplies: [{groups: [g]}]}}"
    assert told("217", CREATE, supplied, flows(record, update)) == {"e/u"}
    assert told("217", CREATE, supplied.replace("[g]", "[h]"), flows(record, update)) == set()
    assert told("217", CREATE, supplied, flows("f: {from: a, to: b}", update)) == set()


def test_218_records_of_a_system_that_is_gone() -> None:
    creating = rules("c: {system: a, may: [create]}", "old: {system: b, may: [create], valid: {until: 2026-01-14}}")
    needs = "needs: {n: {system: c, groups: [g]}}"
    assert told("218", creating, flows("f: {from: a, to: c}"), needs) == {"e/n"}
    loaded = flows("f: {from: a, to: c}", "l: {from: b, to: c, trigger: {once: 2026-01-10T00:00}}")
    assert perhaps("218", creating, loaded, needs) == set()
    assert perhaps("218", creating, flows("f: {from: b, to: c}"), needs) == set(), "the new ones are worse"


def timed(limit: str, *more: str) -> tuple[str, str, str]:
    return CREATE, f"needs: {{n: {{system: c, groups: [g], max_age: {limit}}}}}", flows(*more)


def test_305_latencies_alone_are_too_long() -> None:
    lines = ("f: {from: a, to: b, latency: 30m, trigger: {every: 1d}}", "g: {from: b, to: c, latency: 31m}")
    assert told("305", *timed("1h", *lines)) == {"e/n"}
    assert told("305", *timed("61m", *lines)) == set()
    by_hand = ("f: {from: a, to: c, latency: 2h, trigger: manual}",)
    assert (told("305", *timed("1h", *by_hand)), perhaps("305", *timed("1h", *by_hand))) == (set(), {"e/n"})


def test_306_one_missed_run_breaks_it() -> None:
    lines = ("f: {from: a, to: b, trigger: {every: 1h}}", "g: {from: b, to: c, trigger: {every: 2h}}")
    assert told("306", *timed("5h", *lines)) == set(), "3 hours, 5 with the longer one missed"
    assert told("306", *timed("4h", *lines)) == {"e/n"}
    assert told("306", *timed("2h", *lines)) == set(), "it does not hold"
    nightly = ('f: {from: a, to: c, trigger: {cron: "0 22 * * 1-5"}}',)
    assert told("306", *timed("4d", *nightly)) == set(), "Friday's run missed, or Monday's: four days"
    assert told("306", *timed("95h", *nightly)) == {"e/n"}
    by_hand = ("f: {from: a, to: c, trigger: {manual: 1d}}",)
    assert (told("306", *timed("1d", *by_hand)), perhaps("306", *timed("1d", *by_hand))) == (set(), {"e/n"})


def test_307_a_timetable_with_a_long_gap() -> None:
    weekdays = 'f: {from: a, to: c, trigger: {cron: "0 22 * * 1-5"}}'
    assert told("307", *timed("2d", weekdays)) == {"e/f"}
    assert told("307", *timed("2d", weekdays.replace("1-5", "1,3,5"))) == set(), "2, 2 and 3 days"
    assert told("307", *timed("4d", weekdays)) == set(), "the need holds"
    assert perhaps("307", *timed("4d", weekdays)) == {"e/f"}


def test_308_a_run_that_does_not_wait_for_the_run_before() -> None:
    def chain(then: str) -> tuple[str, str]:
        first = 'f: {from: a, to: b, trigger: {cron: "0 1 * * *"}, latency: 30m}'
        return CREATE, flows(first, f'g: {{from: b, to: c, trigger: {{cron: "{then}"}}}}')

    assert told("308", *chain("15 1 * * *")) == {"e/g"}
    assert told("308", *chain("30 1 * * *")) == {"e/g"}, "at the instant at which it ends"
    assert told("308", *chain("31 1 * * *")) == set()
    assert (told("308", *chain("30 0 * * *")), perhaps("308", *chain("30 0 * * *"))) == (set(), {"e/g"})


def test_309_personal_data_without_an_objective() -> None:
    assert told("309", CREATE) == {"e"}
    assert told("309", CREATE, "needs: {n: {system: a, groups: [g], max_age: 1d}}") == set()
    assert told("309", CREATE, "needs: {n: {system: a, groups: [g]}}") == {"e"}, "it states no limit"
    assert told("309", CREATE, "responsibilities: {r: {concern: freshness, accountable: x}}") == set()
    assert told("309", rules("c: {system: a, may: [create], groups: [h]}")) == set()


PROMISED = """
expectations:
  test: {record: {stage: new}, created_in: a, %s}
"""


@pytest.mark.parametrize(
    ("said", "surely", "maybe"),
    [
        ("reaches: {b: {}}", False, False),
        ("reaches: {b: {within: 1h}}", False, False),
        ("reaches: {b: {within: 59m}}", True, True),
        ("reaches: {c: {}}", True, True),
        ("reaches: {b: {groups: [g]}}", False, False),
        ("never_reaches: [c]", False, False),
        ("never_reaches: b", True, True),
        ("may: {create: a, update: [b]}", False, False),
        ("may: {update: [a]}", True, True),
        ("may_not: {update: [a], delete: b}", False, False),
        ("may_not: {create: [a]}", True, True),
        ("reaches: {d: {groups: [h]}}", True, True),
        ("reaches: {d: {within: 5m}}", False, True),
    ],
)
def test_707_what_was_promised(said: str, surely: bool, maybe: bool) -> None:
    reference = read(
        rules("c: {system: a, may: [create]}", "w: {system: b, may: [update]}"),
        flows("f: {from: a, to: b, trigger: {every: 1h}}", "g: {from: a, to: d, groups: [g]}"),
        PROMISED % said,
    )
    assert list(promises.failed_surely(reference, TODAY)) == (["test"] if surely else [])
    assert list(promises.failed_perhaps(reference, TODAY)) == (["test"] if maybe else [])


def test_707_a_record_that_may_not_begin_there_is_a_question() -> None:
    reference = read(CREATE, PROMISED.replace("created_in: a", "created_in: b") % "reaches: {b: {groups: []}}")
    assert list(promises.failed_surely(reference, TODAY)) == []
    assert list(promises.failed_perhaps(reference, TODAY)) == ["test"]
