"""A store bounded by bytes: what has not been used for longest makes room for what is new."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteStore(Generic[Key, Value]):
    """Values by key. weigh: the bytes that a value takes with its key; what weighs more than everything is not kept."""

    def __init__(self, capacity: int, weigh: Callable[[Key, Value], int]) -> None:
        self._capacity = capacity
        self._weigh = weigh
        self._used = 0
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: Key) -> Value | None:
        with self._guard:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: Key, value: Value) -> None:
        with self._guard:
            if key in self._values:
                return
            self._values[key] = value
            self._used += self._weigh(key, value)
            while self._used > self._capacity:
                self._used -= self._weigh(*self._values.popitem(last=False))

    def replace(self, key: Key, value: Value) -> None:
        """The same in other bytes, if it is still there."""
        with self._guard:
            if key in self._values:
                self._used += self._weigh(key, value) - self._weigh(key, self._values[key])
                self._values[key] = value

    def clear(self) -> None:
        with self._guard:
            self._values.clear()
            self._used = 0

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    @property
    def used(self) -> int:
        return self._used
