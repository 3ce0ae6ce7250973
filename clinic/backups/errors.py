"""What keeps a backup or a restore from counting."""

from __future__ import annotations


class BackupFailed(Exception):
    """One plain sentence, for whoever reads the timer's mail."""
