"""Exact populations at full reach: 12 dimensions of 6 classes and 200 rules that overlap at random.

Run it as ``python -m tests.benchmarks.bench_population [RULES [DIMENSIONS [CLASSES [NEGATED]]]]``; 200, 12, 6 and 0.25
unless told.  A rule has conditions on 2 to 5 dimensions; each is 1 to 3 values, or (``NEGATED`` of them) the negation.
What no rule covers, what at least two cover and what exactly one covers are decided; each is compared with the rules
on 10,000 sampled records, its witness is checked, and what no rule and what two rules cover are put into words.  Then
the rules are those by which 20 systems may create, `check` judges the landscape, and `decide` its witnesses.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import mdg
from mdg.population import Axis, Condition, Population, Space, two_or_more, union

SAMPLES = 10_000
WORDED_SAMPLES = 300
T = TypeVar("T")
Rule = dict[str, tuple[bool, frozenset[str]]]


def main(rules: int, dimensions: int, classes: int, negated: float) -> None:
    """Measure and print; AssertionError where an answer is wrong."""
    chance = random.Random(1)
    axes = [
        Axis(f"d{number}", constants=tuple(f"v{value}" for value in range(classes))) for number in range(dimensions)
    ]
    written = [random_rule(chance, axes, negated) for _ in range(rules)]
    print(f"{dimensions} dimensions of {classes} classes, {rules} rules, {negated:.0%} of the conditions negated")
    began = time.perf_counter()
    space = Space("customer", axes)
    covered = measured("rules", lambda: [space.of([condition(rule)]) for rule in written])
    once = measured("union", lambda: union(covered))
    twice = measured("two or more", lambda: two_or_more(covered))
    found = {
        "nobody": measured("nobody", lambda: ~once),
        "two": twice,
        "one": measured("exactly one", lambda: once - twice),
    }
    apart = measured("every rule less another", lambda: sum(bool(one - other) for one in covered for other in covered))
    print(f"{'':24}{apart} of {rules * rules} differences have a record")
    for name, population in found.items():
        measured(f"witness of {name}", lambda population=population, name=name: witness(population, written, name))
    measured(f"{SAMPLES} records", lambda: compare(chance, found, written, axes))
    report(began, "decided")
    for name in ("nobody", "two"):
        when = measured(f"when of {name}", found[name].when)
        print(f"{'':24}{len(when)} clauses, {sum(map(len, when))} conditions")
        measured("compared with rules", lambda name=name, when=when: compare_worded(chance, name, when, written, axes))
    report(began, "worded")
    check_landscape(written, axes)


def check_landscape(rules: list[Rule], axes: list[Axis]) -> None:
    """The whole check of a landscape with these rules, and its witnesses decided."""
    landscape = mdg.load(document(rules, axes), as_of="2026-01-01")
    began = time.perf_counter()
    findings = mdg.check(landscape, select=["MDG1"]).findings
    point = mdg.DecisionPoint(landscape, as_of="2026-01-01")
    for finding in findings:
        print(f"{'':24}{finding.code}: {len(finding.when or ())} clauses")
        if finding.code in ("MDG101", "MDG102"):
            assert finding.witness is not None
            asked = {"entity": "customer", "record": finding.witness["record"], "groups": ["name"]}
            allowed = sum(point.decide("create", system=system, **asked).allowed for system in landscape.systems)
            assert allowed == 0 if finding.code == "MDG101" else allowed >= 2, finding
    report(began, "check of a landscape")


def document(rules: list[Rule], axes: list[Axis]) -> dict[str, object]:
    """The rules as those of 20 systems in turn, and a need of the first for every record."""
    when = [
        {name: sorted(values) if wanted else {"not": sorted(values)} for name, (wanted, values) in rule.items()}
        for rule in rules
    ]
    dimensions = {axis.name: list(axis.constants) for axis in axes}
    return {
        "mdg": "1",
        "landscape": "benchmark",
        "entities": {"customer": {"dimensions": dimensions, "groups": {"name": ["first", "last"]}}},
        "systems": {f"system_{number}": {} for number in range(20)},
        "ownership": {
            f"rule_{number}": {"system": f"system_{number % 20}", "may": ["create"], "when": clause}
            for number, clause in enumerate(when)
        },
        "needs": {"everybody": {"system": "system_0", "groups": ["name"]}},
    }


def measured(what: str, work: Callable[[], T]) -> T:
    """What the work gives; prints how long it took."""
    began = time.perf_counter()
    result = work()
    print(f"{what:24}{time.perf_counter() - began:9.3f} s")
    return result


def report(began: float, what: str) -> None:
    """Print the time so far and the most memory in use so far, as the operating system counts it."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    print(f"{what + ' in all':24}{time.perf_counter() - began:9.3f} s, {peak:.0f} MB at most")


