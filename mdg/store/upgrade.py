"""The schema of a store, brought up to date: made where there is none, refused where a later version made it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from mdg.diagnostic import MdgError
from mdg.store.engine import named, writing

VERSION_TABLE = "mdg_version"


def upgrade(engine: Engine) -> None:
    """Bring the store up to the newest schema; of several processes at once, one does it and the others wait.

    MdgError for a schema that this version does not know.
    """
    scripts = _scripts()
    newest = scripts.get_current_head()
    with engine.connect() as connection:
        found = _found(connection)
    _check(engine, scripts, found)
    if found == newest:
        return
    with writing(engine) as connection:
        _check(engine, scripts, _found(connection))
        _run(scripts, connection)


def check_schema(engine: Engine) -> None:
    """MdgError unless the store has the newest schema: for who only reads it."""
    scripts = _scripts()
    with engine.connect() as connection:
        found = _found(connection)
    _check(engine, scripts, found)
    if found is None:
        raise MdgError(f"there is no store at `{named(engine)}`; `mdg record` makes one")
    if found != scripts.get_current_head():
        raise MdgError(f"the store `{named(engine)}` is of an earlier version; `mdg record` brings it up to date")


def _scripts() -> ScriptDirectory:
    folder = Path(__file__).parent / "migrations"
    return ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])


def _found(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def _check(engine: Engine, scripts: ScriptDirectory, found: str | None) -> None:
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise MdgError(
            f"the store `{named(engine)}` was written by a later version of mdg (its schema is `{found}`); "
            "upgrade mdg to use it"
        )


def _run(scripts: ScriptDirectory, connection: Connection) -> None:
    def steps(revision: Any, _: Any) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, version_table=VERSION_TABLE, transactional_ddl=False)
        environment.run_migrations()
