"""Standard streams and output files: results go out whole or not at all, all else to standard error."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

from mdg.diagnostic import MdgError

_NOWHERE = "the result could not be written"


def tell(text: str) -> None:
    """A message on standard error; where even that cannot be written, the exit status has to do."""
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
            sys.stderr.flush()


def put(text: str, *, exact: bool = False) -> None:
    """A result on standard output: in its encoding, or in UTF-8 where ``exact`` (JSON is always that).

    A reader who closes the pipe has seen enough: that is no failure.  MdgError where it cannot be written.
    """
    stream = sys.stdout
    if stream is None:
        raise MdgError(f"{_NOWHERE}: standard output is closed")
    encoding = "utf-8" if exact else stream.encoding
    try:
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(text)
        else:
            stream.flush()
            buffer.write(text.encode(encoding, "backslashreplace"))
        stream.flush()
    except BrokenPipeError:
        _forget_output()
    except OSError as failure:
        _forget_output()
        raise MdgError(f"{_NOWHERE}: {_reason(failure)}") from failure


def _forget_output() -> None:
    """Let what is still in the buffer of standard output go nowhere, so that it does not fail again at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def save(text: str, path: Path) -> None:
    """Write a file so that it is there whole or as it was before: beside it first, then renamed.

    MdgError where it cannot be written.  What is no ordinary file (a pipe, a device) is written to directly.
    """
    content = text.encode("utf-8", "backslashreplace")
    try:
        target = path.resolve()
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as failure:
        raise MdgError(f"`{path}` could not be written: {_reason(failure)}") from failure


def _replace(target: Path, content: bytes) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    try:
        with beside.open("xb") as file:
            if mode is not None:
                beside.chmod(mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:  # Ctrl-C too leaves nothing behind
        beside.unlink(missing_ok=True)
        raise


def check_target(path: Path) -> None:
    """MdgError, before any work is done, where a file cannot be written at ``path``."""
    if path.is_dir():
        raise MdgError(f"`{path}` is a folder: `--output` names the file to write")
    if not path.parent.is_dir():
        raise MdgError(f"`{path}` could not be written: there is no folder `{path.parent}`; make it first")


def _reason(failure: OSError) -> str:
    return (failure.strerror or str(failure)).lower()
