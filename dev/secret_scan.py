"""Looks for secrets in what git holds: keys, tokens, passwords in addresses, random values.

    python -m dev.secret_scan            the files as they are now
    python -m dev.secret_scan --history  every line that any commit ever added

Exit code 1 and a line for each find; the value itself is shown only by its first four signs.
"""

from __future__ import annotations

import argparse
import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from dev.places import ROOT

KNOWN = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an age identity": re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{20,}"),
    "a token of a service": re.compile(
        r"\b(?:gh[opsur]_\w{30,}|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|"
        r"xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})"
    ),
    "a password in an address": re.compile(r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}]+:([^\s/@'\"{}]+)@"),
    "a Django secret key": re.compile(
        r"(?i)(?:\bsecret_key\b|django-insecure)[\"']?\s*[:=-]\s*[\"']?([^\s\"'<>{}()\[\],]{24,})"
    ),
}
RANDOM = re.compile(r"[A-Za-z0-9+/=_-]{32,}")
BITS_EACH_SIGN = 4.25  # words and paths of ours stay below; random base64 of 32 signs is above
HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32,}(?![0-9A-Za-z])")

# Hashes of what others made: they are there to be compared, and open nothing.
PUBLIC_HASHES = ("*.lock", "static/vendor/lock.json", "*/migrations/*.py")


@dataclass(frozen=True, slots=True)
class Allowed:
    """A value that looks like a secret and is none: where it stands, how it begins, and why."""

    file: str
    begins: str
    reason: str


ALLOWED = (
    Allowed("*.md", "…", "shows where a password goes"),
    Allowed("docs/backup.md", "drill", "of a database that a drill makes and throws away"),
    Allowed("clinic/environment.py", "password", "shows where a password goes"),
    Allowed("dev/lforms.py", "WLruTm+B", "the public hash of a package that only tests fetch"),
    Allowed("sideeffects/starter/sources.yaml", "3d6a", "part of the address of a public source"),
    Allowed("tests/clinic/test_production.py", "k3Jd9vQp", "made up, to see that a start succeeds"),
    Allowed("tests/clinic/test_production.py", "development-only", "to see that it is refused"),
    Allowed("tests/clinic/test_production.py", "secret", "to see that no message repeats it"),
    Allowed("tests/clinic/test_production.py", "pw", "the password of a host that does not exist"),
    Allowed("tests/test_running.py", "secret", "to see that no message repeats it"),
)


@dataclass(frozen=True, slots=True)
class Find:
    where: str
    file: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.where} {self.file}: {self.kind}, beginning with {self.value[:4]}"


def in_line(text: str, file: str) -> Iterator[tuple[str, str]]:
    """(kind, value) of what looks like a secret in one line."""
    for kind, pattern in KNOWN.items():
        for found in pattern.finditer(text):
            yield kind, found.group(found.lastindex or 0)
    if any(fnmatch(file, pattern) for pattern in PUBLIC_HASHES):
        return
    for found in RANDOM.finditer(text):
        if looks_random(found.group()):
            yield "a random value", found.group()
    for found in HEX.finditer(text):
        yield "a random value in hex", found.group()


def looks_random(value: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    mixed = all(any(kind(sign) for sign in value) for kind in kinds)
    return mixed and entropy(value) > BITS_EACH_SIGN


def entropy(value: str) -> float:
    """Bits a sign, by how often each sign stands in it."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


def is_allowed(find: Find) -> bool:
    return any(
        fnmatch(find.file, allowed.file) and find.value.startswith(allowed.begins)
        for allowed in ALLOWED
    )


def finds(lines: Iterable[tuple[str, str, str]]) -> Iterator[Find]:
    """Of (where, file, text), what looks like a secret and is not on the list."""
    for where, file, text in lines:
        for kind, value in in_line(text, file):
            find = Find(where, file, kind, value)
            if not is_allowed(find):
                yield find


def lines_now(folder: Path = ROOT) -> Iterator[tuple[str, str, str]]:
    """Every line of every file that git holds or would take."""
    listed = _git(folder, "ls-files", "-co", "--exclude-standard", "-z")
    for file in sorted(set("".join(listed).split("\0")) - {""}):
        path = folder / file
        if path.is_file():
            for number, text in enumerate(_text(path.read_bytes()), 1):
                yield f"line {number} of", file, text


def lines_ever(folder: Path = ROOT) -> Iterator[tuple[str, str, str]]:
    """Every line that any commit of any branch added, and every word of the commits."""
    commit, file = "", ""
    told = ("--no-color", "--no-ext-diff", "--no-textconv", "--unified=0", "-m")
    for text in _git(folder, "log", "-p", "--all", *told):
        if text.startswith("commit "):
            commit, file = text.split()[1][:10], "(its message)"
        elif text.startswith("+++ "):
            file = text[4:].strip().removeprefix("b/")
        elif text.startswith(("+", "    ")):
            yield commit, file, text[1:]


def _git(folder: Path, *arguments: str) -> Iterator[str]:
    started = subprocess.Popen(["git", *arguments], cwd=folder, stdout=subprocess.PIPE)
    assert started.stdout is not None  # noqa: S101 - asked for above
    with started as running, started.stdout as lines:
        for line in lines:
            yield line.decode(errors="replace")
    if running.returncode:
        raise SystemExit(f"git {arguments[0]} failed")


def _text(content: bytes) -> list[str]:
    """Nothing of files that are no text: pictures and fonts are random all over."""
    return [] if b"\0" in content[:8000] else content.decode(errors="replace").splitlines()


def main() -> int:
    parser = argparse.ArgumentParser(description="Look for secrets in what git holds.")
    parser.add_argument("--history", action="store_true", help="every commit, not only now")
    found = list(finds(lines_ever() if parser.parse_args().history else lines_now()))
    print("\n".join(str(find) for find in found) or "No secret was found.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
