"""Create a customer in the shop, and bring it to every system that is to have it, in the order of `mdg`'s plan.

    python propagate.py DATABASES [--asyncio] [--crash-after N]

DATABASES is a folder for the databases, one a system. Run it again after a crash: it goes on with what is left.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from databases import Databases
from drivers import Crash, Journal, with_asyncio, with_threads

import mdg

HERE = Path(__file__).parent
RECORD = {"country": "DE", "consent": "granted"}
CUSTOMER = {"identity": "4711, Anna", "contact": "anna@example.com", "consent": "granted"}


def main() -> int:
    """Carry out the command; its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("databases", type=Path, help="a folder for the databases")
    parser.add_argument("--asyncio", action="store_true", help="from an event loop, and not from threads")
    parser.add_argument("--crash-after", type=int, metavar="N", help="end after so many systems, as a crash would")
    asked = parser.parse_args()
    asked.databases.mkdir(exist_ok=True)

    landscape = mdg.load(HERE / "landscape.yaml")
    plan = mdg.plan(landscape, "create", origin="shop", entity="customer", record=RECORD)
    databases = Databases(asked.databases, landscape, failures={"crm": 2, "mailer": 1})
    journal = Journal(asked.databases / "journal.db", "create customer 4711", asked.crash_after)
    databases.write("shop", "4711", CUSTOMER, version=1)
    if before := journal.done():
        print(f"going on after {len(before)} of {len(plan.arrivals)} systems")

    def deliver(system: str) -> None:
        databases.deliver(plan, system, "4711", version=1)

    try:
        if asked.asyncio:
            asyncio.run(with_asyncio(plan, deliver, journal))
        else:
            with_threads(plan, deliver, journal)
    except Crash as crash:
        print(crash)
        return 1
    for number, wave in enumerate(plan.waves):
        for system in wave:
            has = ", ".join(sorted(databases.read(system, "4711")))
            print(f"wave {number}: {system} has {has}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
