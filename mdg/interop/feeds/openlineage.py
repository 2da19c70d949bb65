"""Run events of OpenLineage: a run that completes makes what it wrote visible.

A mapping says of which system, entity and group a dataset is the copy, and which flow a job is.  OpenLineage knows
datasets and no records, so an event is about the whole of a dataset: its record is ``*`` unless the mapping names one.
What a run writes comes from what it read: where an input is the same entity and group in another system, the change is
the newest that the log has of that input when the run started, with its origin; else it counts as made where it is
seen.
See the OpenLineage specification 2-0-2, "Run cycle": inputs and outputs may stand in any event of a run.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import attrs

from mdg.interop.feeds.awaited import Awaited, Named
from mdg.interop.feeds.feed import LeftOut
from mdg.interop.feeds.losses import Lost
from mdg.interop.feeds.mapping import MappingFile
from mdg.interop.feeds.times import instant

_DATASET = ("system", "entity", "group", "record")
_GONE = ("DROP", "TRUNCATE")
#: Kinds of events in the course of a run; one may be left out, and says nothing of where the run is.
_OPEN = ("START", "RUNNING", "OTHER", None)
_ENDS = ("COMPLETE", "FAIL", "ABORT")


@attrs.frozen(slots=True)
class _Copy:
    system: str
    entity: str
    group: str
    record: str


@attrs.frozen(slots=True)
class _Change:
    """The newest change that a dataset has: where it was made, and when, and since when it is there."""

    origin: str
    changed_at: dt.datetime
    applied_at: dt.datetime


def _age(change: _Change) -> tuple[dt.datetime, str]:
    return change.changed_at, change.origin


@attrs.define(slots=True)
class _History:
    """The changes of a dataset in the order in which they got there, and the newest up to each of them."""

    applied: list[dt.datetime] = attrs.field(factory=list)
    changes: list[_Change] = attrs.field(factory=list)
    best: list[_Change] = attrs.field(factory=list)

    def add(self, change: _Change) -> None:
        place = bisect.bisect_right(self.applied, change.applied_at)
        self.applied.insert(place, change.applied_at)
        self.changes.insert(place, change)
        del self.best[place:]  # nearly always nothing: logs are written in order
        for later in self.changes[place:]:
            self.best.append(max(self.best[-1], later, key=_age) if self.best else later)

    def newest(self, until: dt.datetime) -> _Change | None:
        place = bisect.bisect_right(self.applied, until)
        return self.best[place - 1] if place else None


@attrs.define(slots=True)
class _Run:
    line: int
    started: dt.datetime | None = None
    inputs: dict[str, None] = attrs.field(factory=dict)
    #: what a facet last said of each dataset's life; None where none did
    outputs: dict[str, Any] = attrs.field(factory=dict)
    #: those of which it was said that they were written
    written: set[str] = attrs.field(factory=set)

    def note(self, inputs: Iterable[str], outputs: Mapping[str, Mapping[str, Any]]) -> None:
        """What one more event of the run names; what it does not repeat holds on."""
        self.inputs.update(dict.fromkeys(inputs))
        for name, dataset in outputs.items():
            self.outputs[name] = _state(dataset) or self.outputs.get(name)


class OpenLineage:
    """The datasets and jobs that a mapping names, each as ``namespace/name``."""

    def __init__(self, file: MappingFile) -> None:
        file.check_keys((), file.root, ("feed", "datasets", "jobs"))
        self._file = file
        names = file.section("datasets")
        if not names:
            raise file.wrong((), "no dataset is mapped; add `datasets: {namespace/name: {…}}`")
        self._copies = {name: _copy(file, name) for name in names}
        self._flows = {name: file.text("jobs", name) for name in file.section("jobs")}
        self._awaited_datasets = Awaited(Named(name, ("datasets", name), key=True) for name in names)
        self._awaited_jobs = Awaited(Named(name, ("jobs", name), key=True) for name in self._flows)
        self._runs: dict[str, _Run] = {}
        self._completed: dict[str, _Run] = {}
        self._histories: dict[str, _History] = {}

    def rows(self, message: Any, number: int) -> Iterable[dict[str, Any]]:
        """The events of a run that completes: one for each dataset that it wrote and that is mapped."""
        if "run" not in message and ("dataset" in message or "job" in message):
            raise LeftOut("no run event: it describes a dataset or a job")
        run_id, kind, when = _run_id(message), message.get("eventType"), _when(message)
        inputs, outputs = _datasets(message, "inputs"), _datasets(message, "outputs")
        self._note({*inputs, *outputs}, message.get("job"))
        if kind not in (*_OPEN, *_ENDS):
            raise Lost(f"the `eventType` of a run event is none of `START`, `RUNNING`, `COMPLETE`, …: `{kind}`")
        run = self._completed.get(run_id)
        if run is not None:
            return self._again(run, run_id, message, when)
        run = self._runs.setdefault(run_id, _Run(number))
        run.note(inputs, outputs)
        if kind == "START":
            run.started = when
        if kind in _OPEN:
            raise LeftOut("an event in the course of a run: nothing is visible before it completes", str(kind))
        del self._runs[run_id]
        if kind != "COMPLETE":
            raise LeftOut("a run that did not complete", f"{kind} of {run_id}")
        job = _name(message.get("job"), "a job")
        self._completed[run_id] = run
        return self._written(run, run_id, job, when)

    def _again(self, run: _Run, run_id: str, message: Mapping[str, Any], when: dt.datetime) -> Iterable[dict[str, Any]]:
        """What an event says of a run that completed before it: what it wrote besides, if it completes again."""
        kind = message.get("eventType")
        inputs, outputs = _datasets(message, "inputs"), _datasets(message, "outputs")
        written = self._copies.keys() & outputs.keys() - run.written
        if kind == "START" and (written or self._copies.keys() & inputs.keys() - run.inputs.keys()):
            raise Lost("a run starts behind its end, with datasets that its end does not name: sort the log by time")
        if kind != "COMPLETE" or not written:
            raise LeftOut("an event of a run that has completed before", f"{kind} of {run_id}")
        run.note(inputs, outputs)
        return self._written(run, run_id, _name(message.get("job"), "a job"), when)

    def finish(self) -> Iterable[tuple[int, str, str]]:
        """Runs of which the log has no end."""
        return [(run.line, "a run that the log does not see complete", run_id) for run_id, run in self._runs.items()]

    def unseen(self) -> Iterable[tuple[str, str]]:
        """The datasets and the jobs that the mapping names, and no run had."""
        return self._file.unseen((self._awaited_datasets, self._awaited_jobs))

    def _note(self, datasets: Collection[str], job: Any) -> None:
        self._awaited_datasets.note(datasets.__contains__)
        if isinstance(job, Mapping):
            self._awaited_jobs.note(f"{job.get('namespace')}/{job.get('name')}".__eq__)

    def _written(self, run: _Run, run_id: str, job: str, when: dt.datetime) -> list[dict[str, Any]]:
        found = []
        for name, state in run.outputs.items():
            copy = self._copies.get(name)
            if copy is None or name in run.written:
                continue
            run.written.add(name)
            change = self._change(run, copy, when)
            self._histories.setdefault(name, _History()).add(change)
            moved = change.origin != copy.system
            found.append(
                {
                    "event_id": f"{run_id}/{name}",
                    "entity": copy.entity,
                    "record_id": copy.record,
                    "group": copy.group,
                    "operation": "delete" if state in _GONE else "update",
                    "origin": change.origin,
                    "changed_at": change.changed_at,
                    "system": copy.system,
                    "applied_at": when,
                    **({"via": self._flows[job]} if moved and self._flows.get(job) else {}),
                }
            )
        if not found:
            raise LeftOut("a run that wrote no dataset which the mapping names", job)
        return found

    def _change(self, run: _Run, copy: _Copy, when: dt.datetime) -> _Change:
        """The change that a run brought into a copy."""
        started = run.started or when
        sources = [name for name in run.inputs if self._is_source(name, copy)]
        seen = [self._histories[name].newest(started) for name in sources if name in self._histories]
        changes = [change for change in seen if change is not None]
        if changes:
            newest = max(changes, key=_age)
            return _Change(newest.origin, newest.changed_at, when)
        if sources:  # the log begins later than its first change: it was there when the run started
            return _Change(min(self._copies[name].system for name in sources), started, when)
        return _Change(copy.system, when, when)

    def _is_source(self, name: str, copy: _Copy) -> bool:
        other = self._copies.get(name)
        return other is not None and other.system != copy.system and attrs.evolve(other, system=copy.system) == copy


def _copy(file: MappingFile, name: str) -> _Copy:
    path = ("datasets", name)
    file.check_keys(path, file.section(*path), _DATASET)
    values = {key: file.text(*path, key) for key in _DATASET}
    for key in _DATASET[:3]:
        if values[key] is None:
            raise file.wrong(path, f"nothing says what the `{key}` of `{name}` is", key=True)
    return _Copy(*(values[key] or "*" for key in _DATASET))


def _run_id(message: Mapping[str, Any]) -> str:
    run = message.get("run")
    found = run.get("runId") if isinstance(run, Mapping) else None
    if not isinstance(found, str) or not found:
        raise Lost("a run event has no `run.runId`")
    return found


def _when(message: Mapping[str, Any]) -> dt.datetime:
    if "eventTime" not in message:
        raise Lost("a run event has no `eventTime`")
    return instant(message["eventTime"])


def _datasets(message: Mapping[str, Any], field: str) -> dict[str, Mapping[str, Any]]:
    found = message.get(field)
    if found is not None and not isinstance(found, list):
        raise Lost(f"the `{field}` of a run event are no list")
    return {_name(dataset, "a dataset"): dataset for dataset in found or ()}


def _name(named: Any, what: str) -> str:
    if not isinstance(named, Mapping) or not named.get("namespace") or not named.get("name"):
        raise Lost(f"{what} has no namespace and name")
    return f"{named['namespace']}/{named['name']}"


def _state(dataset: Mapping[str, Any]) -> Any:
    facets = dataset.get("facets")
    facet = facets.get("lifecycleStateChange") if isinstance(facets, Mapping) else None
    return facet.get("lifecycleStateChange") if isinstance(facet, Mapping) else None
