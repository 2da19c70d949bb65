"""``mdg check --without``: what would be worse if something were not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from mdg.cli import FINE, FOUND, terminal
from mdg.cli.options import now, standard_input
from mdg.cli.streams import put, save
from mdg.diagnostic import Report
from mdg.topology.outage import Worsening


def check_without(
    path: str,
    names: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    *,
    form: str,
    fail_on: str | None,
    as_of: dt.date | None,
    output: Path | None,
) -> int:
    """Check the landscape with and without those names, and write what is worse; the exit status."""
    from mdg.pipeline import load
    from mdg.pipeline.check_without import check_without as checked

    landscape = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    report, found = checked(landscape, names, select, ignore)
    if output is None:
        put(_written(report, found, form, on_screen=True), exact=form == "json")
    else:
        save(_written(report, found, form, on_screen=False), output)
    return FINE if report.ok(fail_on or report.fail_on) else FOUND


def _written(report: Report, found: Worsening, form: str, *, on_screen: bool) -> str:
    if form == "json":
        from mdg.render.json import document

        findings = report.as_json()
        return document({**findings, "what_if": found.as_json(), "findings": findings.pop("findings")})
    from mdg.render import what_if

    if on_screen:
        return what_if.report(report, found, terminal.columns(), terminal.style())
    return what_if.report(report, found, terminal.WIDTH)
