"""Events with the places at which they stood, and audits with their figures; nothing in them can be changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("mdg_source", "mdg_event", "mdg_repeat", "mdg_audit_run", "mdg_audit_figure")
#: Each row once, and how often the same row came again.
_LOG = """\
CREATE VIEW mdg_log AS
SELECT e.sequence, e.event_id, e.entity, e.record_id, e."group", e.operation, e.origin, e.changed_at, e.system,
       e.applied_at, e.via, e.purpose, e.scope, COALESCE(r.repeats, 0) AS repeats
FROM mdg_event e
LEFT JOIN (SELECT applied_at, digest, COUNT(*) AS repeats FROM mdg_repeat GROUP BY applied_at, digest) r
  ON r.applied_at = e.applied_at AND r.digest = e.digest
"""
_REFUSAL = """\
CREATE FUNCTION mdg_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a store of events is append-only'; END $$
"""


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), primary_key=key, nullable=False, autoincrement=False)


def upgrade() -> None:
    """From nothing."""
    op.create_table(
        "mdg_source",
        sa.Column("id", _SEQUENCE, primary_key=True),
        _text("name"),
        sa.UniqueConstraint("name"),
    )
    _create_events()
    _create_audits()
    op.execute(_LOG)
    _refuse_changes()


def _create_events() -> None:
    op.create_table(
        "mdg_event",
        sa.Column("sequence", _SEQUENCE, primary_key=True),
        _number("applied_at"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *(_text(name) for name in ("event_id", "entity", "record_id", "group", "operation", "origin", "system")),
        _number("changed_at"),
        _text("via", null=True),
        _text("purpose", null=True),
        _text("scope"),
        _number("source"),
        _number("position"),
        sa.UniqueConstraint("applied_at", "digest", name="mdg_event_row"),
    )
    op.create_table(
        "mdg_repeat",
        _number("applied_at", key=True),
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        _number("source", key=True),
        _number("position", key=True),
    )


def _create_audits() -> None:
    op.create_table(
        "mdg_audit_run",
        sa.Column("id", _SEQUENCE, primary_key=True),
        _text("landscape"),
        _number("as_of"),
        _number("run_at"),
        _text("version"),
        _text("result"),
    )
    op.create_table(
        "mdg_audit_figure",
        sa.Column("run", sa.BigInteger(), sa.ForeignKey("mdg_audit_run.id"), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Float(53), nullable=True),
    )


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSAL)
        for table in _TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION mdg_refuse()"
            )
        return
    for table in _TABLES:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_stays_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'a store of events is append-only'); END"
            )
