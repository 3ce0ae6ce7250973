"""LHC-Forms, a form of others for FHIR, which the tests hold beside our export.

It is fetched once with npm into var/, and only if it is what we locked here. No page serves it.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from dev.places import VAR
from dev.vendor import packed

NAME, VERSION = "lforms", "40.1.3"
SHA512 = "WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ=="
INSIDE = "package/dist/lforms/"
FILES = (
    "webcomponent/styles.css",
    "webcomponent/assets/lib/zone.min.js",
    "webcomponent/runtime.js",
    "webcomponent/polyfills.js",
    "webcomponent/main.js",
    "fhir/R4B/lformsFHIR.min.js",
    "LICENSE.md",
)


class Unavailable(Exception):
    """It is not here, and npm could not fetch it."""


def folder() -> Path:
    """Where its files lie, fetched if they do not yet."""
    place = VAR / f"{NAME}-{VERSION}"
    if not place.is_dir():
        VAR.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=VAR) as scratch:
            _keep(_archive(Path(scratch)), Path(scratch) / "files", place)
    return place


def _archive(scratch: Path) -> Path:
    try:
        archive = packed(NAME, VERSION, scratch)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable(f"npm could not fetch {NAME} {VERSION}: {error}") from error
    check(archive)
    return archive


def check(archive: Path, expected: str = SHA512) -> None:
    """Stop at bytes that are not those we looked at."""
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != expected:
        raise SystemExit(f"{archive.name} is not what it was when we locked it. Stop and look.")


def _keep(archive: Path, unpacked: Path, place: Path) -> None:
    """Unpack what a page needs, and put it in its place in one step."""
    with tarfile.open(archive) as tar:
        for name in FILES:
            member = tar.getmember(INSIDE + name)
            member.name = name
            tar.extract(member, unpacked, filter="data")
    if not place.is_dir():
        unpacked.rename(place)
