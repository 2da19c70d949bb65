"""The systems of the example: a SQLite database each, with one table, and what a flow does between two of them.

A real landscape has the API of an ERP here, a queue, a file drop. What matters is the same: a delivery may fail and be
tried again, it may happen twice, and an older version never overwrites a newer one.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import mdg
from mdg.model.topology import Flow

TABLE = """
create table if not exists customer (
    number text, attribute_group text, content text, version integer,
    primary key (number, attribute_group)
)
"""
NEWER = """
insert into customer values (?, ?, ?, ?)
on conflict do update set content = excluded.content, version = excluded.version
where excluded.version > version
"""


class NotYet(Exception):
    """A delivery that may succeed a little later."""


class Databases:
    """The databases of all systems, in one folder.

    ``failures`` says how often a delivery to a system fails before it succeeds: real systems do that by themselves.
    ``delivered`` counts the deliveries that succeeded.
    """

    def __init__(self, folder: Path, landscape: mdg.Landscape, failures: Mapping[str, int] | None = None) -> None:
        self.folder, self.landscape = folder, landscape
        self.delivered: Counter[str] = Counter()
        self._failures = Counter(failures or {})
        self._lock = threading.Lock()

    @contextmanager
    def of(self, system: str) -> Iterator[sqlite3.Connection]:
        """A connection for the length of one transaction; each thread has its own."""
        connection = sqlite3.connect(self.folder / f"{system}.db", timeout=10)
        try:
            with connection:
                connection.execute(TABLE)
                yield connection
        finally:
            connection.close()

    def write(self, system: str, number: str, groups: Mapping[str, str], version: int) -> None:
        """What a user of a system does: enter the groups of a record, or change them."""
        with self.of(system) as database:
            database.executemany(NEWER, [(number, group, content, version) for group, content in groups.items()])

    def read(self, system: str, number: str) -> dict[str, tuple[str, int]]:
        """What a system has of a record: content and version of each group."""
        with self.of(system) as database:
            found = database.execute(
                "select attribute_group, content, version from customer where number = ?", (number,)
            ).fetchall()
        return {group: (content, version) for group, content, version in found}

    def deliver(self, plan: mdg.Propagation, system: str, number: str, version: int) -> None:
        """Bring a change to a system, along the flows of the plan that lead there.

        Raises NotYet where no sender has the change, which in a cycle may be a matter of who comes first, and where the
        system cannot be reached. To repeat a delivery does no harm.
        """
        if system == plan.origin:
            return
        self._fail_at_first(system)
        changed = plan.arrivals[system].groups
        arrived = set()
        for flow in self._flows_into(plan, system):
            sent = self.read(flow.source, number)
            fresh = {g: sent[g][0] for g in flow.carries if g in changed and g in sent and sent[g][1] >= version}
            self.write(system, number, fresh, version)
            arrived |= fresh.keys()
        if not arrived.issuperset(changed):
            raise NotYet(f"no sender has all of the change for {system} yet")
        with self._lock:
            self.delivered[system] += 1

    def _flows_into(self, plan: mdg.Propagation, system: str) -> list[Flow]:
        return [self.landscape.flows[name] for name in plan.flows if self.landscape.flows[name].target == system]

    def _fail_at_first(self, system: str) -> None:
        with self._lock:
            if self._failures[system] > 0:
                self._failures[system] -= 1
                raise NotYet(f"{system} is not there")
