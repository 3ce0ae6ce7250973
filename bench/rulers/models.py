"""Three plain tables: what somebody answered, what was made of it, and who waits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Person(models.Model):
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    birth_date = models.DateField()

    objects: ClassVar[models.Manager[Person]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.last_name.upper()}, {self.first_name}"


class Answers(models.Model):
    answers = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Answers]] = models.Manager()

    def __str__(self) -> str:
        return f"Answers {self.pk}"


class Summary(models.Model):
    answers = models.ForeignKey(Answers, on_delete=models.PROTECT)
    level = models.CharField(max_length=10)
    findings = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Summary]] = models.Manager()

    def __str__(self) -> str:
        return f"Summary {self.pk}"


class Waiting(models.Model):
    """One row of the queue."""

    reference = models.CharField(max_length=8, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    treatment = models.CharField(max_length=24)
    planned_date = models.DateField()
    waiting_since = models.DateTimeField()
    level = models.CharField(max_length=10)
    because = models.CharField(max_length=200)
    decided = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Waiting]] = models.Manager()

    class Meta:
        ordering = ("planned_date", "waiting_since", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["planned_date", "waiting_since", "id"],
                condition=models.Q(decided=False),
                name="waiting_queue",
            )
        ]

    def __str__(self) -> str:
        return self.reference
