"""How often something runs, as people write it, to what sets a flow off in the language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

import attrs

from mdg.interop.sheets import frequency_words as words
from mdg.interop.sheets.names import folded
from mdg.interop.sheets.schedule import Facts, Reading, concluded
from mdg.text.schedules import check_cron, check_timezone
from mdg.text.values import Fault, parse_duration

_HALF = r"(?:\s*(a\.?m\.?|p\.?m\.?)\b)?"
_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b|\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", re.ASCII)
_HOURS = re.compile(
    r"\b(\d{1,2})(?:[:.]00)?\s*(?:uhr|h)?\s*(?:-|bis|to|until|till)\s*(\d{1,2})(?:[:.]00)?(?:\s*(?:uhr|h))?(?![\w.:])",
    re.ASCII,
)
_TIME = re.compile(
    rf"\b(\d{{1,2}})[:.](\d\d)(?::00)?(?![\w.]){_HALF}|\b(\d{{1,2}})\s?h\s?(\d\d)\b|\b(\d{{1,2}})\s*(a\.?m\.?|p\.?m\.?)(?!\w)"
    rf"|\b(\d{{1,2}})\s*(?:uhr|o'clock)\b",
    re.ASCII,
)
_HOUR_ALONE = re.compile(r"\b(\d{1,2})\s?h(?!\w)", re.ASCII)
_DAY = re.compile(
    r"\b(\d{1,2})(?:\.(?=\s|$|[,;)+&/])|st\b|nd\b|rd\b|th\b|er\b|ten\b)|\b(?:am|le|on day|day|jour)\s+(\d{1,2})\b",
    re.ASCII,
)


def _words(listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){words.pattern(listed)}(?!\w)")


def _number() -> str:
    return rf"(?:(\d{{1,4}})|({'|'.join(words.pattern(spelt) for spelt in words.NUMBERS.values())}))"


_KINDS = {"event": _words(words.EVENT), "manual": _words(words.MANUAL), "once": _words(words.ONCE)}
_LENGTHS = {
    900: _words(words.QUARTER_HOURLY),
    1_800: _words(words.HALF_HOURLY),
    3_600: _words(words.HOURLY),
    60: _words(words.MINUTELY),
    1_209_600: _words(words.FORTNIGHTLY),
}
_PERIODS = {
    "last": _words(words.LAST_DAY),
    "quarterly": _words(words.QUARTERLY),
    "half-yearly": _words(words.HALF_YEARLY),
    "yearly": _words(words.YEARLY),
    "working days": _words(words.WORKING_DAYS),
    "monthly": _words(words.MONTHLY),
    "weekly": _words(words.WEEKLY),
    "daily": _words(words.DAILY),
}
_COUNT = re.compile(
    rf"(?<!\w){_number()} ?(?:{words.pattern(words.TIMES)} )?{words.pattern(words.DAILY + '|' + words.A_DAY)}(?!\w)"
)
_UNITS = "|".join(f"({words.pattern(unit)})" for unit in words.UNITS.values())
_INTERVAL = re.compile(rf"(?<!\w)(?:{words.pattern(words.EVERY)} )?{_number()} ?(?:{_UNITS})(?!\w)")
_EVERY_HOURS = re.compile(rf"(?<!\w){words.pattern(words.EVERY)} {_number()} ?h(?!\w)")
_ORDINALS = {number: _words(said) for number, said in words.ORDINALS.items()}
_WEEKDAY = "|".join(f"({words.pattern(day)})" for day in words.WEEKDAYS)
_WEEKDAYS = re.compile(rf"(?<!\w)(?:{_WEEKDAY})(?:\.?\s*(?:-|\b{words.pattern(words.TO)}\b)\s*(?:{_WEEKDAY}))?(?!\w)")
_ZONES = {zone: _words(said) for zone, said in words.ZONES.items()}
_NAMED_ZONE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\b")
_FILLERS = _words(words.FILLERS)


@lru_cache(4096)  # thousands of rows say the same
def frequency(text: str) -> Reading:
    """What a cell says of how often something runs; where it is not understood whole, not at all."""
    stated = text.strip()
    for read in (_as_cron, _as_duration):
        if (found := read(stated)) is not None:
            return found
    reader = _Reader(stated)
    reader.run()
    left = " ".join(folded(_FILLERS.sub(" ", folded(reader.rest))).split())
    if left:
        return Reading(None, f"`{left}` in it is not understood" if left != folded(stated) else "it is not understood")
    return concluded(reader.facts)


def _as_cron(text: str) -> Reading | None:
    if text.lower() in words.NICKNAMES:
        return Reading({"cron": words.NICKNAMES[text.lower()]})
    bare = re.sub(r"^cron\s*[:=]?\s*", "", text, flags=re.IGNORECASE).strip("\"'`()")
    with suppress(Fault):
        return Reading({"cron": " ".join(check_cron(bare).split())})
    return None


def _as_duration(text: str) -> Reading | None:
    """The language's own notation; but `22h` is a time of day in French, and no length of time divides a day so."""
    alone = _HOUR_ALONE.fullmatch(text.lower())
    if alone:
        hours = int(alone[1])
        return Reading({"every": f"{hours}h"}) if hours and 24 % hours == 0 else None
    with suppress(Fault):
        return Reading({"every": text}) if parse_duration(text) else None
    return None


