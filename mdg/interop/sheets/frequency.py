"""How often something runs, as people write it, to what sets a flow off in the language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

import attrs

from mdg.interop.sheets import frequency_patterns as looks
from mdg.interop.sheets import frequency_words as words
from mdg.interop.sheets.cron import as_cron
from mdg.interop.sheets.names import folded
from mdg.interop.sheets.schedule import Facts, Reading, concluded
from mdg.text.schedules import check_timezone
from mdg.text.values import Fault, parse_duration


@lru_cache(4096)  # thousands of rows say the same
def frequency(text: str) -> Reading:
    """What a cell says of how often something runs; where it is not understood whole, not at all."""
    stated = text.strip()
    cron = as_cron(stated)
    found = Reading({"cron": cron}) if cron else _as_duration(stated)
    if found is not None:
        return found
    reader = _Reader(stated)
    reader.run()
    left = " ".join(folded(looks.FILLERS.sub(" ", folded(reader.rest))).split())
    if left:
        return Reading(None, f"`{left}` in it is not understood" if left != folded(stated) else "it is not understood")
    if looks.MORE.search(stated):
        return Reading(None, "`>` in it is not understood")
    if "?" in stated:
        reader.facts.assumed.append("a question mark stands there")
    return concluded(reader.facts)


def with_unit(text: str, heading: str) -> str:
    """A cell with nothing but a number in it, with the unit that its column's heading names, if it names one.

    `Intervall in Minuten` says how far runs are apart, `runs per day` how many there are.
    """
    if not looks.BARE_NUMBER.fullmatch(text.strip()):
        return text
    said = " ".join(re.sub(r"[\W_]", " ", _plain(heading).replace("/", " per ")).split())
    for unit, apart, in_one in looks.HEADED_UNITS:
        if in_one.search(said):
            return f"{text} x per {unit}"
        if apart.search(said):
            return f"{text} {unit}s"
    return text


def _as_duration(text: str) -> Reading | None:
    """The language's own notation; but `22h` is a time of day in French, and no length of time divides a day so."""
    alone = looks.HOUR_ALONE.fullmatch(text.lower())
    if alone:
        return Reading({"every": f"{int(alone[1])}h"}) if _divides_a_day(int(alone[1])) else None
    with suppress(Fault):
        length = re.sub(r"(?<=\d) (?=[a-z]$)", "", looks.EVERY.sub("", text))
        return Reading({"every": length}) if parse_duration(length) else None
    return None


def _divides_a_day(hours: int) -> bool:
    return hours > 0 and 24 % hours == 0


