"""How often, as people write it in three languages: understood whole, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdg.interop.sheets.frequency import frequency, with_unit
from mdg.text.documents import document_class

EVERY = [
    ("daily", "1d"),
    ("täglich", "1d"),
    ("taeglich", "1d"),
    ("TÄGLICH", "1d"),
    ("quotidien", "1d"),
    ("tous les jours", "1d"),
    ("nightly batch", "1d"),
    ("Batch nachts", "1d"),
    ("1x/Tag", "1d"),
    ("einmal täglich", "1d"),
    ("2x täglich", "12h"),
    ("twice a day", "12h"),
    ("2 fois par jour", "12h"),
    ("hourly", "1h"),
    ("stündlich", "1h"),
    ("toutes les heures", "1h"),
    ("every 15 min", "15m"),
    ("alle 15 Minuten", "15m"),
    ("15-minütlich", "15m"),
    ("15 min", "15m"),
    ("15m", "15m"),
    ("PT15M", "PT15M"),
    ("viertelstündlich", "15m"),
    ("toutes les 15 minutes", "15m"),
    ("every 30 sec", "30s"),
    ("alle zwei Stunden", "2h"),
    ("alle 2 h", "2h"),
    ("2 h", "2h"),
    ("every 90 min", "1h30m"),
    ("weekly", "7d"),
    ("wöchentlich (So)", "1w"),
    ("montags", "1w"),
    ("hebdomadaire", "7d"),
    ("14-tägig", "14d"),
    ("bimensuel", "17d"),
    ("halbmonatlich", "17d"),
    ("monthly", "31d"),
    ("mensuel", "31d"),
    ("quartalsweise", "92d"),
    ("halbjährlich", "184d"),
    ("annuel", "366d"),
    ("0,5 h", "30m"),
    ("alle 1,5 Stunden", "1h30m"),
    ("every 1.5 hours", "1h30m"),
    ("0,25 Std.", "15m"),
    ("every 15m", "15m"),
    ("1 d", "1d"),
    ("stdl.", "1h"),
    ("stündl.", "1h"),
    ("wöch.", "7d"),
    ("mtl.", "31d"),
    ("once per hour", "1h"),
    ("4x pro Stunde", "15m"),
    ("une fois par semaine", "7d"),
    ("1x wöchentlich", "7d"),
    ("einmal im Monat", "31d"),
    ("14-täglich", "14d"),
    ("every other day", "2d"),
    ("jeden zweiten Tag", "2d"),
    ("alle 3 Monate", "93d"),
    ("10-Minuten-Takt", "10m"),
    ("rate(15 minutes)", "15m"),
]
CRON = [
    ("daily 22:00", "0 22 * * *"),
    ("täglich um 22 Uhr", "0 22 * * *"),
    ("täglich, 2:30 Uhr", "30 2 * * *"),
    ("daily at 22.00", "0 22 * * *"),
    ("daily 10 pm", "0 22 * * *"),
    ("12:15 am", "15 0 * * *"),
    ("12 pm", "0 12 * * *"),
    ("tous les jours à 22h", "0 22 * * *"),
    ("tous les jours 22h30", "30 22 * * *"),
    ("22:00", "0 22 * * *"),
    ("22h", "0 22 * * *"),
    ("täglich 06:00 und 18:00", "0 6,18 * * *"),
    ("à 6h et 18h", "0 6,18 * * *"),
    ("Mo-Fr 22:00", "0 22 * * 1-5"),
    ("Mo.-Fr. 22:00", "0 22 * * 1-5"),
    ("Mo \N{EN DASH} Fr 22:00", "0 22 * * 1-5"),
    ("lundi au vendredi 20h", "0 20 * * 1-5"),
    ("werktags 22 Uhr", "0 22 * * 1-5"),
    ("working days 22:00", "0 22 * * 1-5"),
    ("jours ouvrés à 6h", "0 6 * * 1-5"),
    ("Fr-Mo 01:00", "0 1 * * 0,1,5,6"),
    ("Mo, Mi, Fr 08:00", "0 8 * * 1,3,5"),
    ("weekly Mon 06:00", "0 6 * * 1"),
    ("every Monday at 6am", "0 6 * * 1"),
    ("le lundi à 6h", "0 6 * * 1"),
    ("monatlich am 1.", "0 0 1 * *"),
    ("am 15. jeden Monats", "0 0 15 * *"),
    ("monthly on the 15th at 06:00", "0 6 15 * *"),
    ("mensuel le 1er", "0 0 1 * *"),
    ("jeden 1. des Monats um 3 Uhr", "0 3 1 * *"),
    ("monatlich am 1. und 15.", "0 0 1,15 * *"),
    ("Monatsultimo", "0 0 L * *"),
    ("end of month", "0 0 L * *"),
    ("fin de mois", "0 0 L * *"),
    ("monatlich 1. Montag 06:00", "0 6 * * 1#1"),
    ("premier lundi du mois à 6h", "0 6 * * 1#1"),
    ("every 15 min 8-18 Uhr Mo-Fr", "*/15 8-18 * * 1-5"),
    ("hourly 8-18", "0 8-18 * * *"),
    ("0 22 * * 1-5", "0 22 * * 1-5"),
    ("cron: 0 22 * * 1-5", "0 22 * * 1-5"),
    ("@weekly", "0 0 * * 0"),
    ("2x täglich (06:00, 18:00)", "0 6,18 * * *"),
    ("daily at noon", "0 12 * * *"),
    ("täglich um Mitternacht", "0 0 * * *"),
    ("à minuit", "0 0 * * *"),
    ("am Wochenende 3:00", "0 3 * * 0,6"),
    ("um 2h", "0 2 * * *"),
    ("toutes les nuits 2h", "0 2 * * *"),
    ("22.30 h", "30 22 * * *"),
    ("0 0 22 ? * MON-FRI", "0 22 * * MON-FRI"),
    ("0 0/15 * ? * 2-6 *", "*/15 * * * 1-5"),
    ("cron(0 22 ? * MON-FRI *)", "0 22 * * MON-FRI"),
]
EVENT = [
    "real-time",
    "Echtzeit (Kafka)",
    "near real-time via API",
    "bei Änderung",
    "temps réel",
    "online",
    "event-driven",
]
MANUAL = ["on demand", "bei Bedarf", "nach Bedarf", "à la demande", "ad-hoc", "manuell", "auf Anfrage"]
UNCLEAR = [
    ("alle paar Tage", "`paar tage` in it is not understood"),
    ("täglich außer Sonntag", "`ausser` in it is not understood"),
    ("mehrmals täglich", "`mehrmals` in it is not understood"),
    ("every 15 to 20 min", "`min` in it is not understood"),
    ("T+1", "`t 1` in it is not understood"),
    ("7 x täglich", "no interval comes of it"),
    ("every 0 min", "no interval comes of it"),
    ("tbd", "it is not understood"),
    ("10", "it is not understood"),
    ("batch", "it does not say how often"),
    ("daily, weekly", "it says more than one thing"),
    ("Delta stündlich, full load wöchentlich", "it says more than one thing"),
    ("Echtzeit und täglich 22:00", "it says more than one thing"),
    ("Echtzeit oder bei Bedarf", "`oder` in it is not understood"),
    ("daily 6:00, 18:30", "its times differ in their minutes, which takes a flow for each"),
    ("every 7 min Mo-Fr", "no schedule of cron runs at such intervals on some days only"),
    ("8-18 Uhr", "it says from when to when, and not how often"),
    ("täglich 25:00", "`25` is no hour in the cron expression `0 25 * * *`"),
    ("monatlich am 32.", "`32` is no day of the month in the cron expression `0 0 32 * *`"),
    ("25 pm", "it says more than one thing"),
    ("einmalig", "a single load needs its day, like `once 2027-03-26 18:00`"),
    ("einmalig 31.02.2027", "it says more than one thing"),
    ("monthly 06:00", "it does not say on which day"),
    ("never", "it is not understood"),
    ("<1h", "`1h` may be a time of day or a length of time"),
    ("Batch 2h", "`2h` may be a time of day or a length of time"),
    ("> 5 min", "`>` in it is not understood"),
    ("0,3 sec", "no interval comes of it"),
    ("0 0 22 * * 1", "`0 0 22 1` in it is not understood"),
    ("0 0 22 ? * 6L", "`0 0 22 6l` in it is not understood"),
    ("30 0 22 ? * 2 2030", "`30 0 22 2 2030` in it is not understood"),
]


@pytest.mark.parametrize(("text", "length"), EVERY)
def test_intervals(text: str, length: str) -> None:
    assert frequency(text).trigger == {"every": length}


@pytest.mark.parametrize(("text", "cron"), CRON)
def test_schedules(text: str, cron: str) -> None:
    assert frequency(text).trigger == {"cron": cron}


@pytest.mark.parametrize("text", EVENT)
def test_at_once(text: str) -> None:
    assert frequency(text).trigger == "event"


@pytest.mark.parametrize("text", MANUAL)
def test_by_hand(text: str) -> None:
    assert frequency(text).trigger == "manual"


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("einmalig 26.03.2027 18:00", "2027-03-26T18:00"),
        ("one-time 2027-03-26", "2027-03-26T00:00"),
        ("migration 2027-03-26 at 6pm", "2027-03-26T18:00"),
    ],
)
def test_once(text: str, once: str) -> None:
    assert frequency(text).trigger == {"once": once}


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("daily 22:00 UTC", "UTC"),
        ("täglich 22:00 Uhr MEZ", "CET"),
        ("daily 22:00 Europe/Berlin", "Europe/Berlin"),
        ("America/New_York 22:00", "America/New_York"),
    ],
)
def test_time_zones(text: str, zone: str) -> None:
    assert frequency(text).trigger == {"cron": "0 22 * * *", "timezone": zone}


@pytest.mark.parametrize(("text", "why"), UNCLEAR)
def test_what_is_not_understood_is_no_trigger(text: str, why: str) -> None:
    found = frequency(text)
    assert (found.trigger, found.why) == (None, why)


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("monatlich am 1.", ("it is taken to be at midnight",)),
        ("2x täglich", ("its runs are taken to be evenly spaced",)),
        ("werktags", ("it is taken to be at midnight",)),
        ("daily 22:00", ()),
        ("daily", ()),
        ("daily?", ("a question mark stands there",)),
    ],
)
def test_what_was_assumed_is_said(text: str, assumed: tuple[str, ...]) -> None:
    assert frequency(text).assumed == assumed


WORDS = st.sampled_from(
    [
        *("daily", "täglich", "every", "alle", "15", "2", "min", "Stunden", "h", "um", "22:00", "6", "Uhr", "am", "1."),
        *(
            "Mo-Fr",
            "montags",
            "monthly",
            "fin de mois",
            "bei Bedarf",
            "Echtzeit",
            "einmalig",
            "26.03.2027",
            "8-18",
            "UTC",
        ),
        *("1,5", "2h", "0.5h", "einmal", "pro Stunde", "noon", "month", "weekend", "und", "un", ">", "?"),
        *("00:60", "99", "x", "0", "31.", "first", "Ultimo", "pm", ",", "/", "(", "nicht"),
    ]
)


@given(st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=20))
def test_whatever_is_understood_is_a_trigger_of_the_language(text: str) -> None:
    found = frequency(text)
    if found.trigger is None:
        assert found.why
    else:
        flow: Any = document_class("FlowDocument").model_validate({"from": "a", "to": "b", "trigger": found.trigger})
        assert flow.trigger


@given(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), st.sampled_from(["nicht", "außer", "sauf", "except"]))
def test_a_word_that_nobody_knows_is_never_passed_over(text: str, word: str) -> None:
    """It may turn the meaning into its opposite."""
    assert frequency(f"{text} {word} Sonntag").trigger is None


@pytest.mark.parametrize(
    ("text", "heading", "every"),
    [
        ("15", "Intervall in Minuten", "15m"),
        ("0,5", "Frequenz (Minuten)", "30s"),
        ("7", "Interval [h]", "7h"),
        ("15", "interval_minutes", "15m"),
        ("90", "Takt (Sek.)", "1m30s"),
        ("2", "Intervalle en semaines", "14d"),
        ("4", "Läufe pro Tag", "6h"),
        ("24", "runs/day", "1h"),
        ("6", "fois par heure", "10m"),
    ],
)
def test_a_number_has_the_unit_of_its_heading(text: str, heading: str, every: str) -> None:
    assert frequency(with_unit(text, heading)).trigger == {"every": every}


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("15", "Frequenz"),  # no unit
        ("15", "runs per minute"),  # not fifteen minutes
        ("15", "Tag"),  # the day of the month, it may be
        ("0", "Minuten"),
    ],
)
def test_a_number_without_a_unit_is_no_interval(text: str, heading: str) -> None:
    assert frequency(with_unit(text, heading)).trigger is None


@pytest.mark.parametrize("text", ["täglich", "2h", "alle 5 min", "*/5 * * * *", "15.30 Uhr"])
def test_a_text_says_its_own_unit(text: str) -> None:
    assert with_unit(text, "Intervall in Minuten") == text