@attrs.define(slots=True, eq=False)
class _Reader:
    """Takes out of a text what it understands, in the order of what must not be taken for something else."""

    rest: str
    facts: Facts = attrs.field(factory=Facts)

    def run(self) -> None:
        self._zones()
        self.rest = _plain(self.rest)
        for found in self._take(_DATE):
            self._date([int(number) for number in found.groups() if number])
        weekdays = self._take(_WEEKDAYS)
        self._hours()
        for found in self._take(_TIME):
            self._time(*found.groups())
        self.facts.days += [int(found[1] or found[2]) for found in self._take(_DAY)]
        self.rest = " ".join(re.sub(r"[\W_]", " ", self.rest).split())
        self._lengths()
        self._words()
        for found in weekdays:
            self._weekdays(found)

    def _words(self) -> None:
        for day, said in _ORDINALS.items():
            self.facts.days += [day for _ in self._take(said)]
        for period, said in _PERIODS.items():
            if self._take(said):
                self.facts.periods.add(period)
        for found in self._take(_HOUR_ALONE):
            self._time(found[1], "00", None)
        for kind, said in _KINDS.items():
            if self._take(said):
                self.facts.kinds.add(kind)

    def _take(self, said: re.Pattern[str]) -> list[re.Match[str]]:
        found = list(said.finditer(self.rest))
        self.rest = said.sub(" ", self.rest)
        return found

    def _zones(self) -> None:
        for found in self._take(_NAMED_ZONE):
            with suppress(Fault):
                self.facts.zones.add(check_timezone(found[0]))
        lowered = self.rest.lower()
        for zone, said in _ZONES.items():
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
        found = self._take(_HOURS)
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

    def _lengths(self) -> None:
        for found in self._take(_COUNT):
            count = _counted(found)
            if count == 1:
                self.facts.periods.add("daily")
                continue
            self.facts.lengths.append(86_400 // count if count and 86_400 % count == 0 else 0)
            self.facts.assumed.append("its runs are taken to be evenly spaced")
        for found in self._take(_EVERY_HOURS):
            self.facts.lengths.append(_counted(found) * 3_600)
        for found in self._take(_INTERVAL):
            unit = next(seconds for seconds, said in zip(words.UNITS, found.groups()[2:], strict=True) if said)
            self.facts.lengths.append(_counted(found) * unit)
        for seconds, said in _LENGTHS.items():
            self.facts.lengths += [seconds for _ in self._take(said)]

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
