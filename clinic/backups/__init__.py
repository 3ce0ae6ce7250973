"""Backups that count: taken whole, encrypted for a key that lies elsewhere, and restored to try.

    DIR/base/TIME.tar.gz.age    the whole server at a moment; TIME.json beside it says which
    DIR/wal/NAME.gz.age         what changed since, a piece a minute; NAME.sha256 beside it

Both open with standard tools too: `age -d -i IDENTITY FILE | gunzip`.
"""