def random_rule(chance: random.Random, axes: list[Axis], negated: float) -> Rule:
    """Conditions by dimension: whether the values are wanted, and which they are."""
    chosen = chance.sample(axes, chance.randint(2, min(5, len(axes))))
    return {
        axis.name: (
            chance.random() >= negated,
            frozenset(chance.sample(axis.constants, chance.randint(1, min(3, len(axis.constants) - 1)))),
        )
        for axis in chosen
    }


def condition(rule: Rule) -> dict[str, Condition]:
    """The rule as a clause."""
    return {
        name: Condition(any_of=tuple(sorted(values))) if wanted else Condition(none_of=tuple(sorted(values)))
        for name, (wanted, values) in rule.items()
    }


def covering(record: dict[str, str], rules: list[Rule]) -> int:
    """How many rules cover the record, one by one."""
    return sum(all((record[name] in values) == wanted for name, (wanted, values) in rule.items()) for rule in rules)


def belongs(name: str, count: int) -> bool:
    """Whether a record that so many rules cover is in the population of that name."""
    return {"nobody": count == 0, "two": count >= 2, "one": count == 1}[name]


def witness(population: Population, rules: list[Rule], name: str) -> None:
    """Check the witness against the rules."""
    if population:
        record = {axis: str(value) for axis, value in population.witness().items()}
        assert belongs(name, covering(record, rules)), (name, record)


def sampled(chance: random.Random, axes: list[Axis], number: int) -> Iterator[dict[str, str]]:
    """That many records at random."""
    return ({axis.name: chance.choice(axis.constants) for axis in axes} for _ in range(number))


def compare(chance: random.Random, found: dict[str, Population], rules: list[Rule], axes: list[Axis]) -> None:
    """Compare the populations with the rules on sampled records."""
    for record in sampled(chance, axes, SAMPLES):
        count = covering(record, rules)
        for name, population in found.items():
            assert population.contains(record) == belongs(name, count), (name, record)


def compare_worded(
    chance: random.Random, name: str, when: list[dict[str, object]], rules: list[Rule], axes: list[Axis]
) -> None:
    """Compare a population's words with the rules on sampled records."""
    read = [{axis: listed(written) for axis, written in clause.items()} for clause in when]
    for record in sampled(chance, axes, WORDED_SAMPLES):
        said = any(all((record[axis] in of) == wanted for axis, (wanted, of) in clause.items()) for clause in read)
        assert said == belongs(name, covering(record, rules)), (name, record)


def listed(written: object) -> tuple[bool, frozenset[str]]:
    """A condition in words, as a rule has it."""
    if isinstance(written, dict):
        return False, listed(written["not"])[1]
    return True, frozenset([written] if isinstance(written, str) else written)  # type: ignore[call-overload]


if __name__ == "__main__":
    given = sys.argv[1:5]
    numbers = [int(each) for each in given[:3]] + [200, 12, 6][len(given[:3]) :]
    main(numbers[0], numbers[1], numbers[2], float(given[3]) if len(given) > 3 else 0.25)
