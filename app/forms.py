"""A form read field by field: values, or everything that is wrong with it at once."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Final, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from app import names
from app.clock import minute_of
from app.errors import FieldError, FieldErrors
from optimizers.numbers import NumberError, typed, typed_whole

Form: TypeAlias = Mapping[str, str]
Value = TypeVar("Value")
Word = TypeVar("Word", bound=Enum)

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)


class Reader:
    """Reads a form's fields into values and gathers what is wrong with them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._errors: list[FieldError] = []

    def line(self, field: str, longest: int, missing: str, too_long: str = "") -> str:
        """One line of text, with what to say where there is none."""
        given = self._form.get(field, "")
        text = names.one_line(given[: 4 * longest])
        if len(given) > 4 * longest or len(text) > longest:
            self.refuse(field, too_long or f"Use at most {longest} characters.")
        elif not text:
            self.refuse(field, missing)
        return text

    def moment(self, field: str, zone: ZoneInfo) -> datetime | None:
        """A date and time on the wall of the zone."""
        text = self._form.get(field, "").strip()
        if not text:
            return None
        try:
            return _moment(text, zone)
        except ValueError as error:
            self.refuse(field, str(error))
            return None

    def whole(self, field: str, low: int, high: int, takes: str) -> int | None:
        """A whole number, None if there is none; `takes` says what the field takes."""
        text = self._form.get(field, "")
        if not text.strip():
            return None
        try:
            value = typed_whole(text)
        except NumberError as error:
            self.refuse(field, f"{error.of(text)} {takes}")
            return None
        return value if self._is_within(field, value, low, high, takes) else None

    def number(self, field: str, low: float, high: float, takes: str) -> float:
        text = self._form.get(field, "")
        try:
            value = typed(text)
        except NumberError as error:
            self.refuse(field, error.of(text))
            return low
        return value if self._is_within(field, value, low, high, takes) else low

    def choice(self, field: str, values: Mapping[str, Value], usual: Value) -> Value:
        """What the option chosen stands for; the usual thing if the form does not say."""
        if field not in self._form:
            return usual
        if self._form[field] not in values:
            self.refuse(field, "Choose one of the options.")
        return values.get(self._form[field], usual)

    def word(self, field: str, words: type[Word], usual: Word) -> Word:
        """One of an enum's words; the usual one if the form does not say."""
        return self.choice(field, {each.value: each for each in words}, usual)

    def parsed(self, field: str, parse: Callable[[str], str]) -> str:
        """The text in its normal form; what `parse` says in a ValueError is what is wrong with it."""
        text = self._form.get(field, "")
        try:
            return parse(text)
        except ValueError as error:
            self.refuse(field, str(error))
            return text

    def refuse(self, field: str, message: str) -> None:
        self._errors.append(FieldError(field, message))

    def wrong(self, field: str) -> bool:
        return any(error.field == field for error in self._errors)

    def done(self) -> None:
        """Raises FieldErrors if anything was wrong."""
        if self._errors:
            raise FieldErrors(tuple(self._errors))

    def _is_within(self, field: str, value: float, low: float, high: float, takes: str) -> bool:
        if not low <= value <= high:
            self.refuse(field, takes)
        return low <= value <= high


def choice(form: Form, field: str, values: Mapping[str, Value], usual: Value) -> Value:
    """What the one field of a form stands for. Raises FieldErrors."""
    reader = Reader(form)
    chosen = reader.choice(field, values, usual)
    reader.done()
    return chosen


def _moment(text: str, zone: ZoneInfo) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError("Write a date and a time, such as 2026-11-30T23:59.")
    try:
        wall = minute_of(datetime.fromisoformat(text))
    except ValueError:
        raise ValueError("There is no such date or time.") from None
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise ValueError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise ValueError("There is no such time on that day: the clocks go forward over it.")
    return moment
