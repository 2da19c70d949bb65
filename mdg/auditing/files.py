"""The log in files: Parquet, CSV and JSON lines, read by DuckDB as their headings say, and not as it would guess."""

from __future__ import annotations

import codecs
import contextlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.auditing import by_rows
from mdg.auditing.duck import DuckDB, Places, first_line, places_of, with_instants
from mdg.auditing.engine import INSTANTS, Expr, Source, contains_nul, texts
from mdg.auditing.plain import FIRST_ROWS, is_plain_csv, plain_json
from mdg.diagnostic import MdgError
from mdg.model.event import SCOPE, unsound

#: How an event's file ends, and what it holds.
KINDS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
}
#: What a column is called that the audit asks nothing of, whatever its heading is; a number follows.
UNASKED = "mdg unasked"
#: The number of a line or row, what stands there, and what is wrong with it, if anything is.
Item = tuple[int, Any, str | None]


@attrs.frozen(slots=True)
class Readers:
    """How files of texts are read row by row, to tell where something is wrong with one.

    Of CSV also the separator and the columns that the heading says, None where there is no heading.
    """

    heading: Callable[[BinaryIO, str], tuple[str, Sequence[str]] | None]
    delimited: Callable[[BinaryIO, str], Iterator[Item]]
    json_lines: Callable[[BinaryIO], Iterator[Item]]


class Files(DuckDB):
    """DuckDB for logs in files."""

    def __init__(self, readers: Readers) -> None:
        super().__init__()
        self._readers = readers
        self._by_columns = False
        self._nul: dict[str, bool] = {}

    def open(self, events: Any, dimensions: Iterable[str] | None) -> Source:
        """The log in a file, a folder of such files, or a table in memory.

        ``dimensions`` are the columns of values beside those of every event, None for all that the log has.
        MdgError where there is no such file, or it is none that can be read.
        """
        if hasattr(events, "__arrow_c_stream__"):
            return self.open_table(pa.table(events), dimensions)
        files = files_of(Path(events))
        kind = KINDS[files[0].suffix]
        try:
            return {"parquet": self._parquet, "csv": self._csv, "json": self._json}[kind](files, dimensions)
        except duckdb.Error as failure:
            raise MdgError(f"`{files[0]}` could not be read: {first_line(failure)}") from failure

    def has_nul(self, text: Expr) -> Expr | None:
        """As for every engine; where one column costs little to read, it is looked through once, not with all rows."""
        if not self._by_columns:
            return super().has_nul(text)
        name = text.get_name()
        if name not in self._nul:
            column = self.table("source").select(name)
            self._nul[name] = bool(self.rows(column.filter(contains_nul(column[name])).limit(1)))
        return contains_nul(text) if self._nul[name] else None

    @contextlib.contextmanager
    def failing_clearly(self, name: str) -> Iterator[None]:
        """MdgError where a log was opened and cannot be audited to its end.

        That is for a line that DuckDB cannot take apart, or for files and disks that fail or are full meanwhile.
        """
        try:
            yield
        except duckdb.InvalidInputException as failure:
            way = "`mdg record` tells which rows are wrong, and the others can be audited in its store"
            raise MdgError(f"`{name}` could not be read: {first_line(failure)} {way}") from failure
        except (duckdb.IOException, duckdb.OutOfMemoryException) as failure:
            raise MdgError(f"`{name}` could not be audited to its end: {first_line(failure)}") from failure

    def _parquet(self, files: list[Path], dimensions: Iterable[str] | None) -> Source:
        readers = [(str(file), partial(self._parquet_rows, file, dimensions or ())) for file in files]
        readings = [f"read_parquet([{_listed(some)}], union_by_name = true)" for some in self._of_one_schema(files)]
        self._by_columns = True
        return self.source(readings, _name(files), dimensions, partial(places_of, readers))

    def _of_one_schema(self, files: list[Path]) -> list[list[Path]]:
        """The files by the types of their columns: read together, a fraction of one would be a text of another."""
        if len(files) == 1:
            return [files]
        kinds = "list((name, type, converted_type, logical_type::varchar) order by name)"
        query = f"select list(file_name order by file_name) from (select file_name, {kinds} as kinds "
        query += f"from parquet_schema([{_listed(files)}]) group by file_name) group by kinds"
        return [[Path(name) for name in names] for (names,) in self.raw.execute(query).fetchall()]

    def _parquet_rows(self, file: Path, dimensions: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        reading = f"read_parquet({_quoted(str(file))}, file_row_number = true)"
        columns = ", ".join(self.as_it_is(reading, dimensions))
        query = f"select file_row_number + 1 as line, {columns} from {reading} order by file_row_number"
        answer: Any = self.raw.cursor().sql(query)
        for batch in answer.to_arrow_reader():
            for row in batch.to_pylist():
                yield row.pop("line"), with_instants(row)

    def _csv(self, files: list[Path], dimensions: Iterable[str] | None) -> Source:
        """Files of CSV, as their headings say it and not as the engine would guess it from some of the rows."""
        alike: dict[tuple[str, tuple[str, ...]], list[Path]] = {}
        for file in files:
            with file.open("rb") as stream:
                heading = self._readers.heading(stream, str(file))
            if heading is not None:
                alike.setdefault((heading[0], tuple(heading[1])), []).append(file)
        if not all(is_plain_csv(file, separator) for (separator, _), several in alike.items() for file in several):
            return self._by_rows(files, self._readers.delimited, dimensions, blank_is_empty=True)
        parts = [
            f"select * from read_csv([{_listed(several)}], auto_detect = false, header = true, delim = "
            f"{_quoted(separator)}, quote = '\"', escape = '\"', store_rejects = true, "
            f"columns = {_texts(_asked(columns))})"
            for (separator, columns), several in alike.items()
        ]
        reading = " union all by name ".join(parts) or f"select {_quoted('')} as {texts(())[0]} where false"
        places = self._rows_of(files, self._readers.delimited)
        return self.source(
            [f"({reading})"],
            _name(files),
            dimensions,
            places,
            blank_is_empty=True,
            broken=self._broken if parts else lambda: 0,
        )

    def _broken(self) -> int:
        """The lines of CSV that could not be taken apart; what is no UTF-8 is counted as a row all the same."""
        lines = "select distinct file_path, line from reject_errors join reject_scans using (scan_id, file_id)"
        lines += " where error_type <> 'INVALID ENCODING'"
        answer: Any = self.raw.execute(f"select count(*) from ({lines})")
        return int(answer.fetchall()[0][0])

    def _json(self, files: list[Path], dimensions: Iterable[str] | None) -> Source:
        arrays = [file for file in files if _is_array(file)]
        kinds = [("array", "false", arrays), ("newline_delimited", "true", [one for one in files if one not in arrays])]
        options = [
            f"[{_listed(several)}], format = '{form}', ignore_errors = {passing}, maximum_object_size = 16777216"
            for form, passing, several in kinds
            if several
        ]
        read = lambda stream, _: self._readers.json_lines(stream)  # noqa: E731
        try:
            plain = not any(map(_is_spread, files)) and all(map(self._is_plain, options))
        except duckdb.Error:
            plain = False  # what the engine cannot take apart, its reader may
        if not plain:
            return self._by_rows(files, read, dimensions)
        if dimensions is None:
            guessing = [f"select * from read_json({given}, sample_size = -1)" for given in options]
            dimensions = self.scopes(f"({' union all by name '.join(guessing)})")
        columns = _texts((*texts(dimensions), *INSTANTS))
        reading = " union all ".join(f"select * from read_json({given}, columns = {columns})" for given in options)
        return self.source([f"({reading})"], _name(files), dimensions, self._rows_of(files, read))

    def _is_plain(self, given: str) -> bool:
        """Whether JSON, as its reader is told to read it, is what nobody can read otherwise."""
        objects = f"from read_json_objects({given}) where json is not null"
        first = self.raw.execute(f"select json::varchar {objects} limit {FIRST_ROWS}").fetchall()
        plain = plain_json((text for (text,) in first), (*texts(()), *INSTANTS)) if first else ""
        if plain is None:
            return False
        odd = self.raw.execute(f"select json::varchar {objects} and not regexp_full_match(json, ?)", [plain])
        while some := odd.fetchmany(1000):
            for (text,) in some:
                for _, row, fault in self._readers.json_lines(io.BytesIO(text.encode())):
                    if fault is not None or unsound(row) is not None:
                        return False
        return True

    def _by_rows(
        self, files: list[Path], read: Callable[[BinaryIO, str], Iterator[Item]], dimensions: Any, **more: Any
    ) -> Source:
        """Files that only who looks at each row reads as they are meant."""

        def rows() -> Iterator[dict[str, Any] | str]:
            return (row for file in files for _, row in _file_rows(file, read))

        dimensions = by_rows.scopes(rows()) if dimensions is None else list(dimensions)
        broken = by_rows.keep(self.raw, rows(), dimensions)
        places = self._rows_of(files, read)
        return self.source([by_rows.TABLE], _name(files), dimensions, places, broken=lambda: broken, **more)

    def _rows_of(self, files: list[Path], read: Callable[[BinaryIO, str], Iterator[Item]]) -> Places:
        return partial(places_of, [(str(file), partial(_file_rows, file, read)) for file in files])


def files_of(path: Path) -> list[Path]:
    """The files of a log: one, or all of a folder, of one kind; MdgError where there are none or several kinds."""
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.suffix in KINDS and one.is_file())
        if len({KINDS[one.suffix] for one in found}) > 1:
            raise MdgError(f"`{path}` holds files of several kinds; name a folder with one kind of log")
    else:
        found = [path]
    if not found or not found[0].is_file():
        raise MdgError(f"there is no log at `{path}`; name a file or folder of Parquet, CSV or JSON lines")
    if found[0].suffix not in KINDS:
        raise MdgError(f"`{path}` is no log that can be read; its name ends in none of {', '.join(KINDS)}")
    return found


