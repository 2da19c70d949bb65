"""A new landscape's files, written all or none: nothing that is there is overwritten, and no half of it is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from mdg.cli.streams import reason
from mdg.diagnostic import MdgError

#: Files in the way that are told by name.
MOST = 20


def check_new(folder: Path, files: Mapping[str, str]) -> None:
    """MdgError with everything that is in the way: files of those names, and others that would be read with them."""
    try:
        if not folder.is_dir():
            if os.path.lexists(folder):
                raise MdgError(f"`{folder}` is no folder; name a new one")
            return
        wanted = [name for name in files if os.path.lexists(folder / name)]
        others = sorted(set(_landscape_files(folder)) - files.keys())
    except OSError as failure:
        raise MdgError(f"`{folder}` cannot be read: {reason(failure)}; name another folder") from failure
    lines = [f"`{folder / name}` is there already" for name in wanted]
    lines += [f"`{folder / name}` would be read as part of the landscape" for name in others]
    if lines:
        more = [f"{len(lines) - MOST:,} more files are in the way"] if len(lines) > MOST else []
        raise MdgError("; ".join([*lines[:MOST], *more]) + "; nothing was written: name a new folder, or an empty one")


def _landscape_files(folder: Path) -> list[str]:
    from mdg.text.folders import candidates  # only where the folder is there already

    return [candidate.key for candidate in candidates(folder)]


def write_new(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files into the folder, which is made if need be; what is in the way by then is an MdgError.

    Whatever goes wrong, Ctrl-C among it, everything is as it was.
    """
    check_new(folder, files)
    made = _make(folder.parent)
    try:
        if folder.is_dir():
            _write_into(folder, files)
        else:
            _write_beside(folder, files)
    except OSError as failure:
        _remove(made)
        raise MdgError(f"`{folder}` could not be written: {reason(failure)}") from failure
    except BaseException:
        _remove(made)
        raise


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; the answer is what was made, the innermost first."""
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
    except OSError as failure:
        _remove(missing)
        raise MdgError(f"`{missing[0]}` could not be made: {reason(failure)}; name another folder") from failure
    return missing


def _remove(made: list[Path]) -> None:
    for path in made:
        try:
            path.rmdir()
        except OSError:  # it was never made, or somebody has put something into it
            return


def _write_beside(folder: Path, files: Mapping[str, str]) -> None:
    """A new folder appears whole: it is filled under another name, and then renamed."""
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        beside.mkdir()
        for name, text in files.items():
            (beside / name).write_text(text, encoding="utf-8", newline="\n")
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _write_into(folder: Path, files: Mapping[str, str]) -> None:
    """Into a folder that is there: `x` refuses what has come to be there meanwhile."""
    written: list[Path] = []
    try:
        for name, text in files.items():
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                written.append(folder / name)
                file.write(text)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
