"""Where logs and stores meet: each input's rows read, translated and stored, with what became of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import attrs

from mdg.collector import CollectorResting
from mdg.diagnostic import MdgError
from mdg.interop import feeds
from mdg.pipeline.recorded import Recorded
from mdg.pipeline.rejections import Rejections
from mdg.store.engine import engine_of
from mdg.store.recording import Item, Tally, record_rows


class Recording:
    """Records several inputs into one store; ``result`` is true of what is committed, at any time."""

    def __init__(
        self,
        url: str,
        *,
        rejected: str | os.PathLike[str] | None = None,
        progress: Callable[[Recorded], None] | None = None,
    ) -> None:
        self.result = Recorded()
        self._engine = engine_of(url)
        self._rejections = Rejections(self.result, rejected)
        self._rejected = rejected
        self._progress = progress or (lambda _: None)
        self._tally = Tally()
        self._losses = feeds.Losses()

    def __enter__(self) -> Recording:
        self._rejections.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._update()
        if error is None:
            self._rejections.close()
        else:
            with contextlib.suppress(MdgError):  # what went wrong first is what is told
                self._rejections.close()

    def path(
        self,
        path: str,
        *,
        form: str | None = None,
        mapping: str | os.PathLike[str] | None = None,
        source: str | None = None,
    ) -> None:
        """Record a log.  MdgError where it cannot be read."""
        form = form or form_of(path)
        with _opened(path) as stream:
            self.stream(stream, path, form, mapping, source or str(Path(path).resolve()))

    def stream(
        self, stream: BinaryIO, name: str, form: str, mapping: str | os.PathLike[str] | None, source: str
    ) -> None:
        """Record what is read from a stream, which messages call ``name``."""
        read = None if mapping is None else feeds.read_mapping(os.fspath(mapping), _content(mapping))
        with CollectorResting():  # what is read refers to nothing that refers to it; what a program makes may
            self._record(feeds.rows(stream, name, form, read, self._losses), name, source)

    def rows(self, events: Iterable[Mapping[str, Any]] | Any, source: str) -> None:
        """Record mappings, or the rows of an Arrow table."""
        self._record(_from_python(events), source, source)

    def check(self, path: str, form: str | None = None) -> None:
        """MdgError, before anything is done, for a log that cannot be read or would be written over."""
        if form is None:
            form_of(path)
        with _opened(path), contextlib.suppress(OSError):
            if self._rejected is not None and Path(self._rejected).samefile(path):
                raise MdgError(f"`{path}` is read; name another file for rejected rows")

    def _record(self, items: Iterable[Item], name: str, source: str) -> None:
        self._rejections.file = name
        try:
            record_rows(self._engine, source, items, _ByLine(self._rejections), self._tally, progress=self._committed)
        except OSError as failure:
            raise _unread(name, failure) from failure
        finally:
            self._update()

    def _committed(self, _: Tally) -> None:
        self._update()
        self._progress(self.result)

    def _update(self) -> None:
        for name in ("read", "recorded", "repeated", "known", "rejected", "unknown"):
            setattr(self.result, name, getattr(self._tally, name))
        self.result.left_out = [attrs.asdict(loss) for loss in self._losses.listed()]
        self.result.unseen = [*self._losses.unseen]


class _ByLine:
    """Rejected rows by the line at which their message stands."""

    def __init__(self, rejections: Rejections) -> None:
        self._rejections = rejections
        self.flush = rejections.flush

    def put(self, position: int, raw: Any, reason: str) -> None:
        self._rejections.put(feeds.line_of(position), raw, reason)


def form_of(path: str) -> str:
    """The format that the ending of a file tells; MdgError where it tells none."""
    ending = Path(path).suffix.lower()
    if ending not in feeds.ENDINGS:
        raise MdgError(
            f"the name of `{path}` does not tell its format; add `--format` with one of {', '.join(feeds.FORMATS)}"
        )
    return feeds.ENDINGS[ending]


@contextlib.contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    try:
        stream = Path(path).open("rb", buffering=2**20)  # noqa: SIM115  # closed below; only to open it may fail here
    except (OSError, ValueError) as failure:
        raise _unread(path, failure) from failure
    with stream:
        yield stream


def _content(path: str | os.PathLike[str]) -> bytes:
    with _opened(os.fspath(path)) as stream:
        try:
            return stream.read()
        except OSError as failure:
            raise _unread(os.fspath(path), failure) from failure


def _unread(path: str, failure: OSError | ValueError) -> MdgError:
    why = getattr(failure, "strerror", None) or str(failure)
    return MdgError(f"`{path}` cannot be read: {why.lower()}")


def _from_python(events: Any) -> Iterator[Item]:
    if hasattr(events, "to_batches"):
        # Arrow is there, since a table of it is
        from mdg.interop.feeds.parquet import batches

        yield from batches(events.to_batches())
        return
    if isinstance(events, Mapping) or not isinstance(events, Iterable):
        raise MdgError("`events` must be the path of a log, mappings from column to value, or an Arrow table")
    for number, row in enumerate(events, 1):
        yield number, row, None if isinstance(row, Mapping) else "it is no mapping from column to value"