def _file_rows(
    file: Path, read: Callable[[BinaryIO, str], Iterator[Item]]
) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with file.open("rb") as stream:
        for line, row, fault in read(stream, str(file)):
            yield line, row if fault is None else fault


def _is_array(file: Path) -> bool:
    """Whether a file is one array of JSON, and not a value a line."""
    with file.open("rb") as stream:
        return stream.read(4096).removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"["


def _is_spread(file: Path) -> bool:
    """Whether a file is one object of JSON over several lines."""
    with file.open("rb") as stream:
        while line := stream.readline(4096):
            said = line.removeprefix(codecs.BOM_UTF8).strip()
            if said:
                return said == b"{"
    return False


def _name(files: list[Path]) -> str:
    return str(files[0] if len(files) == 1 else files[0].parent)


def _listed(files: Iterable[Path]) -> str:
    return ", ".join(_quoted(str(file)) for file in files)


def _texts(columns: Iterable[str]) -> str:
    """Columns of texts, as readers of files are told them."""
    return "{" + ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in columns) + "}"


def _asked(columns: Iterable[str]) -> list[str]:
    """The columns of a heading, those that no event has by other names: the engine takes `Group` for `group`."""
    known = {*texts(()), *INSTANTS}
    return [
        name if name in known or name.startswith(SCOPE) else f"{UNASKED} {number}"
        for number, name in enumerate(columns, 1)
    ]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
