"""What can be searched: one row for each entry of an edition that staff may read."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
    TrigramWordSimilarity,
)
from django.db import models
from django.db.models import F, Func, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, RowNumber
from django.urls import reverse

from sideeffects.models.edition import Edition

KINDS = ("side_effect", "contraindication", "claim", "source")
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
ALIKE = 0.5  # how much of a mistyped word must agree with a name
SHORTEST_ALIKE = 4  # shorter words look like everything
LONG_TEXTS_COUNT_LESS = 1  # PostgreSQL's code: rank / (1 + log(length))
START, STOP = "\ue000", "\ue001"  # private characters, so that no text can hold them


def folded(text: Combinable) -> Func:
    """Small letters without accents, as clinic/migrations/0002_search.py makes them."""
    return Func(text, function="public.scalpwise_fold", output_field=models.TextField())


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def matching(self, edition: Edition, typed: str, *, each: int) -> list[SearchEntry]:
        """At most `each` entries of each kind that hold all the words, the best first.

        A word may be cut short ("kelo"). Where no entry holds them all: names that look alike.
        """
        found = WORD.findall(typed)[:MOST_WORDS]
        if not found:
            return []
        entries = self.filter(edition=edition)
        beginnings = Value(" & ".join(f"{word}:*" for word in found))
        query = SearchQuery(folded(beginnings), search_type="raw", config="english")
        rank = SearchRank(F("vector"), query, normalization=Value(LONG_TEXTS_COUNT_LESS))
        best = list(entries.annotate(rank=rank).filter(vector=query)._best(each, query))
        if best or max(map(len, found)) < SHORTEST_ALIKE:
            return best
        return list(entries._alike(" ".join(found), each))

    def _best(self, each: int, query: SearchQuery | None = None) -> models.QuerySet[SearchEntry]:
        best = self.annotate(
            place=Window(
                RowNumber(), partition_by=[F("kind")], order_by=[F("rank").desc(), F("title").asc()]
            )
        ).filter(place__lte=each)
        if query is not None:
            best = best.annotate(
                excerpt=SearchHeadline(
                    "text",
                    query,
                    config="english",
                    start_sel=START,
                    stop_sel=STOP,
                    max_words=26,
                    min_words=12,
                )
            )
        return best.order_by("place", "title").defer("text", "vector")

    def _alike(self, typed: str, each: int) -> models.QuerySet[SearchEntry]:
        typed_folded: Any = folded(Value(typed))  # an expression will do, but the types say str
        likeness = TrigramWordSimilarity(typed_folded, folded(F("title")))
        return (
            self.annotate(rank=Greatest(likeness, Value(0.0))).filter(rank__gte=ALIKE)._best(each)
        )


class SearchEntry(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    key = models.CharField(max_length=80)
    title = models.TextField()
    text = models.TextField()
    vector: Any = models.GeneratedField(
        expression=CombinedSearchVector(
            SearchVector(folded(F("title")), config="english", weight="A"),
            "||",
            SearchVector(folded(F("text")), config="english", weight="C"),
            Value("english"),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["edition", "kind", "key"], name="search_entry_once_an_edition"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["vector"], name="search_words")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        if self.kind == "claim":
            return f"{reverse('sideeffects:claims')}#{self.key}"
        return reverse(f"sideeffects:{self.kind}", args=[self.key])
