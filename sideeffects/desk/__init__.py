"""What the catalogue desk shows: kinds of entries, the draft, what uses what."""
