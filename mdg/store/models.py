"""The tables of a store: events, the inputs that they came from, rows that came again, audits and their figures.

All are append-only: what was true of a log stays in it.  Instants are whole microseconds since 1970 in UTC, in columns
of 64 bits, never an engine's own type for times, so that every engine compares and subtracts them alike.

**What an audit needs from a store.**  Rows of one key (``event_id``, ``group``, ``system``) that differ are all kept,
since which of them counts hangs on ``as_of``.  The same row again is not stored twice, but where it stood is
(:class:`Repeat`): a row counts as often as there are places, a place being an input and a position in it.  So an input
that is recorded twice, or again after a crash, or that has grown meanwhile, changes no count, and two files that hold
the same row count it twice, as they would if they were audited themselves.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

#: A key that an engine counts up by itself; SQLite does so for INTEGER alone.
SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")


def _number(column: type | BigInteger = BigInteger, *, key: bool = False) -> Column[int]:
    return Column(column, primary_key=key, nullable=False, autoincrement=False)


class Source(SQLModel, table=True):
    """An input that events came from: a file, standard input, a program."""

    __tablename__ = "mdg_source"

    id: int | None = Field(default=None, sa_column=Column(SEQUENCE, primary_key=True))
    name: str = Field(sa_column=Column(Text, nullable=False, unique=True))


class Event(SQLModel, table=True):
    """A change of one group of one record that became visible in a system, or a use of it.

    ``sequence`` grows in the order in which rows were committed.  ``digest`` is made of the whole row, and with
    ``applied_at`` before it new rows go to the end of the index.  ``scope`` is a JSON object of the dimensions, its
    keys sorted, a `many` value a sorted list.  ``group`` is empty in a deletion or a use of the record as a whole.
    ``source`` and ``position`` say where the row first stood.
    """

    __tablename__ = "mdg_event"
    __table_args__ = (UniqueConstraint("applied_at", "digest", name="mdg_event_row"),)

    sequence: int | None = Field(default=None, sa_column=Column(SEQUENCE, primary_key=True))
    applied_at: int = Field(sa_column=_number())
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    event_id: str = Field(sa_column=Column(Text, nullable=False))
    entity: str = Field(sa_column=Column(Text, nullable=False))
    record_id: str = Field(sa_column=Column(Text, nullable=False))
    group: str = Field(sa_column=Column(Text, nullable=False))
    operation: str = Field(sa_column=Column(Text, nullable=False))
    origin: str = Field(sa_column=Column(Text, nullable=False))
    system: str = Field(sa_column=Column(Text, nullable=False))
    changed_at: int = Field(sa_column=_number())
    via: str | None = Field(default=None, sa_column=Column(Text))
    purpose: str | None = Field(default=None, sa_column=Column(Text))
    scope: str = Field(sa_column=Column(Text, nullable=False))
    source: int = Field(sa_column=_number())
    position: int = Field(sa_column=_number())


class Repeat(SQLModel, table=True):
    """One more place at which a row stood that is stored already."""

    __tablename__ = "mdg_repeat"

    applied_at: int = Field(sa_column=_number(key=True))
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    source: int = Field(sa_column=_number(key=True))
    position: int = Field(sa_column=_number(key=True))


class AuditRun(SQLModel, table=True):
    """An audit that was made: of which landscape, as of which instant, and its result as JSON."""

    __tablename__ = "mdg_audit_run"

    id: int | None = Field(default=None, sa_column=Column(SEQUENCE, primary_key=True))
    landscape: str = Field(sa_column=Column(Text, nullable=False))
    as_of: int = Field(sa_column=_number())
    run_at: int = Field(sa_column=_number())
    version: str = Field(sa_column=Column(Text, nullable=False))
    result: str = Field(sa_column=Column(Text, nullable=False))


class AuditFigure(SQLModel, table=True):
    """One figure of an audit: ``kind`` is log, need, flow or violation, ``name`` the path of its key in the result."""

    __tablename__ = "mdg_audit_figure"

    run: int = Field(
        sa_column=Column(BigInteger, ForeignKey("mdg_audit_run.id"), primary_key=True, autoincrement=False)
    )
    kind: str = Field(sa_column=Column(Text, primary_key=True))
    subject: str = Field(sa_column=Column(Text, primary_key=True))
    name: str = Field(sa_column=Column(Text, primary_key=True))
    value: float | None = Field(default=None, sa_column=Column(Float(53)))


#: What the tables should be; what they are is made by the migrations, and a test holds both together.
METADATA = SQLModel.metadata
#: The columns of an event that are written, in the order of :class:`mdg.store.row.Row`.
WRITTEN = (
    "applied_at",
    "digest",
    "event_id",
    "entity",
    "record_id",
    "group",
    "operation",
    "origin",
    "system",
    "changed_at",
    "via",
    "purpose",
    "scope",
    "source",
    "position",
)
