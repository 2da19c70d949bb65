"""Two ways to drive a propagation: from a pool of threads, and from asyncio. Either goes on after a crash.

A driver knows nothing of databases. It is given the plan, a function that brings the change to one system, and a
journal; the plan says whose turn it is.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

from databases import NotYet

import mdg

Deliver = Callable[[str], None]
ATTEMPTS = 6
#: Seconds before the second attempt; each later one waits twice as long.
FIRST_PAUSE = 0.01


class Crash(Exception):
    """The end of a process in the middle of its work, for trying that out."""


class Journal:
    """The systems that have a change, on disk: what a process that starts anew needs to know.

    ``crash_after`` so many systems, it ends the process.
    """

    def __init__(self, file: Path, change: str, crash_after: int | None = None) -> None:
        self.file, self.change, self.crash_after = file, change, crash_after
        self.noted = 0
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("create table if not exists done (change text, system text, primary key (change, system))")

    def done(self) -> set[str]:
        with closing(sqlite3.connect(self.file)) as database:
            rows = database.execute("select system from done where change = ?", (self.change,)).fetchall()
        return {system for (system,) in rows}

    def note(self, system: str) -> None:
        """The system has the change; written before anything is built on it."""
        if self.noted == self.crash_after:
            raise Crash(f"crashed after {self.noted} systems")
        self.noted += 1
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute("insert or ignore into done values (?, ?)", (self.change, system))


class Tries:
    """How often each system was tried; gives up after :data:`ATTEMPTS`."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def pause(self, system: str, failure: NotYet) -> float:
        """Seconds until the next attempt; raises the failure where it was the last one."""
        self._count[system] += 1
        if self._count[system] == ATTEMPTS:
            raise failure
        return FIRST_PAUSE * 2 ** (self._count[system] - 1)


def with_threads(plan: mdg.Propagation, deliver: Deliver, journal: Journal, workers: int = 4) -> None:
    """Tell every system of the plan, several at once, from a pool of threads."""
    plan.resume(journal.done())
    tries = Tries()

    def attempt(system: str, pause: float = 0) -> None:
        time.sleep(pause)
        deliver(system)

    with ThreadPoolExecutor(workers) as pool:
        running: dict[Future[None], str] = {}
        while plan.is_active():
            running |= {pool.submit(attempt, system): system for system in plan.get_ready()}
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                system = running.pop(future)
                try:
                    future.result()
                except NotYet as failure:
                    running[pool.submit(attempt, system, tries.pause(system, failure))] = system
                else:
                    journal.note(system)
                    plan.done(system)


async def with_asyncio(plan: mdg.Propagation, deliver: Deliver, journal: Journal) -> None:
    """The same from one event loop; here each delivery blocks, and so runs in a thread of the loop's."""
    plan.resume(journal.done())
    tries = Tries()

    async def tell(system: str) -> None:
        while True:
            try:
                return await asyncio.to_thread(deliver, system)
            except NotYet as failure:
                await asyncio.sleep(tries.pause(system, failure))

    running: dict[asyncio.Task[None], str] = {}
    try:
        while plan.is_active():
            running |= {asyncio.create_task(tell(system)): system for system in plan.get_ready()}
            finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                system = running.pop(task)
                task.result()
                journal.note(system)
                plan.done(system)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
