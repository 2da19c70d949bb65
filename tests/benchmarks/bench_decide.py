"""Decisions at full reach, against regorus and cedarpy in the same run.

Run it as ``python -m tests.benchmarks.bench_decide [SIZE [ROUNDS]]``; SIZE is a share of the whole (1 unless told): 200
systems, 40 entities of 10 groups, 2,353 rules of which half have a `when`, 4,000 questions over 100,000 records of
which half are denied, tables of 4 million rows.  Everybody's answers to every question are compared with a plain
reading of the rules.  Times are the processor's, the best and the median of ROUNDS (7 unless told) in which all take
turns, so that what else the machine does falls on all.  Against the peers the best of each is compared; how more rules
tell, which is less than what a lucky state of the caches does, by the median of what was measured side by side.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import attrs

import mdg
from tests.benchmarks.decide_peers import ask_cedar, ask_floor, ask_regorus
from tests.benchmarks.decide_workload import ENTITIES, RULES, SYSTEMS, Ask, Workload, arrow_table, asks, workload

#: What must be reached: times as fast as these, times the time for thirty times the rules, rows a second.
REGORUS, CEDAR, GROWTH, ROWS = 8, 40, 1.3, 2_000_000
#: How often in its turn each asks all its questions: what the one before left in the caches is not what is measured.
PASSES = 3
OURS = "mdg"
Work = Callable[[], Any]


def main(size: float, rounds: int) -> None:
    """Measure and print; AssertionError where an answer is wrong."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}", end="; ")
    print(", ".join(f"{name} {version(name)}" for name in ("celine-regorus", "cedarpy", "pyarrow", "numpy")))
    work, questions = prepared(round(RULES * size), size)
    print(
        f"{SYSTEMS} systems x {ENTITIES} entities, {len(work.rules)} rules, {len(questions)} questions, "
        f"{sum(ask.allowed for ask in questions)} allowed"
    )
    point = built(work)
    against_peers(work, point, questions, rounds)
    growth(point, questions, size, rounds)
    tables(work, point, questions, round(4_000_000 * size), rounds)


