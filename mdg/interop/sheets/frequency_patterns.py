"""How pieces of a text about frequency look: patterns over the folded words of three languages."""

from __future__ import annotations

import re

from mdg.interop.sheets import frequency_words as words

HALF = r"(?:\s*(a\.?m\.?|p\.?m\.?)\b)?"
DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b|\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", re.ASCII)
HOURS = re.compile(
    r"\b(\d{1,2})(?:[:.]00)?\s*(?:uhr|h)?\s*(?:-|bis|to|until|till)\s*(\d{1,2})(?:[:.]00)?(?:\s*(?:uhr|h))?(?![\w.:])",
    re.ASCII,
)
TIME = re.compile(
    rf"\b(\d{{1,2}})[:.](\d\d)(?::00)?(?![\w.]){HALF}|\b(\d{{1,2}})\s?h\s?(\d\d)\b|\b(\d{{1,2}})\s*(a\.?m\.?|p\.?m\.?)(?!\w)"
    rf"|\b(\d{{1,2}})\s*(?:uhr|o'clock)\b",
    re.ASCII,
)
HOUR_ALONE = re.compile(r"\b(\d{1,2})\s?h(?!\w)", re.ASCII)
DAY = re.compile(
    r"\b(\d{1,2})(?:\.(?=\s|$|[,;)+&/])|st\b|nd\b|rd\b|th\b|er\b|ten\b)|\b(?:am|le|on day|day|jour)\s+(\d{1,2})\b",
    re.ASCII,
)


def _words(listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){words.pattern(listed)}(?!\w)")


def _number() -> str:
    return rf"(?:(\d{{1,4}})|({'|'.join(words.pattern(spelt) for spelt in words.NUMBERS.values())}))"


KINDS = {"event": _words(words.EVENT), "manual": _words(words.MANUAL), "once": _words(words.ONCE)}
LENGTHS = {
    900: _words(words.QUARTER_HOURLY),
    1_800: _words(words.HALF_HOURLY),
    3_600: _words(words.HOURLY),
    60: _words(words.MINUTELY),
}
#: Intervals in whose names there is a number.
NUMBERED = {
    1_209_600: _words(words.FORTNIGHTLY),
    1_468_800: _words(words.TWICE_A_MONTH),
    172_800: _words(words.EVERY_OTHER_DAY),
}
PERIODS = {
    "last": _words(words.LAST_DAY),
    "quarterly": _words(words.QUARTERLY),
    "half-yearly": _words(words.HALF_YEARLY),
    "yearly": _words(words.YEARLY),
    "working days": _words(words.WORKING_DAYS),
    "monthly": _words(words.MONTHLY),
    "weekly": _words(words.WEEKLY),
    "daily": _words(words.DAILY),
}
COUNT = re.compile(
    rf"(?<!\w){_number()} ?(?:{words.pattern(words.TIMES)} )?{words.pattern(words.DAILY + '|' + words.A_DAY)}(?!\w)"
)
UNITS = "|".join(f"({words.pattern(unit)})" for unit in words.UNITS.values())
INTERVAL = re.compile(rf"(?<!\w)(?:{words.pattern(words.EVERY)} )?{_number()} ?(?:{UNITS})(?!\w)")
EVERY_HOURS = re.compile(rf"(?<!\w){words.pattern(words.EVERY)} {_number()} ?h(?!\w)")
EVERY = re.compile(rf"^{words.pattern(words.EVERY)} +(?=[0-9P])", re.IGNORECASE)
#: `1,5 h`, but `22.30 h` is a time of day.
DECIMAL = re.compile(
    rf"(?<![\w.,:])(\d{{1,3}})(?:[.,](\d)|,(\d\d)|\.(\d\d)(?= ?[a-z]{{2}})) ?(?:(h)|{UNITS})(?!\w)", re.ASCII
)
COUNT_AN_HOUR = re.compile(
    rf"(?<!\w){_number()} ?(?:{words.pattern(words.TIMES)} )?{words.pattern(words.AN_HOUR)}(?!\w)"
)
#: Before a period, these say nothing more.
ONE_TIME = re.compile(rf"(?<!\w){words.pattern(words.ONE_TIME)}(?= {words.pattern(words.PERIODS)}(?!\w))")
NOON, MIDNIGHT, WEEKEND = _words(words.NOON), _words(words.MIDNIGHT), _words(words.WEEKEND)
MORE = re.compile(r"(?<![-=<])>(?!=)")
#: A cell that leaves the unit to the heading above it; the units there, and whether they say how far apart runs are or
#: how many there are in one.
BARE_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d)?", re.ASCII)
HEADED_UNITS = [
    (unit, _words(several), re.compile(rf"(?<!\w){words.pattern(words.PER)} {words.pattern(one)}(?!\w)"))
    for unit, (several, one) in words.HEADED_UNITS.items()
]
#: What makes `2h` a time of day.
AT = re.compile(rf"(?<!\w){words.pattern(words.AT)} $")
ORDINALS = {number: _words(said) for number, said in words.ORDINALS.items()}
WEEKDAY = "|".join(f"({words.pattern(day)})" for day in words.WEEKDAYS)
WEEKDAYS = re.compile(rf"(?<!\w)(?:{WEEKDAY})(?:\.?\s*(?:-|\b{words.pattern(words.TO)}\b)\s*(?:{WEEKDAY}))?(?!\w)")
ZONES = {zone: _words(said) for zone, said in words.ZONES.items()}
NAMED_ZONE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\b")
FILLERS = _words(words.FILLERS)
