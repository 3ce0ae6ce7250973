"""Django's PostgreSQL backend, but one that can empty append-only tables after a test."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    """TransactionTestCase and live_server empty every table, which our triggers refuse."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        as_owner = "SET ROLE NONE"
        no_triggers = "SET LOCAL session_replication_role = replica"
        super().execute_sql_flush([as_owner, no_triggers, *sql_list])


class DatabaseWrapper(base.DatabaseWrapper):
    """Chosen by tests/settings.py."""

    ops_class = DatabaseOperations
