"""YAML to nested dicts, lists and texts as they were written, with the place of every key and value.

Built on the events of libyaml, without recursion: deep nesting costs a finding, not a crash.  Of places, only those of
sections and items are kept here; see :mod:`mdg.text.yaml_positions`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import attrs
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.scanner import ScannerError

from mdg.diagnostic import MdgError, PathPart, Place, Problem, Related
from mdg.text.positions import Spot, TextSource, Tree, refused, repeated, without_mark, wrong_top
from mdg.text.values import quoted
from mdg.text.yaml_anchors import Anchors, Stop, too_deep
from mdg.text.yaml_marks import DROPPED, ITEM, MERGE, shown, tidy
from mdg.text.yaml_positions import Section, YamlIndex, bare, named
from mdg.text.yaml_tags import many_tags, written_tag

try:
    from yaml._yaml import CParser
except ImportError as error:  # every wheel of PyYAML has it
    raise MdgError("PyYAML was built without libyaml; install a wheel of it, or build it with libyaml") from error

#: Containers within containers; a landscape needs about ten.
MAX_DEPTH = 100
#: What libyaml says, from 0.2.6 on, where more than 1,000 containers are open.
TOO_DEEP = "exceeded maximum nesting depth"
#: Values that aliases may add to those that are written out, before a file is taken for an alias bomb.
MAX_NODES = 1_000_000
#: Findings about what is YAML, yet not of the language, in one file; a file with more was not written for us.
MAX_ODD = 100


def read_yaml(source: TextSource, *, max_nodes: int = MAX_NODES, max_depth: int = MAX_DEPTH) -> Tree:
    """Read the bytes of ``source`` and set its index; what is wrong comes back as problems, never as an exception."""
    if (tag := many_tags(source)) is not None:
        return refused(source, "`%TAG` has no meaning here", *tag, "leave these lines out, and the tags too")
    builder = _Builder(source, without_mark(source.data), max_nodes, max_depth)
    try:
        try:
            builder.run()
        except ScannerError as error:
            if error.problem != TOO_DEEP or error.problem_mark is None:
                raise
            # libyaml looks ahead to its own limit: the events before it, read again, reach the first place too deep
            at = error.problem_mark.index
            with suppress(YAMLError):
                _Builder(source, source.text[:at].encode(), max_nodes, max_depth).run()
            raise too_deep(max_depth, at, at + 1) from error
    except YAMLError as error:
        from mdg.text.yaml_errors import explained  # only wrong text needs it

        return refused(source, **explained(error, source))
    except Stop as stop:
        related = [Related(said, Place(Spot(source, *spot))) for said, *spot in (stop.related,) if said]
        return refused(source, str(stop), stop.start, stop.end, stop.help, related=tuple(related))
    return builder.tree()


class _Builder:
    """One reading of one file."""

    def __init__(self, source: TextSource, data: bytes, max_nodes: int, max_depth: int) -> None:
        self.source = source
        self.data = data
        self.anchors = Anchors(source, max_nodes, max_depth)
        self.stack: list[tuple[Any, Any, Any, Any, Any]] = []
        self.top: list[Any] = []
        self.sections: dict[str, Section] = {}
        self.whole = Section(0, False, array("Q"))
        self.repeats: dict[tuple[PathPart, ...], list[tuple[int, int]]] = {}
        self.problems: list[Problem] = []
        self.lost: list[tuple[int, int]] = []
        self.doubles: list[tuple[tuple[PathPart, ...], Any]] = []
        self.untidy = False
        self.more = 0

    def run(self) -> None:  # noqa: C901, PLR0912, PLR0915
        """The loop over all events; long, because a call for each of millions of them would double the time."""
        next_event: Callable[[], Any] = CParser(self.data).get_event
        stack, anchors = self.stack, self.anchors
        texts: dict[str, str] = {}
        shared = texts.setdefault
        odd = b"&" in self.data or b"!" in self.data or b"<<" in self.data
        here: Any = self.top
        key: Any = ITEM
        key_event: Any = None
        starts: array[int] | None = None
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                value = event.value
                if odd:
                    anchors.nodes += 1
                    if event.anchor or event.tag:
                        self.properties(event, value, here, key)
                if key is None:
                    key = shared(value, value)
                    key_event = event
                    if not key or (odd and key == "<<"):
                        key = self.odd_key(event, here)
                    continue
                value = shared(value, value)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if odd:
                    anchors.nodes += 1
                    if event.anchor or event.tag:
                        self.properties(event, None, here, key)
                if key is None:
                    self.container_key(event, here)
                    key_event = event
                stack.append((here, key, key_event, event, starts))
                if len(stack) > anchors.deepest:
                    self.descend(event)
                if kind is MappingStartEvent:
                    here, key, starts = {}, None, array("Q") if len(stack) <= 2 else None
                else:
                    here, key, starts = [], ITEM, None
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if self.untidy and kind is MappingEndEvent:
                    tidy(here, starts)
                value, inner = here, starts
                here, key, key_event, start_event, starts = stack.pop()
                if anchors.open:
                    anchors.close(value, len(stack))
                if inner is not None:
                    self.close_section(here, key, start_event, inner)
                if key is None:
                    key = DROPPED
                    continue
            elif kind is AliasEvent:
                value = self.alias(event, here, key)
                if key is None:
                    key, key_event = value, event
                    continue
            elif kind is DocumentStartEvent and self.top:
                self.second_document(event)
                return
            else:
                continue
            if key is ITEM:
                here.append(value)
                continue
            if key in here:
                self.repeat(here, key, key_event, value)
            else:
                here[key] = value
                if starts is not None:
                    starts.append(key_event.start_mark.index)
            key = None

    # What follows is called for what is rare.

    def path(self, here: Any, key: Any) -> tuple[PathPart, ...]:
        """The path of the value about to be put into ``here`` under ``key``."""
        steps = [(frame[0], frame[1]) for frame in self.stack] + [(here, key)]
        return tuple(len(box) if step is ITEM else shown(step) for box, step in steps[1:])

    def descend(self, event: Any) -> None:
        """One level deeper than before: refuse what is deeper than any landscape."""
        self.anchors.deepest = len(self.stack)
        if self.anchors.deepest > self.anchors.max_depth:
            raise too_deep(self.anchors.max_depth, event.start_mark.index, event.end_mark.index)

    def properties(self, event: Any, text: str | None, here: Any, key: Any) -> None:
        """An anchor is kept for its aliases, a tag is a finding."""
        if event.anchor:
            self.anchors.declare(event, text, len(self.stack))
        if event.tag:
            tag = written_tag(event.tag)
            path = self.path(here, key or text or DROPPED)
            help = "leave the tag out: every value is read as the text that it is"
            spot = named(self.source.text, event.start_mark.index, "!")
            self.odd(f"the tag {quoted(tag)} has no meaning here", help, path, *spot)

    def close_section(self, here: Any, key: Any, event: Any, starts: array[int]) -> None:
        """Remember where the entries of the top, and of the sections in it, begin; one that stands again is none."""
        section = Section(bare(self.source.text, event), event.flow_style, starts)
        if not self.stack:
            self.whole = section
        elif isinstance(key, str) and starts and key not in here:
            self.sections[key] = section

    def alias(self, event: Any, here: Any, key: Any) -> Any:
        """What an alias stands for; as a key, it must be a text."""
        value = self.anchors.use(event, len(self.stack))
        if key is not None or isinstance(value, str):
            return value
        self.untidy = True
        written = f"*{event.anchor}"
        start, end = event.start_mark.index, event.end_mark.index
        self.odd(f"{quoted(written)} is a key, and stands for no text", _TEXT_KEY, self.path(here, written), start, end)
        return DROPPED

    def odd_key(self, event: Any, here: Any) -> Any:
        """A key that is empty, or `<<`: the latter is obeyed after its finding, so that one fault is told once."""
        text, start, end = event.value, event.start_mark.index, event.end_mark.index
        if event.style:
            return text
        self.untidy = True
        if not text:
            help = "write the key, or put an empty one in quotes"
            self.odd("there is no key before the `:`", help, self.path(here, ""), start, end)
            return DROPPED
        path = self.path(here, "<<")
        self.odd("`<<` does not merge mappings here", "write the keys out where they are needed", path, start, end)
        return MERGE

    def container_key(self, event: Any, here: Any) -> None:
        """A mapping or list before a `:`; told once for what is in it too."""
        self.untidy = True
        start = event.start_mark.index
        what = "mapping" if event.__class__ is MappingStartEvent else "list"
        if any(frame[1] is None for frame in self.stack):
            return
        message, help = f"a {what} cannot be a key", _TEXT_KEY
        if self.source.text[start - 1 : start + 1] == "{{":
            message = "`{{` does not begin a text"
            help = "put `{{ ... }}` in quotes, or fill in the template first"
        self.odd(message, help, self.path(here, DROPPED), start, max(start + 1, event.end_mark.index))

    def repeat(self, here: Any, key: Any, key_event: Any, value: Any) -> None:
        """The second key of a name is told and left out; what it holds may still be referred to."""
        start = key_event.end_mark.index
        path = self.path(here, key)
        self.doubles.append((path, value))
        within_lost = any(frame[1].__class__ is str and frame[1] in frame[0] for frame in self.stack)
        if key.__class__ is str and not within_lost:
            begin = bare(self.source.text, key_event)
            spots = self.repeats.setdefault(path, [])
            spots.append((begin, max(begin, start)))

    def second_document(self, event: Any) -> None:
        start = event.start_mark.index
        self.lost.append((start, len(self.source.text)))
        help = "put it into a file of its own: a landscape is the union of the files in its folder"
        self.odd("a second document begins here, and only the first is read", help, (), start, event.end_mark.index)

    def odd(self, message: str, help: str, path: tuple[PathPart, ...], start: int, end: int) -> None:
        """Note what is YAML, yet not of the language; told apart by its path."""
        if len(self.problems) == MAX_ODD:
            self.more += 1
            return
        problem = Problem(
            code="MDG002",
            message=message,
            place=Place(Spot(self.source, start, end), path),
            subject=("file", self.source.key),
            help=help,
            field=".".join(map(str, path)),
        )
        self.problems.append(problem)

    def tree(self) -> Tree:
        """What was read, once all of it has been."""
        if not self.top:
            return Tree()
        root = self.top[0]
        if self.more:
            last = self.problems[-1]
            self.problems[-1] = attrs.evolve(last, message=f"{last.message}; {self.more:,} more places are like this")
        if isinstance(root, str) and not root.strip():
            return Tree(problems=tuple(self.problems), lost=tuple(self.lost))
        if not isinstance(root, dict):
            return wrong_top(self.source, "a list" if isinstance(root, list) else "a text")
        index = YamlIndex(self.source, root, self.whole, self.sections, self.anchors.aliases)
        self.source.index = index
        double = [
            repeated(self.source, path, index.find(path, key=True), spots) for path, spots in self.repeats.items()
        ]
        problems = (*self.problems, *double)
        lost, doubles = tuple(self.lost), tuple(self.doubles)
        return Tree(root=root, problems=problems, lost=lost, doubles=doubles, expanded=self.anchors.expanded)


_TEXT_KEY = "write a text before the `:`, in quotes if it begins with a sign such as `[`, `{` or `*`"
