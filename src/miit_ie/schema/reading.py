"""Reads typed values out of JSON objects and says where a wrong one stands."""

from __future__ import annotations

import builtins
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from miit_ie.errors import ContractError

__all__ = ["Reader"]

T = TypeVar("T")


class Reader:
    """A JSON object at a place in a document.

    Parameters
    ----------
    data
        The object.
    place
        Where it stands, for messages: ``events[2].items[0]``. Empty for the document itself.

    Raises
    ------
    ContractError
        If ``data`` is not an object. Each method raises it when the value is missing or of the wrong kind.
    """

    __slots__ = ("_data", "_place")

    def __init__(self, data: Any, place: str = "") -> None:
        if not isinstance(data, Mapping):
            raise ContractError(f"{place or 'document'}: expected an object, found {_kind(data)}")
        self._data = data
        self._place = place

    def itself(self) -> Reader:
        """Return the reader, for `object` to give one of the object within."""
        return self

    def str(self, key: builtins.str) -> builtins.str:
        """Return a string that must be there."""
        return self._required(key, builtins.str)

    def int(self, key: builtins.str) -> builtins.int:
        """Return a whole number that must be there."""
        return self._required(key, builtins.int)

    def bool(self, key: builtins.str, *, default: builtins.bool) -> builtins.bool:
        """Return a truth value."""
        value = self._data.get(key, default)
        if not isinstance(value, builtins.bool):
            self._wrong(key, "true or false")
        return value

    def optional_str(self, key: builtins.str) -> builtins.str | None:
        """Return a string, or ``None`` if it is null or missing."""
        return None if self._data.get(key) is None else self._required(key, builtins.str)

    def optional_match(
        self, key: builtins.str, pattern: re.Pattern[builtins.str], expected: builtins.str
    ) -> builtins.str | None:
        """Return a string that ``pattern`` matches from end to end, or ``None`` if it is null or missing."""
        value = self.optional_str(key)
        if value is not None and not pattern.fullmatch(value):
            self._wrong(key, expected)
        return value

    def optional_int(self, key: builtins.str) -> builtins.int | None:
        """Return a whole number, or ``None`` if it is null or missing."""
        return None if self._data.get(key) is None else self._required(key, builtins.int)

    def optional_number(self, key: builtins.str) -> builtins.int | float | None:
        """Return a finite number, or ``None`` if it is null or missing."""
        value: builtins.int | float | None = self._data.get(key)
        if isinstance(value, builtins.bool) or not isinstance(value, builtins.int | float | None):
            self._wrong(key, "a number or null")
        # NaN and Infinity are no JSON, though Python's parser takes them.
        if isinstance(value, float) and not math.isfinite(value):
            self._wrong(key, "a finite number")
        return value

    def probability(self, key: builtins.str) -> builtins.int | float | None:
        """Return a number in [0, 1], or ``None`` if it is null or missing."""
        value = self.optional_number(key)
        if value is not None and not 0 <= value <= 1:
            self._wrong(key, "a number from 0 to 1")
        return value

    def choice(self, key: builtins.str, choices: Collection[builtins.str]) -> builtins.str:
        """Return a string that is one of ``choices``."""
        value = self.str(key)
        if value not in choices:
            self._wrong(key, f"one of {' '.join(choices)}")
        return value

    def strings(self, key: builtins.str) -> tuple[builtins.str, ...]:
        """Return a list of strings, empty if it is missing."""
        values = self._list(key)
        if not all(isinstance(value, builtins.str) for value in values):
            self._wrong(key, "a list of strings")
        return tuple(values)

    def object(self, read: Callable[[Reader], T], key: builtins.str) -> T:
        """Read an object that must be there."""
        if key not in self._data:
            raise ContractError(f"{self._path(key)}: missing")
        return self._at(read, self._data[key], self._path(key))

    def optional(self, read: Callable[[Reader], T], key: builtins.str) -> T | None:
        """Read an object, or return ``None`` if it is null or missing."""
        return None if self._data.get(key) is None else self._at(read, self._data[key], self._path(key))

    def each(self, read: Callable[[Reader], T], key: builtins.str) -> tuple[T, ...]:
        """Read every object of a list, empty if it is missing."""
        return tuple(self._at(read, value, f"{self._path(key)}[{i}]") for i, value in enumerate(self._list(key)))

    @staticmethod
    def _at(read: Callable[[Reader], T], value: Any, place: builtins.str) -> T:
        try:
            return read(Reader(value, place))
        except ContractError as error:
            # A type's own check (offsets against text) does not know where it stands.
            message = f"{error}"
            raise ContractError(message if message.startswith(place) else f"{place}: {message}") from None

    def _list(self, key: builtins.str) -> Sequence[Any]:
        values = self._data.get(key, [])
        # msgpack, in which spaCy keeps documents, gives lists back as tuples.
        if not isinstance(values, list | tuple):
            self._wrong(key, "a list")
        return values

    def _required(self, key: builtins.str, kind: type[T]) -> T:
        if key not in self._data:
            raise ContractError(f"{self._path(key)}: missing")
        value = self._data[key]
        # bool is an int in Python but not in JSON.
        if not isinstance(value, kind) or (isinstance(value, builtins.bool) and kind is builtins.int):
            self._wrong(key, {builtins.str: "a string", builtins.int: "a whole number"}[kind])
        return value

    def _wrong(self, key: builtins.str, expected: builtins.str) -> NoReturn:
        raise ContractError(f"{self._path(key)}: expected {expected}, found {_kind(self._data.get(key))}")

    def _path(self, key: builtins.str) -> builtins.str:
        return f"{self._place}.{key}" if self._place else key


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str | int | float):
        return repr(value if not isinstance(value, str) or len(value) <= 40 else value[:40] + "…")
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, Mapping) else type(value).__name__
