"""Renew mdg/data/iso3166.json, the countries of ISO 3166-1, from the published package iso3166.

Run it from the project's root: ``python scripts/renew_countries.py [iso3166==VERSION]``.
"""

from __future__ import annotations

import ast
import datetime as dt
import sys

from wheel import download, write


def assigned_by_users(code: str) -> bool:
    """Whether the standard leaves a code to its users, who give it meanings of their own (as XK for Kosovo)."""
    return code in ("AA", "ZZ") or "QM" <= code <= "QZ" or code.startswith("X")


def main(requirement: str = "iso3166") -> None:
    """Download the package, and write the file."""
    wheel = download(requirement)
    found = {}
    for call in wheel.calls("iso3166/__init__.py", "Country"):
        name, code = (ast.literal_eval(argument) for argument in call.args[:2])
        if not assigned_by_users(code):
            found[code] = name
    write(
        "iso3166.json",
        {
            "source": "https://pypi.org/project/iso3166/",
            "version": wheel.metadata["Version"],
            "retrieved": dt.date.today().isoformat(),  # noqa: TID251  # a person runs this
            "licence": "MIT",
            "attribution": "python-iso3166, Mike Spindel; ISO 3166-1 alpha-2 codes and English short names",
            "countries": dict(sorted(found.items())),
        },
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
