"""Columns as numbers, without a step of Python a row: rows that nothing tells apart get the same number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]

from mdg.decision.coding import Coding
from mdg.decision.request import DecisionError

Numbers = np.ndarray[Any, np.dtype[np.int64]]
#: Up to so many possible numbers a row are counted in an array; beyond, by hashing.
COUNTED = 4
#: How many codes are held in one number, a bit each.
WORD = 62


@attrs.frozen(slots=True, eq=False)
class Classes:
    """A number a row, from 0 to ``size`` - 1."""

    numbers: Numbers
    size: int

    def with_(self, other: Classes) -> Classes:
        """A number for each pair of numbers."""
        left = self if self._few(self.size * other.size) else self.dense()
        return Classes(left.numbers * other.size + other.numbers, left.size * other.size)

    def dense(self) -> Classes:
        """The same rows apart, with no number left out."""
        if self._few(self.size):
            used = np.zeros(self.size, dtype=np.int64)
            used[self.numbers] = 1
            return Classes((np.cumsum(used) - 1)[self.numbers], int(used.sum()))
        encoded = pa.array(self.numbers).dictionary_encode()
        return Classes(to_numbers(encoded.indices), len(encoded.dictionary))

    def _few(self, size: int) -> bool:
        """Whether an array of this size is no more than the rows themselves."""
        return size <= COUNTED * len(self.numbers) + 1024

    def first_rows(self) -> Numbers:
        """For each number, the first row that has it; every number must be in use."""
        first = np.empty(self.size, dtype=np.int64)
        first[self.numbers[::-1]] = np.arange(len(self.numbers) - 1, -1, -1)
        return first

    def of(self, rows: Numbers | None) -> Classes:
        """The numbers of some rows, of all for None."""
        return self if rows is None else Classes(self.numbers[rows], self.size)


@attrs.frozen(slots=True, eq=False)
class Alphabet:
    """The codes of texts, 0 to ``size`` - 1; ``other`` is that of a text that has none of its own, or ``size`` + 1."""

    texts: Any
    codes: Numbers
    other: int
    size: int

    @classmethod
    def of_coding(cls, coding: Coding) -> Alphabet:
        """Values that no statement tells apart have one code."""
        codes = np.fromiter(coding.codes.values(), dtype=np.int64, count=len(coding.codes)) - coding.first
        other = coding.size + 1 if coding.closed else 0
        return cls(pa.array(coding.codes.keys(), pa.string()), codes, other, coding.size)

    @classmethod
    def of_column(cls, column: Any) -> Alphabet:
        """Each text of a column (and of its lists) has a code of its own."""
        texts = column if not is_list(column.type) else pc.list_flatten(column)
        if pa.types.is_dictionary(texts.type):
            texts = texts.cast(texts.type.value_type)
        found = pc.unique(texts).drop_null().cast(pa.string())
        return cls(found, np.arange(len(found)), len(found) + 1, len(found))


@attrs.frozen(slots=True, eq=False)
class Coded:
    """A column: the class of each row, and the codes that it stands for.

    Classes below ``known`` are values that can be; ``members`` are their codes.  Then follows that of nulls, and one of
    all rows with something that is no value.
    """

    classes: Classes
    known: int
    members: Sequence[tuple[int, ...]]


def encode(column: Any, alphabet: Alphabet) -> Coded:
    """Encode a column of texts, or of lists of them, of which the order and repetitions count for nothing."""
    if not is_list(column.type):
        numbers = _codes(column, alphabet)
        members = [(code,) for code in range(alphabet.size)]
        return Coded(Classes(numbers, alphabet.size + 2), alphabet.size, members)
    return _encode_lists(_one_piece(column), alphabet)


def _codes(column: Any, alphabet: Alphabet) -> Numbers:
    """The code of each text; ``size`` for a null, ``size`` + 1 for a text that cannot be."""
    if pa.types.is_dictionary(column.type):
        column = _one_piece(column)
        by_index = np.append(_codes(column.dictionary, alphabet), alphabet.size)
        return by_index[to_numbers(column.indices.fill_null(len(column.dictionary)))]
    found = pc.index_in(column, value_set=alphabet.texts.cast(column.type)).fill_null(len(alphabet.texts))
    codes = np.append(alphabet.codes, alphabet.other)[to_numbers(found)]
    if column.null_count:
        codes[np.asarray(column.is_null())] = alphabet.size
    return codes


def _encode_lists(column: Any, alphabet: Alphabet) -> Coded:
    rows, size = len(column), alphabet.size
    missing = np.asarray(column.is_null())
    lengths = to_numbers(pc.list_value_length(column).fill_null(0))
    codes = _codes(column.flatten(), alphabet)
    ends = np.cumsum(lengths)
    filled = np.flatnonzero(lengths)
    starts = (ends - lengths)[filled]
    known = Classes(np.zeros(rows, dtype=np.int64), 1)
    for first in range(0, size, WORD):
        here = (codes >= first) & (codes < min(first + WORD, size))
        sets = np.zeros(rows, dtype=np.int64)
        if len(filled):
            bits = np.where(here, np.int64(1) << (codes - first) % WORD, 0)
            sets[filled] = np.bitwise_or.reduceat(bits, starts)
        known = known.dense().with_(Classes(sets, 1 << min(WORD, size - first)).dense())
    known = known.dense()
    members = [
        tuple(dict.fromkeys(codes[ends[row] - lengths[row] : ends[row]].tolist()))
        for row in known.first_rows().tolist()
    ]
    numbers = known.numbers.copy()
    if len(filled):
        numbers[filled[np.maximum.reduceat(codes, starts) >= size]] = known.size + 1
    numbers[missing] = known.size
    return Coded(Classes(numbers, known.size + 2), known.size, members)


def is_list(kind: Any) -> bool:
    """Whether a column of this type holds lists."""
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _is_text(kind: Any) -> bool:
    if is_list(kind) or pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    view = getattr(pa.types, "is_string_view", None)
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
    return bool(text or (view is not None and view(kind)))


def check_text(what: str, column: Any, *, many: bool) -> Any:
    """A column as text that can be encoded; DecisionError unless it holds texts, or (if ``many``) lists of them."""
    kind = column.type
    if not _is_text(kind):
        raise DecisionError(f"column `{what}` is of type {kind}, and should hold text")
    if is_list(kind) and not many:
        raise DecisionError(f"column `{what}` holds lists, and a row has one `{what}`")
    if is_list(kind):
        return column if _is_plain(kind.value_type) else column.cast(pa.large_list(pa.large_string()))
    return column if _is_plain(kind) else column.cast(pa.large_string())


def _is_plain(kind: Any) -> bool:
    """Whether Arrow computes with this type of text."""
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return kind in (pa.string(), pa.large_string())


def _one_piece(column: Any) -> Any:
    if not isinstance(column, pa.ChunkedArray):
        return column
    pieces = column.combine_chunks()
    return pa.concat_arrays(pieces.chunks) if isinstance(pieces, pa.ChunkedArray) else pieces


def to_numbers(column: Any) -> Numbers:
    """A column of integers without nulls, as a numpy array."""
    return np.asarray(column.to_numpy() if isinstance(column, pa.ChunkedArray) else column)
