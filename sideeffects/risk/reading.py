"""Reading plain data field by field, each refusal naming file, entry and reason."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from .evidence import Number

T = TypeVar("T")

ONLY_TEXTS = {str}
MISSING = object()


class CatalogueError(ValueError):
    """A catalogue that cannot be read: in which file, at which entry, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")


def tidy(number: Decimal) -> Number:
    """A whole number as an int; other decimals without trailing zeros (5.70 and 5.7 are one)."""
    if number == number.to_integral_value():
        return int(number)
    return number.normalize()


def read_number(value: object) -> Number | None:
    """An int, float, Decimal or decimal text as an exact number; None for anything else.

    A boolean is not a number, nor are NaN and the infinities.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        number = Decimal(str(value).strip()) if not isinstance(value, int) else Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > 10**15:
        return None
    return tidy(number)


class Row:
    """One entry of a catalogue file. Every field is taken once; ``done`` refuses what is left."""

    def __init__(self, file: str, key: str, fields: object) -> None:
        self.file, self.key = file, key
        if fields.__class__ is not dict and not isinstance(fields, Mapping):  # it mostly is one
            raise CatalogueError(file, key, "must be a group of fields")
        self.fields: dict[str, Any] = dict(fields)
        if set(map(type, self.fields)) != ONLY_TEXTS:
            self.fields = {str(name): value for name, value in self.fields.items()}

    def wrong(self, reason: str) -> CatalogueError:
        return CatalogueError(self.file, self.key, reason)

    def has(self, name: str) -> bool:
        return name in self.fields

    def take(self, name: str) -> Any:
        value = self.fields.pop(name, MISSING)
        if value is MISSING:
            raise self.wrong(f"'{name}' is missing")
        return value

    def done(self) -> None:
        if self.fields:
            unknown = ", ".join(sorted(f"'{name}'" for name in self.fields))
            raise self.wrong(f"unknown field {unknown}")

    def text(self, name: str) -> str:
        value = self.fields.pop(name, MISSING)  # as ``take`` does: most fields are texts
        if isinstance(value, str) and value.strip():
            return value
        raise self.wrong(f"'{name}' {'is missing' if value is MISSING else 'must be a text'}")

    def maybe_text(self, name: str) -> str | None:
        if self.fields.get(name) is None:
            self.take(name)
            return None
        return self.text(name)

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(f"'{name}' is '{value}', but must be one of {', '.join(allowed)}")
        return value

    def maybe_one_of(self, name: str, allowed: Sequence[str]) -> str | None:
        if self.fields.get(name) is None:
            self.take(name)
            return None
        return self.one_of(name, allowed)

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if not isinstance(value, bool):
            raise self.wrong(f"'{name}' must be true or false")
        return value

    def maybe_flag(self, name: str) -> bool | None:
        if self.fields.get(name) is None:
            self.take(name)
            return None
        return self.flag(name)

    def number(self, name: str) -> Number:
        number = read_number(self.take(name))
        if number is None:
            raise self.wrong(f"'{name}' must be a number")
        return number

    def maybe_number(self, name: str) -> Number | None:
        if self.fields.get(name) is None:
            self.take(name)
            return None
        return self.number(name)

    def maybe_whole(self, name: str) -> int | None:
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(f"'{name}' must be a whole number")
        return value

    def optional(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        """The field where it is given, the default where it is left out."""
        return read(name) if self.has(name) else otherwise

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.items(name)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.wrong(f"'{name}' must be a list of texts")
        return tuple(values)

    def items(self, name: str) -> list[Any]:
        values = self.take(name)
        if not isinstance(values, list):
            raise self.wrong(f"'{name}' must be a list")
        return values

    def rows(self, name: str) -> list["Row"]:
        return [
            Row(self.file, f"{self.key}.{name}[{place}]", value)
            for place, value in enumerate(self.items(name), 1)
        ]

    def row(self, name: str) -> "Row":
        return Row(self.file, f"{self.key}.{name}", self.take(name))
