"""Stands for `systemctl` and `journalctl` where no systemd runs: starts the lines of our units as
the users they name, with what they may touch and no more, and says what it leaves out."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from tests.attack.operations.units import Unit, environment, read

INSTALLED = Path("/etc/systemd/system")
STATE = Path("/run/units")
DEBIANS = {"postgresql", "nginx"}
CLOSED = ("/opt", "/etc", "/usr", "/var")


def main(arguments: list[str]) -> int:
    STATE.mkdir(exist_ok=True)
    verb, *names = [each for each in arguments if not each.startswith("-")]
    if verb == "daemon-reload":
        return 0
    verb = {"enable": "start"}.get(verb, verb)
    return max(handle(verb, name) for name in names)


def handle(verb: str, name: str) -> int:
    if name in DEBIANS:
        return subprocess.run(["service", name, verb], check=False).returncode
    if name.endswith(".timer"):
        unit = read(INSTALLED / name)
        assert (INSTALLED / name.replace(".timer", ".service")).exists()
        print(f"(not run: the timer {name}, {unit.one('OnCalendar')})")
        return 0
    if not name.startswith("scalpwise-"):
        print(f"(not run: systemctl {verb} {name})")
        return 0
    if verb in ("stop", "restart"):
        stop(name)
    return start(name) if verb in ("start", "restart") else 0


def unit_of(name: str) -> Unit:
    template, at, rest = name.removesuffix(".service").partition("@")
    return read(INSTALLED / f"{template}{at}.service", rest)


def start(name: str) -> int:
    unit = unit_of(name)
    prepare(unit)
    with (STATE / f"{name}.log").open("ab") as log:
        for command in unit.commands("ExecStartPre"):
            if run(unit, command, log.fileno()).wait() != 0:
                return failed(unit)
        if unit.one("Type") == "exec":
            for command in unit.commands():
                (STATE / f"{name}.pid").write_text(str(run(unit, command, log.fileno()).pid))
            return 0
        for command in unit.commands():
            if run(unit, command, log.fileno()).wait() != 0:
                return failed(unit)
    return 0


def failed(unit: Unit) -> int:
    """OnFailure=, and the log for whoever reads this."""
    print(f"{unit.name} failed:\n{log_of(unit.name.removesuffix('.service'))[-2000:]}")
    for other in unit.all("OnFailure"):
        template, _, instance = other.partition("@")
        alarm = read(INSTALLED / f"{template}@.service", instance.removesuffix(".service"))
        for command in alarm.commands():
            run(alarm, command, 1).wait()
    return 1


def stop(name: str) -> None:
    file = STATE / f"{name}.pid"
    if not file.exists():
        return
    with contextlib.suppress(ProcessLookupError):
        group = int(file.read_text())
        os.killpg(group, signal.SIGTERM)
        for _ in range(400):
            os.killpg(group, 0)
            time.sleep(0.1)
        os.killpg(group, signal.SIGKILL)
    file.unlink()


def prepare(unit: Unit) -> None:
    owner = f"{unit.one('User')}:{unit.one('Group')}"
    for key, root in (("RuntimeDirectory", "/run"), ("CacheDirectory", "/var/cache")):
        for folder in unit.all(key):
            mode = unit.one(f"{key}Mode") or "0755"
            subprocess.run(["install", "-d", "-m", mode, f"{root}/{folder}"], check=True)
            subprocess.run(["chown", owner, f"{root}/{folder}"], check=True)


def run(unit: Unit, command: list[str], output: int) -> subprocess.Popen[bytes]:
    """In a session of its own, with a file system that it may not write to."""
    groups = ["--groups", ",".join(unit.all("SupplementaryGroups")) or unit.one("Group")]
    privileges = [
        "setpriv",
        *("--reuid", unit.one("User"), "--regid", unit.one("Group"), *groups),
        *("--no-new-privs", "--bounding-set=-all", "--"),
    ]
    shell = f"{closed(unit)} cd {unit.one('WorkingDirectory') or '/'}; umask {umask(unit)};"
    shell += f" exec {shlex.join([*privileges, *command])}"
    told = dict(line.partition("=")[::2] for line in unit.all("Environment"))
    base = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin", "LANG": "C.UTF-8"}
    return subprocess.Popen(
        ["unshare", "--mount", "sh", "-ec", shell],
        env={**base, **environment(unit.all("EnvironmentFile")), **told},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


def umask(unit: Unit) -> str:
    return unit.one("UMask") or "0022"


def closed(unit: Unit) -> str:
    """ProtectSystem=strict, ReadWritePaths= and PrivateTmp=, as far as mounts can do it."""
    if unit.one("ProtectSystem") != "strict":
        return ""
    lines = [f"mount --bind {each} {each}; mount -o remount,bind,ro {each};" for each in CLOSED]
    opened = [*unit.all("ReadWritePaths"), *(f"/var/cache/{n}" for n in unit.all("CacheDirectory"))]
    lines += [f"mount --bind {each} {each}; mount -o remount,bind,rw {each};" for each in opened]
    return " ".join([*lines, "mount -t tmpfs tmpfs /tmp;"])


def log_of(pattern: str) -> str:
    files = sorted(STATE.glob(f"{pattern}.log"))
    return "".join(file.read_text(errors="replace") for file in files)


def journal(arguments: list[str]) -> int:
    """`journalctl -u UNIT -o cat --grep WORDS`."""
    wanted = dict(pairwise(arguments))
    found = [
        line
        for line in log_of(wanted["-u"]).splitlines()
        if re.search(wanted.get("--grep", ""), line)
    ]
    print("\n".join(found))
    return 0 if found else 1


if __name__ == "__main__":
    told = sys.argv[1:]
    sys.exit(journal(told[1:]) if told[0] == "journal" else main(told))
