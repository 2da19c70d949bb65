"""What the settings say of rules: codes that no rule has are mistakes in the text."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Place, Problem
from mdg.rules import CODES
from mdg.text import Text
from mdg.text.suggest import nearest


def unknown_codes(text: Text) -> Iterator[Problem]:
    """A problem for each code in the settings that no rule has, nor begins with."""
    settings = text.document.settings
    if settings is None:
        return
    for key in ("select", "ignore"):
        for index, code in enumerate(getattr(settings, key) or ()):
            if not any(known.startswith(code) for known in CODES):
                yield _unknown(code, key, text.place("settings", key, index))
    for code in settings.severity or ():
        if code not in CODES:
            yield _unknown(code, "severity", text.place("settings", "severity", code, key=True))


def _unknown(code: str, key: str, place: Place) -> Problem:
    near = nearest(code, CODES)
    return Problem(
        code="MDG008",
        message=f"there is no rule `{code}`",
        place=place,
        subject=("settings", "settings"),
        field=f"{key}={code}",
        help=f"did you mean `{near}`?" if near else "`mdg rules` lists them",
    )
