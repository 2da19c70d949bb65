"""Standard streams and output files: results go out whole or not at all, all else to standard error."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from pathlib import Path

from mdg.diagnostic import MdgError
from mdg.render.cells import visible

#: The `--output` that is standard output.
STDOUT = "-"
_NOWHERE = "the result could not be written"
_STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/([0-9]{1,6})")


def tell(text: str) -> None:
    """A message on standard error, line by line harmless to a terminal.

    Where even that cannot be written, the exit status has to do.
    """
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write("".join(f"{visible(line)}\n" for line in text.split("\n")))
            sys.stderr.flush()


def put(text: str | bytes, *, exact: bool = False) -> bool:
    """A result on standard output: in its encoding, in UTF-8 where ``exact`` (JSON is always that), or as bytes are.

    A reader who closes the pipe has seen enough: that is no failure, and False.  MdgError where it cannot be written.
    """
    stream = sys.stdout
    if stream is None:
        raise MdgError(f"{_NOWHERE}: standard output is closed")
    encoding = "utf-8" if exact else stream.encoding
    try:
        buffer = getattr(stream, "buffer", None)
        if buffer is None and isinstance(text, str):
            stream.write(text)
        elif buffer is None or (isinstance(text, bytes) and stream.isatty()):
            raise MdgError(f"{_NOWHERE}: it is no text; write it to a file")
        else:
            stream.flush()
            buffer.write(text if isinstance(text, bytes) else text.encode(encoding, "backslashreplace"))
        stream.flush()
    except BrokenPipeError:
        _forget_output()
        return False
    except OSError as failure:
        _forget_output()
        raise MdgError(f"{_NOWHERE}: {reason(failure)}") from failure
    return True


def _forget_output() -> None:
    """Let what is still in the buffer of standard output go nowhere, so that it does not fail again at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def save(text: str | bytes, path: Path) -> None:
    """Write a file so that it is there whole or as it was before: beside it first, then renamed.

    MdgError where it cannot be written.  What is open already (``/dev/fd/63``) or no ordinary file (a pipe, a device)
    is written to directly, and whoever stops reading it has seen enough.
    """
    content = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    opened = _descriptor(path)
    try:
        if opened is not None:
            with open(opened, "wb", closefd=False) as stream:
                stream.write(content)
        elif path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except BrokenPipeError:
        pass
    except OSError as failure:
        raise MdgError(f"`{path}` could not be written: {reason(failure)}") from failure


def _descriptor(path: Path) -> int | None:
    """The number of the open stream that the path is a name of: opened anew, it would be cut or could not be had."""
    found = _DESCRIPTOR.fullmatch(path.as_posix())
    return int(found[1]) if found else _STREAMS.get(path.as_posix())


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


def check_target(path: Path, landscape: str, option: str = "--output", example: str = "report.txt") -> None:
    """MdgError, before any work is done, where no file can be written at ``path``, or the landscape would be changed.

    ``landscape`` is the file or folder that is read, or ``-`` for standard input; ``option`` names the file, and
    ``example`` is a name that would do.
    """
    try:
        if path.is_dir():
            raise MdgError(f"`{path}` is a folder: `{option}` names the file to write")
        if not path.parent.is_dir():
            raise MdgError(f"`{path}` could not be written: there is no folder `{path.parent}`; make it first")
    except OSError as failure:
        raise MdgError(f"`{path}` could not be written: {reason(failure)}") from failure
    with contextlib.suppress(OSError, ValueError):  # what cannot be looked at is told by who reads or writes it
        if path.exists() and _is_read(path.stat(), landscape):
            raise MdgError(f"`{path}` is a file of the landscape itself; name another for `{option}`")
        if _would_be_read(path.resolve(), Path(landscape)):
            where = f"write it to another folder, or under a name like `{example}`"
            raise MdgError(f"`{path}` would be read as a file of the landscape from then on; {where}")


def check_other(path: Path, log: str, option: str = "--output") -> None:
    """MdgError, before any work is done, where writing to ``path`` would change the log that is read."""
    with contextlib.suppress(OSError, ValueError):  # what cannot be looked at is told by who reads or writes it
        if path.exists() and Path(log).exists():
            within = Path(log).is_dir() and path.resolve().is_relative_to(Path(log).resolve())
            if within or path.samefile(log):
                raise MdgError(f"`{path}` belongs to the log itself; name another file for `{option}`")


def check_beside(path: Path, landscape: str, example: str) -> None:
    """MdgError where a file that is no landscape's lies among those of the landscape, and would be read as one."""
    with contextlib.suppress(OSError, ValueError):  # what cannot be looked at is told by who reads it
        if path.exists() and _would_be_read(path.resolve(), Path(landscape)):
            raise MdgError(f"`{path}` is read as a file of the landscape too; give it a name like `{example}`")


def _is_read(target: os.stat_result, landscape: str) -> bool:
    """Whether the file is one of those that are read, by whatever name."""
    if landscape == "-":
        given = os.fstat(sys.stdin.fileno()) if sys.stdin is not None else None
        return given is not None and stat.S_ISREG(given.st_mode) and os.path.samestat(given, target)
    from mdg.text.folders import candidates  # only where there is an output file already

    folder = Path(landscape)
    files = [one.path for one in candidates(folder) if one.refusal is None] if folder.is_dir() else [folder]
    return any(os.path.samestat(file.stat(), target) for file in files)


def _would_be_read(target: Path, folder: Path) -> bool:
    """Whether the file has a place and a name that belong to the landscape in the folder."""
    from mdg.text.folders import SUFFIXES  # only where there is an output file

    if not target.name.endswith(SUFFIXES) or not folder.is_dir():
        return False
    inside = folder.resolve()
    return target.is_relative_to(inside) and not any(part[0] == "." for part in target.relative_to(inside).parts)


def reason(failure: OSError | ValueError) -> str:
    """Why a file could not be read or written, in the system's words; ValueError is a path that is none."""
    return (getattr(failure, "strerror", None) or str(failure)).lower()
