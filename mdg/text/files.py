"""From a path to the texts of a landscape: which files belong to it, and what keeps one from being read.

Nothing that stands in a file or lies in a folder raises an exception: it becomes a problem, and the other files are
still read.  Only a path that is not there, or may not be looked at, is an error.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from mdg.collector import CollectorResting
from mdg.diagnostic import MdgError, PathPart, Place, Problem
from mdg.text.folders import Candidate, Refusal, candidates, file_bytes, printable, within
from mdg.text.positions import TextSource, Tree, refused, without_mark

if TYPE_CHECKING:
    from mdg.text.suppression import Suppression

#: Files over this many bytes are not read, unless the caller says otherwise.
MAX_BYTES = 256 * 2**20
#: Values that the aliases of all files together may add to what is written out.
MAX_NODES = 1_000_000
#: Names kept of a file that could not be read.
MAX_WORDS = 1_000_000

STDIN = "<stdin>"

_WORD = re.compile(rb"[A-Za-z][A-Za-z0-9_-]*")
_WIDE = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_SUPPRESSED = re.compile(rb"#[ \t]*mdg[ \t]*(?::?[ \t]*ignore|:[ \t]*[a-z-]+[ \t]*\[)", re.IGNORECASE)


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class FileText:
    """One file: ``root`` is made of dicts, lists and texts alone, every scalar being the text as it was written.

    ``unreadable`` says that nothing of the file could be read, which is exactly one problem.  ``words`` are the names
    in what could not be read, so that nobody complains about references to what may be declared there; ``doubles`` is
    what stands under keys that were there before, and where.
    """

    source: TextSource
    root: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False
    words: frozenset[str] = frozenset()
    doubles: tuple[tuple[tuple[PathPart, ...], Any], ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    #: how many values aliases added to those that are written out
    expanded: int = 0


def read_path(
    path: str | os.PathLike[str],
    *,
    exclude: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
    max_nodes: int = MAX_NODES,
    stdin_text: bytes | None = None,
) -> list[FileText]:
    """Read a file, a folder or, for ``-``, the bytes of the standard input; files come in the order of their keys.

    MdgError if there is nothing at ``path`` or it may not be read.  Files whose key one of the globs ``exclude`` names
    are left out; so are hidden ones.  A file over ``max_bytes`` is not read; the values that aliases stand for may be
    ``max_nodes`` in all.  The garbage collector rests meanwhile.
    """
    with CollectorResting():
        if os.fspath(path) == "-":
            return [_read(TextSource(STDIN, STDIN), lambda: within(stdin_text or b"", max_bytes), max_nodes)]
        texts: list[FileText] = []
        for candidate in _listed(Path(path)):
            if excluded(candidate.key, exclude):
                continue
            source = TextSource(candidate.name, candidate.key)
            texts.append(_read(source, partial(file_bytes, candidate, max_bytes), max_nodes))
            max_nodes -= texts[-1].expanded
        return texts


def excluded(key: str, globs: Sequence[str]) -> bool:
    """Whether one of the globs names the file ``key``, or a folder that it lies in.

    ``*`` and ``?`` stay within one name, ``**`` goes over any number of folders.  A glob without ``/`` names files and
    folders anywhere, one with ``/`` counts from the landscape's folder.
    """
    return any(_glob(glob).fullmatch(key) for glob in globs)


def _glob(glob: str) -> re.Pattern[str]:
    inner = glob.removeprefix("./").strip("/")
    prefix = "" if "/" in glob.rstrip("/") else "(?:.*/)?"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", inner)
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pattern = "".join(signs.get(part) or re.escape(part) for part in parts)
    return re.compile(f"{prefix}{pattern}(?:/.*)?", re.DOTALL)


def _listed(path: Path) -> list[Candidate]:
    shown = printable(path.as_posix())
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            return candidates(path)
    except FileNotFoundError:
        way = "name the file or folder of a landscape, or `-` for the standard input"
        raise MdgError(f"there is no file or folder `{shown}`; {way}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MdgError(f"`{shown}` cannot be read: {reason.lower()}; name another file or folder") from None
    if path.is_file() and not os.access(path, os.R_OK):
        raise MdgError(f"`{shown}` may not be read; give yourself the right to, or name another file or folder")
    return [Candidate(printable(path.name), shown, path)]


def _read(source: TextSource, data: Callable[[], bytes], max_nodes: int) -> FileText:
    try:
        source.data = data()
    except Refusal as refusal:
        subject = ("file", source.key)
        problem = Problem(
            code="MDG001", message=refusal.message, place=Place(source), subject=subject, help=refusal.help
        )
        return FileText(source=source, problems=(problem,), unreadable=True)
    tree = _undecodable(source) or _tree(source, max_nodes)
    return FileText(
        source=source,
        root=tree.root,
        problems=tree.problems,
        unreadable=tree.unreadable,
        words=_words(source, tree),
        doubles=tree.doubles,
        suppressions=_suppressions(source) if tree.root is not None else (),
        expanded=tree.expanded,
    )


def _tree(source: TextSource, max_nodes: int) -> Tree:
    # Each reader is loaded with the first file of its format, for the sake of a command's start.
    if source.key.endswith(".json"):
        from mdg.text.json_reader import read_json  # many landscapes have no such file

        return read_json(source)
    from mdg.text.yaml_reader import read_yaml  # some have no such file

    return read_yaml(source, max_nodes=max_nodes)


def _suppressions(source: TextSource) -> tuple[Suppression, ...]:
    if not _SUPPRESSED.search(source.data):
        return ()
    # Few files have any, so few commands need what finds them.
    from mdg.text.suppression import suppressions

    return suppressions(source)


def _undecodable(source: TextSource) -> Tree | None:
    """The finding about bytes that are no text, if there are any."""
    data = without_mark(source.data)
    save = "save the file as UTF-8"
    for mark, encoding in _WIDE:
        if data.startswith(mark):
            return refused(source, f"the file is {encoding}, and only UTF-8 is read", 0, 0, save)
    if (at := data.find(b"\0")) >= 0:
        start = len(data[:at].decode("utf-8", "replace"))
        return refused(source, "there is a NUL byte here, which no text has", start, start + 1, save)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = len(data[: error.start].decode("utf-8"))
        return refused(source, f"the byte 0x{data[error.start]:02X} here is no UTF-8", start, start + 1, save)
    return None


def _words(source: TextSource, tree: Tree) -> frozenset[str]:
    """The names in what is not in the tree."""
    stretches = [source.data.replace(b"\0", b"")] if tree.unreadable else []
    stretches += [source.text[start:end].encode("utf-8", "replace") for start, end in tree.lost]
    words: set[bytes] = set()
    for stretch in stretches:
        for found in _WORD.finditer(stretch):
            words.add(found.group())
            if len(words) >= MAX_WORDS:
                break
    return frozenset(word.decode("ascii") for word in words)