@attrs.define(slots=True, eq=False)
class _Reader:
    """Takes out of a text what it understands, in the order of what must not be taken for something else."""

    rest: str
    facts: Facts = attrs.field(factory=Facts)

    def run(self) -> None:
        self._zones()
        self.rest = _plain(self.rest)
        for found in self._take(looks.DATE):
            self._date([int(number) for number in found.groups() if number])
        for found in self._take(looks.DECIMAL):
            self._decimal(found)
        weekdays = self._take(looks.WEEKDAYS)
        self._hours()
        for found in self._take(looks.TIME):
            self._time(*found.groups())
        self.facts.days += [int(found[1] or found[2]) for found in self._take(looks.DAY)]
        self.rest = " ".join(re.sub(r"[\W_]", " ", self.rest).split())
        self._lengths()
        self._words()
        for found in weekdays:
            self._weekdays(found)
        self._hours_alone()

    def _words(self) -> None:
        for day, said in looks.ORDINALS.items():
            self.facts.days += [day for _ in self._take(said)]
        for period, said in looks.PERIODS.items():
            if self._take(said):
                self.facts.periods.add(period)
        self.facts.weekdays |= {0, 6} if self._take(looks.WEEKEND) else set()
        self.facts.times += [(0, 0) for _ in self._take(looks.MIDNIGHT)] + [(12, 0) for _ in self._take(looks.NOON)]
        for kind, said in looks.KINDS.items():
            if self._take(said):
                self.facts.kinds.add(kind)

    def _hours_alone(self) -> None:
        """`22h` is a time of day in French; `2h` is one where something else in the text says so."""
        facts = self.facts
        at = any(looks.AT.search(self.rest[: found.start()]) for found in looks.HOUR_ALONE.finditer(self.rest))
        found = self._take(looks.HOUR_ALONE)
        daily = at or facts.periods or facts.weekdays or facts.days or facts.times or facts.dates
        if len(found) == 1 and not daily and _divides_a_day(int(found[0][1])):
            facts.unclear = f"`{found[0][0]}` may be a time of day or a length of time"
        for one in found:
            self._time(one[1], "00", None)

    def _take(self, said: re.Pattern[str]) -> list[re.Match[str]]:
        found = list(said.finditer(self.rest))
        self.rest = said.sub(" ", self.rest)
        return found

    def _zones(self) -> None:
        for found in self._take(looks.NAMED_ZONE):
            with suppress(Fault):
                self.facts.zones.add(check_timezone(found[0]))
        lowered = self.rest.lower()
        for zone, said in looks.ZONES.items():
            for found in reversed(list(said.finditer(lowered))):
                self.facts.zones.add(zone)
                self.rest = self.rest[: found.start()] + " " + self.rest[found.end() :]
                lowered = self.rest.lower()

    def _date(self, numbers: list[int]) -> None:
        year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
        with suppress(ValueError):
            self.facts.dates.append(dt.date(year, month, day))
            return
        self.facts.impossible = True

    def _hours(self) -> None:
        found = self._take(looks.HOURS)
        if len(found) > 1:
            self.facts.impossible = True
        elif found:
            self.facts.hours = (int(found[0][1]), int(found[0][2]))

    def _time(self, *parts: str | None) -> None:
        numbers = [int(part) for part in parts if part and part.isdigit()]
        half = next((part[0] for part in parts if part and part[0] in "ap"), "")
        hour, minute = (*numbers, 0)[:2]
        if half:
            self.facts.impossible |= not 1 <= hour <= 12
            hour = hour % 12 + (12 if half == "p" else 0)
        self.facts.times.append((hour, minute))

    def _decimal(self, found: re.Match[str]) -> None:
        whole, *tenths = found.groups()[:4]
        unit = next((seconds for seconds, said in zip(words.UNITS, found.groups()[5:], strict=True) if said), 3_600)
        seconds = Fraction(f"{whole}.{next(filter(None, tenths))}") * unit
        self.facts.lengths.append(int(seconds) if seconds.denominator == 1 else 0)

    def _lengths(self) -> None:
        self.rest = looks.ONE_TIME.sub(" ", self.rest)
        for seconds, said in looks.NUMBERED.items():
            self.facts.lengths += [seconds for _ in self._take(said)]
        for found in self._take(looks.COUNT):
            self._count(_counted(found), 86_400)
        for found in self._take(looks.COUNT_AN_HOUR):
            self._count(_counted(found), 3_600)
        for found in self._take(looks.EVERY_HOURS):
            self.facts.lengths.append(_counted(found) * 3_600)
        for found in self._take(looks.INTERVAL):
            unit = next(seconds for seconds, said in zip(words.UNITS, found.groups()[2:], strict=True) if said)
            self.facts.lengths.append(_counted(found) * unit)
        for seconds, said in looks.LENGTHS.items():
            self.facts.lengths += [seconds for _ in self._take(said)]

    def _count(self, count: int, period: int) -> None:
        if period == 86_400 and count in (1, len(set(self.facts.times))):  # `2x daily (6:00, 18:00)`
            self.facts.periods.add("daily")
        elif count == 1:
            self.facts.lengths.append(period)
        else:
            self.facts.lengths.append(period // count if count and period % count == 0 else 0)
            self.facts.assumed.append("its runs are taken to be evenly spaced")

    def _weekdays(self, found: re.Match[str]) -> None:
        first, last = _which(found.groups()[:7]), _which(found.groups()[7:])
        self.facts.weekdays.update(_between(first or 0, first or 0 if last is None else last))


def _counted(found: re.Match[str]) -> int:
    """The number that was said, in digits or in words."""
    if found[1]:
        return int(found[1])
    spelt = ((number, words.pattern(said)) for number, said in words.NUMBERS.items())
    return next(number for number, said in spelt if re.fullmatch(said, found[2]))


def _which(groups: tuple[str | None, ...]) -> int | None:
    return next((day for day, said in enumerate(groups) if said), None)


def _between(first: int, last: int) -> Iterator[int]:
    """The days of the week from one to another, over the end of the week if need be."""
    yield first
    while first != last:
        first = (first + 1) % 7
        yield first


def _plain(text: str) -> str:
    """The text in the letters of the word lists, with its signs."""
    parts = re.split(r"([\W_]+)", re.sub("[\u2010-\u2015\u2212]", "-", text))
    return "".join(part if index % 2 else folded(part) for index, part in enumerate(parts))
