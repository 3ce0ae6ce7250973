"""Does what docs/operations.md says, on this machine with its folders laid over: what is written
is gone afterwards. Run by test_operations.py as root, in mount and process namespaces of its own:

    unshare --mount --pid --fork --mount-proc python -m tests.attack.operations.trial FOLDER
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dev.places import ROOT
from tests.attack.operations import visits
from tests.attack.operations.blocks import Block, blocks

HOST = "desk.clinic.example"
OVERLAID = ("/etc", "/opt", "/var", "/usr")
DEBIANS_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
KEPT = Path("/run/elsewhere")
STUB = """#!/bin/sh
cd {root} && exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
{python} -m tests.attack.operations.systemctl {first} "$@"
"""


def main() -> int:
    work = Path(sys.argv[1])
    lay_over(work)
    words = prepare(work)
    for block in blocks():
        before(block, words)
        seconds = carry_out(block, words)
        print(f"{seconds:6.1f} s  {block.heading}", flush=True)
        for look in AFTER.get(block.heading, []):
            print(f"          {look.__name__}: {json.dumps(look(HOST))}", flush=True)
    return 0


def lay_over(work: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", work], check=True)
    for number, folder in enumerate(OVERLAID):
        upper, inner = work / f"upper{number}", work / f"work{number}"
        upper.mkdir()
        inner.mkdir()
        options = f"lowerdir={folder},upperdir={upper},workdir={inner}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, folder], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)


def prepare(work: Path) -> dict[str, str]:
    """A repository to install from, a name, a certificate's authority, and our own systemctl."""
    git = work / "scalpwise.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, git], check=True)
    for tag in ("v1", "v2"):
        subprocess.run(["git", "-C", git, "tag", tag], check=True)
    for name, first in (("systemctl", ""), ("journalctl", "journal")):
        file = Path("/usr/local/bin") / name
        file.write_text(STUB.format(root=ROOT, python=sys.executable, first=first))
        file.chmod(0o755)
    with Path("/etc/hosts").open("a") as hosts:
        hosts.write(f"\n127.0.0.1 {HOST}\n")
    subprocess.run(["pg_dropcluster", "--stop", *cluster()], check=False)
    subprocess.run(["pg_createcluster", *cluster()], check=True, stdout=subprocess.DEVNULL)
    KEPT.mkdir(mode=0o777)
    KEPT.chmod(0o777)
    made = subprocess.run(
        [sys.executable, "-m", "clinic.backups.keys", str(work / "backup-identity")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        "HOST": HOST,
        "FROM": str(git),
        "VERSION": "v1",
        "NEXT": "v2",
        "BACKUP_RECIPIENT": made.stdout.strip(),
    }


def cluster() -> list[str]:
    """Debian made it with the package; what this machine did with it since is not of interest."""
    versions = sorted(int(each.name) for each in Path("/usr/lib/postgresql").iterdir())
    return [str(versions[-1]), "main"]


def before(block: Block, words: dict[str, str]) -> None:
    """What the document leaves to the reader."""
    if block.heading.startswith("5."):
        kept = {
            "ALARM_COMMAND": f"cat >> {KEPT}/alarms",
            "ANCHOR_COMMAND": f"cat >> {KEPT}/anchors",
        }
        lines = [f'{name}="{command}"\n' for name, command in kept.items()]
        Path("/etc/scalpwise/alarms").write_text("".join(lines))
    if block.heading.startswith("9."):
        certify(Path("/etc/scalpwise/tls"))
    if block.heading == "Upgrade":
        visits.keep_visiting(words["HOST"])


def certify(folder: Path) -> None:
    """An authority of our own that this system trusts, and its word for the clinic's name."""

    def openssl(*arguments: str | Path) -> None:
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        subprocess.run([*made, *arguments], check=True, capture_output=True)

    authority, its_key = folder / "authority.pem", folder / "authority-key.pem"
    openssl("-subj", "/CN=Trial", "-keyout", its_key, "-out", authority)
    openssl(
        *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
        *("-addext", "basicConstraints=critical,CA:FALSE", "-CA", authority, "-CAkey", its_key),
        *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
    )
    Path("/usr/local/share/ca-certificates/trial.crt").write_bytes(authority.read_bytes())
    subprocess.run(["update-ca-certificates"], check=True, capture_output=True)


def carry_out(block: Block, words: dict[str, str]) -> float:
    commands = "" if block.heading.startswith("1.") else block.commands
    began = time.monotonic()
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", commands],
        env={**os.environ, **words, "PATH": DEBIANS_PATH},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"“{block.heading}” ended with {done.returncode}:\n{done.stdout[-6000:]}")
    visits.SAID[block.heading] = done.stdout
    return time.monotonic() - began


Look = Callable[[str], object]
AFTER: dict[str, list[Look]] = {
    "9. TLS": [visits.ready, visits.headers, visits.way_to_tls, visits.strangers_names],
    "11. Everything that runs by itself": [visits.what_left_the_machine],
    "12. The first administrator": [visits.signs_in, visits.forged_address, visits.leaves_early],
    "Upgrade": [visits.interruptions],
    "What to watch": [visits.nothing_serves, visits.log_lines],
}

if __name__ == "__main__":
    sys.exit(main())