def against_peers(work: Workload, point: mdg.DecisionPoint, questions: Sequence[Ask], rounds: int) -> None:
    """Microseconds a question, in turns with the peers."""
    contestants: dict[str, tuple[Work, Sequence[Ask]]] = {
        OURS: (ask_mdg(point, questions), questions),
        f"{OURS}, with rules and groups read": (ask_mdg_for_all(point, questions), questions),
        "regorus": (ask_regorus(work, questions), questions),
    }
    some = questions[: max(1, len(questions) // 4)]
    contestants |= {f"cedarpy, {name}": (ask, some) for name, ask in ask_cedar(work, some).items()}
    for name, (ask, own) in contestants.items():
        check(name, ask, own)
    contestants["a bare dictionary, no `when`"] = (ask_floor(work, questions), questions)
    figures = in_turns(contestants, rounds)
    cedar = min(figure.best for name, figure in figures.items() if name.startswith("cedarpy"))
    judged("regorus / mdg", figures["regorus"].best / figures[OURS].best, REGORUS)
    judged("best cedarpy / mdg", cedar / figures[OURS].best, CEDAR)


def growth(point: mdg.DecisionPoint, questions: Sequence[Ask], size: float, rounds: int) -> None:
    """The same with thirty times the rules, and as many questions about these."""
    more_work, more_questions = prepared(30 * round(RULES * size), size)
    more = "30 times the rules"
    contestants: dict[str, tuple[Work, Sequence[Ask]]] = {
        OURS: (ask_mdg(point, questions), questions),
        more: (ask_mdg(built(more_work), more_questions), more_questions),
    }
    check(more, *contestants[more])
    figures = in_turns(contestants, 3 * rounds)
    side_by_side = [one / other for one, other in zip(figures[more].times, figures[OURS].times, strict=True)]
    judged(f"{more}, best by best", figures[more].best / figures[OURS].best, GROWTH, at_most=True)
    judged(f"{more}, side by side", statistics.median(side_by_side), GROWTH, at_most=True)


def check(name: str, ask: Work, questions: Sequence[Ask]) -> None:
    """AssertionError where an answer is not the right one."""
    wrong = sum(answer != question.allowed for answer, question in zip(ask(), questions, strict=True))
    assert not wrong, f"{name}: {wrong} wrong answers"


def prepared(rules: int, size: float) -> tuple[Workload, list[Ask]]:
    """A landscape and the questions about it."""
    work = workload(rules)
    return work, asks(work, work.records(round(100_000 * size)), round(4000 * size))


def built(work: Workload) -> mdg.DecisionPoint:
    landscape = mdg.load(work.document)
    began = time.process_time()
    point = mdg.DecisionPoint(landscape)
    print(f"decision point of {len(work.rules)} rules built in {1000 * (time.process_time() - began):.1f} ms")
    return point


def ask_mdg(point: mdg.DecisionPoint, questions: Sequence[Ask]) -> Work:
    decide = point.decide

    def answers() -> list[bool]:
        return [
            decide(ask.operation, system=ask.system, entity=ask.entity, groups=ask.groups, record=ask.record).allowed
            for ask in questions
        ]

    return answers


def ask_mdg_for_all(point: mdg.DecisionPoint, questions: Sequence[Ask]) -> Work:
    decide = point.decide

    def answers() -> list[bool]:
        found = []
        for ask in questions:
            one = decide(ask.operation, system=ask.system, entity=ask.entity, groups=ask.groups, record=ask.record)
            found.append(one.allowed and bool(one.rules) and not one.denied_groups)
        return found

    return answers


@attrs.frozen(slots=True)
class Figure:
    """Microseconds a question, each time that all of them were asked."""

    times: Sequence[float]

    @property
    def best(self) -> float:
        return min(self.times)


def in_turns(contestants: dict[str, tuple[Work, Sequence[Ask]]], rounds: int) -> dict[str, Figure]:
    """Microseconds a question; the best and the median are printed."""
    gc.collect()
    gc.disable()
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, (ask, questions) in contestants.items():
            for _ in range(PASSES):
                began = time.process_time()
                ask()
                found[name].append(1e6 * (time.process_time() - began) / len(questions))
    gc.enable()
    figures = {name: Figure(times) for name, times in found.items()}
    for name, figure in figures.items():
        best, median = figure.best, statistics.median(figure.times)
        ratio = best / figures[OURS].best
        print(f"{name:46} {best:8.2f} us best {median:8.2f} us median {ratio:8.2f} times mdg's time")
    return figures


def tables(work: Workload, point: mdg.DecisionPoint, questions: Sequence[Ask], rows: int, rounds: int) -> None:
    """Rows a second, for one system and for a column of twenty."""
    conditional = max(questions, key=lambda ask: (ask.operation == "update", conditions(work, ask)))
    table = arrow_table(work.records(max(1, rows // 10)), rows)
    systems = sorted({ask.system for ask in questions})[:20]
    column = [systems[number * 7 % len(systems)] for number in range(rows)]
    wide = table.append_column("system", [column])
    entity, groups = conditional.entity, conditional.groups
    runs: dict[str, Work] = {
        "one system": lambda: point.decide_table(
            "update", table, system=conditional.system, entity=entity, groups=groups
        ),
        "a column of twenty systems": lambda: point.decide_table("update", wide, entity=entity, groups=groups),
    }
    for name, run in runs.items():
        times = []
        for _ in range(min(rounds, 5)):
            began = time.process_time()
            run()
            times.append(time.process_time() - began)
        judged(f"decide_table, {rows} rows, {name}, rows a second", rows / min(times), ROWS)


def conditions(work: Workload, ask: Ask) -> int:
    """How many rules with a `when` a question is about."""
    own = (ask.system, ask.entity)
    return sum("when" in rule for rule in work.rules.values() if (rule["system"], rule["entity"]) == own)


def judged(what: str, figure: float, bound: float, *, at_most: bool = False) -> None:
    met = figure <= bound if at_most else figure >= bound
    shown, limit = (f"{number:,.2f}" if number < 1000 else f"{number:,.0f}" for number in (figure, bound))
    print(f"{what}: {shown} ({'at most' if at_most else 'at least'} {limit}: {'met' if met else 'NOT met'})")


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 1,
        int(sys.argv[2]) if len(sys.argv) > 2 else 7,
    )
