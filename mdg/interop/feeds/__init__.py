"""Logs that people have, as rows of events: one file a format, none of which drops anything in silence.

Events as they are (JSON lines, CSV, Parquet) are read as they stand.  Other formats are translated, by a mapping that
says what of them is what: :func:`rows` gives the rows, and counts what was left out, by reason, and what the mapping
names in vain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from mdg.diagnostic import MdgError
from mdg.interop.feeds.cloudevents import CloudEvents
from mdg.interop.feeds.debezium import Debezium
from mdg.interop.feeds.delimited import delimited
from mdg.interop.feeds.feed import PART, Translation, translated
from mdg.interop.feeds.json_lines import Item, json_lines
from mdg.interop.feeds.losses import Loss, Losses
from mdg.interop.feeds.mapped_csv import MappedCSV
from mdg.interop.feeds.mapping import MappingFile, read_mapping
from mdg.interop.feeds.openlineage import OpenLineage

__all__ = ["ENDINGS", "FORMATS", "PART", "Item", "Loss", "Losses", "MappingFile", "line_of", "read_mapping", "rows"]

FORMATS = ("jsonl", "csv", "parquet", "debezium", "openlineage", "cloudevents")
#: How the names of files end whose format need not be told.
ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def rows(stream: BinaryIO, name: str, form: str, mapping: MappingFile | None, losses: Losses) -> Iterator[Item]:
    """The rows of events in a log of the format ``form``, which messages call ``name``; ``losses`` counts the rest.

    Each comes with its position (see :func:`line_of`), and what cannot be one as it was, with the reason.  MdgError for
    a file, a mapping or a format that cannot be read.
    """
    if form == "parquet":
        if mapping is not None:
            raise MdgError("a mapping is for CSV and for other formats than Parquet, whose columns have names already")
        return _parquet(stream, name)
    if form == "csv":
        if mapping is None:
            return delimited(stream, name)
        mapped = MappedCSV(mapping)
        return translated(mapped, delimited(stream, name, mapped.check), name, losses)
    if form == "jsonl":
        if mapping is not None:
            raise MdgError("a mapping is for other formats than JSON lines; name one with `--format`")
        return json_lines(stream)
    # a null of Debezium is a tombstone; in other formats it is no message
    return translated(_translation(form, mapping), json_lines(stream, nulls=form == "debezium"), name, losses)


def _translation(form: str, mapping: MappingFile | None) -> Translation:
    if form not in FORMATS:
        raise MdgError(f"`{form}` is no format of events; there are {', '.join(f'`{one}`' for one in FORMATS)}")
    said = mapping.text("feed") if mapping is not None else None
    if mapping is not None and said not in (None, form):
        raise mapping.wrong(("feed",), f"this is a mapping for `{said}`, and not for `{form}`")
    if form == "cloudevents":
        return CloudEvents(mapping)
    if mapping is None:
        raise MdgError(f"`{form}` needs a mapping, which says what of it is what: `--mapping FILE`")
    return Debezium(mapping) if form == "debezium" else OpenLineage(mapping)


def _parquet(stream: BinaryIO, name: str) -> Iterator[Item]:
    try:
        from mdg.interop.feeds.parquet import parquet
    except ModuleNotFoundError as missing:
        if missing.name != "pyarrow":
            raise
        raise MdgError("Parquet needs the extra `table`: `pip install 'mdg[table]'`") from None
    return parquet(stream, name)


def line_of(position: int) -> int:
    """The line, or the number of the row, at which the message of a row stands."""
    return position % PART
