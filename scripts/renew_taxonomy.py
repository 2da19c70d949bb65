"""Renew mdg/data/fides_taxonomy.json from the published package fideslang.

Run it from the project's root: ``python scripts/renew_taxonomy.py [fideslang==VERSION]``.
"""

from __future__ import annotations

import ast
import datetime as dt
import sys

from wheel import Wheel, download, write

LISTS = {"data_categories": "category", "data_uses": "use", "data_subjects": "subject"}


def entries(wheel: Wheel, module: str, kind: str) -> dict[str, str]:
    """The keys of one list that are not deprecated, with their names, sorted."""
    found = {}
    for call in wheel.calls(f"fideslang/default_taxonomy/{module}.py", f"default_{kind}_factory"):
        stated = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg in _WANTED}
        if "version_deprecated" not in stated:
            found[stated["fides_key"]] = stated["name"]
    return dict(sorted(found.items()))


_WANTED = ("fides_key", "name", "version_deprecated")


def main(requirement: str = "fideslang") -> None:
    """Download the package, and write the file."""
    wheel = download(requirement)
    write(
        "fides_taxonomy.json",
        {
            "source": "https://pypi.org/project/fideslang/",
            "version": wheel.metadata["Version"],
            "retrieved": dt.date.today().isoformat(),  # noqa: TID251  # a person runs this
            "licence": "CC-BY-4.0",
            "attribution": "Fides taxonomy, Ethyca, Inc.; keys and names alone, deprecated ones left out",
            **{name: entries(wheel, name, kind) for name, kind in LISTS.items()},
        },
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
