"""What every row of the catalogue has in common.

A row holds one entry as its YAML file writes it: plain columns for single values, JSON for nested
parts. The parser that reads the files also checks the rows, so both are wrong in the same way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied
from sideeffects.risk import CatalogueError, canonical, digest
from sideeffects.risk.reading import Row

plain_key = RegexValidator(
    r"\A[a-z0-9_-]+\Z", "A key is made of small letters, figures, hyphens and underscores."
)
NESTED = re.compile(r"[A-Za-z_]+")
QUOTED = re.compile(r"'(\w+)'")
BOOKKEEPING = frozenset(("id", "key", "position", "retired", "changed_at", "changed_by"))


class NestedField(models.JSONField):
    """A nested part of an entry, as its file writes it. The parser checks it, not this field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("encoder", DjangoJSONEncoder)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """To a migration it is a JSON column like any other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


def part(**options: Any) -> NestedField:
    """A list of nested parts, perhaps an empty one."""
    return NestedField(default=list, blank=True, **options)


def maybe_part(**options: Any) -> NestedField:
    """A nested part that may be missing."""
    return NestedField(null=True, blank=True, default=None, **options)


def prose(**options: Any) -> models.TextField[str, str]:
    return models.TextField(**options)


def maybe_prose(**options: Any) -> models.TextField[str, str]:
    """A text that may be missing: empty here, null in the files."""
    return models.TextField(blank=True, default="", **options)


def one_of(known: Sequence[str], **options: Any) -> models.CharField[str, str]:
    choices = [(word, word.replace("_", " ")) for word in known]
    return models.CharField(max_length=32, choices=choices, **options)


def known(field: str, values: Sequence[str], *, model: str, may_be_empty: bool = False) -> Any:
    """The constraint that holds a column to a closed list of words."""
    allowed = [*values, ""] if may_be_empty else list(values)
    return models.CheckConstraint(
        name=f"{model}_{field}_known", condition=Q(**{f"{field}__in": allowed})
    )


class EntryQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """What the next edition will hold, in catalogue order."""
        return self.filter(retired=False).order_by("position", "pk")


class Entry(models.Model):
    """``FILE`` and ``PART`` say where the entry stands, ``KEY`` what its key is called there;
    ``READ`` is the parser's function for it; ``OPTIONAL`` are the fields a file may leave out,
    ``APART`` the columns that no edition holds."""

    FILE: ClassVar[str]
    PART: ClassVar[str]
    KEY: ClassVar[str] = "key"
    READ: ClassVar[staticmethod[[Row], Any]]
    OPTIONAL: ClassVar[frozenset[str]] = frozenset()
    APART: ClassVar[frozenset[str]] = frozenset()

    key = models.CharField(max_length=80, unique=True, validators=[plain_key])
    position = models.PositiveIntegerField(
        default=0, help_text="Its place in the catalogue, counted from 0."
    )
    retired = models.BooleanField(
        default=False, help_text="Left out of the next edition; editions that hold it stay."
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "pk")
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), NeverEmptied()]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def parts(cls) -> Iterable[models.Field[Any, Any]]:
        """The columns that are fields of the entry."""
        apart = BOOKKEEPING | cls.APART
        return (field for field in cls._meta.concrete_fields if field.name not in apart)

    def plain(self) -> dict[str, Any]:
        """The entry as its file would write it."""
        plain: dict[str, Any] = {self.KEY: self.key}
        for field in self.parts():
            value = getattr(self, field.attname)
            value = None if isinstance(value, str) and not value else value
            if field.name in self.OPTIONAL and value in (None, [], {}):
                continue
            plain[field.name] = value
        return plain

    @property
    def fingerprint(self) -> str:
        """Changes whenever what the entry says, or whether it is retired, changes."""
        return digest(canonical({"entry": self.plain(), "retired": self.retired}))

    @classmethod
    def columns(cls, plain: dict[str, Any]) -> dict[str, Any]:
        """The values of this entry's columns, from the entry as the parser writes it back."""
        columns: dict[str, Any] = {"key": plain[cls.KEY]}
        for field in cls.parts():
            value = plain.get(field.name)
            if value is None:
                value = field.get_default()
            elif isinstance(field, NestedField):
                value = json.loads(canonical(value))
            columns[field.attname] = value
        return columns

    def clean(self) -> None:
        super().clean()
        try:
            self.read()
        except CatalogueError as error:
            raise ValidationError(self._beside_the_field(error)) from None

    def read(self) -> Any:
        """The entry as the rules know it; raises ``CatalogueError``."""
        row = Row(self.FILE, self.key, self.plain())
        value = type(self).READ(row)
        row.done()
        return value

    def _beside_the_field(self, error: CatalogueError) -> dict[str, str]:
        """The reason, by the name of the field it is about."""
        place = error.key.removeprefix(self.key).lstrip(".")
        named = [*NESTED.findall(place)[:1], *QUOTED.findall(error.reason)]
        ours = {self.KEY: "key"} | {field.name: field.name for field in self.parts()}
        field = next((ours[name] for name in named if name in ours), "key")
        return {field: f"{place}: {error.reason}" if place else error.reason}
