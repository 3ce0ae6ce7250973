"""The table in which Django keeps its cache (CACHES in settings.py). Nothing of ours reads it."""

from __future__ import annotations

from django.db import models


class CacheEntry(models.Model):
    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "clinic_cache"

    def __str__(self) -> str:
        return self.cache_key
