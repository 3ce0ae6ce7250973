"""Running it for real: the files of deploy/ are what docs/operations.md and the settings say, and
(slow, on a machine that may be used for it) every command of the document works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands

from clinic.database_safety import DISCREET, DURABLE
from clinic.readiness import REASONS
from dev.places import ROOT
from dev.postgres import PrivatePostgres
from dev.postgres_programs import find_programs
from dev.run import SERVER_OPTIONS
from tests.attack.operations.blocks import DOCUMENT, blocks
from tests.attack.operations.units import UNITS, environment, read

DEPLOY = ROOT / "deploy"
DOCS = DOCUMENT.read_text(encoding="utf-8")
CURRENT = "/opt/scalpwise/current/"
SERVICES = sorted(UNITS.glob("*.service"))
TIMERS = sorted(UNITS.glob("*.timer"))
USERS = {"scalpwise", "postgres"}
# Of the file with the environment, and of the two beside it.
EXAMPLES = [DEPLOY / name for name in ("environment.example", "backup.example", "alarms.example")]
OF_THE_SYSTEM = {"POSTGRES_PROGRAMS", "PATH", "LC_ALL", "BACKUP_IDENTITY_FILE"}  # docs/backup.md


def by_name(path: Path) -> str:
    return path.name


# ── systemd ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", SERVICES, ids=by_name)
def test_each_unit_starts_what_is_there(file: Path) -> None:
    unit = read(file, "1")
    assert unit.one("Description")
    assert unit.one("User") in USERS
    for command in [*unit.commands("ExecStartPre"), *unit.commands()]:
        program = command[0].removeprefix(CURRENT)
        assert program != command[0], f"{command[0]} is no program of a release"
        if "manage.py" in command:
            assert command[command.index("manage.py") + 1] in get_commands()
        elif program.startswith("deploy/"):
            assert os.access(ROOT / program, os.X_OK)
        else:
            assert program == ".venv/bin/granian"
            assert find_spec(command[-1].partition(":")[0]) is not None
    for name in unit.all("EnvironmentFile"):
        assert (DEPLOY / f"{Path(name).name}.example").exists()


@pytest.mark.parametrize("file", SERVICES, ids=by_name)
def test_a_unit_may_touch_no_more_than_it_needs(file: Path) -> None:
    unit = read(file, "1")
    if file.name.startswith("scalpwise-alarm@"):  # runs whatever command the clinic has for mail
        return
    assert unit.one("ProtectSystem") == "strict"
    assert unit.one("NoNewPrivileges") == "yes"
    assert unit.one("CapabilityBoundingSet") == ""
    if unit.one("Type") == "oneshot":
        assert unit.one("OnFailure").startswith("scalpwise-alarm@")


def test_the_web_server_is_started_as_it_is_tested() -> None:
    """As `make run` and every test start it, but one worker in each of two units, at a socket."""
    ours = read(UNITS / "scalpwise-web@.service", "1").commands()[0]
    assert {*SERVER_OPTIONS} - {*ours} == {"2"}
    assert "--access-log" not in ours


@pytest.mark.parametrize("file", TIMERS, ids=by_name)
def test_each_timer_has_its_unit_and_stands_in_the_document(file: Path) -> None:
    assert (UNITS / f"{file.stem}.service").exists()
    assert read(file).one("OnCalendar")
    (enabled,) = [block.commands for block in blocks() if block.heading.startswith("11.")]
    assert file.name in enabled
    assert f"| {file.stem.removeprefix('scalpwise-')}" in DOCS or file.stem in (
        "scalpwise-backup-check",
    )


def test_systemd_itself_understands_the_units(tmp_path: Path) -> None:
    if not (program := shutil.which("systemd-analyze")):
        pytest.skip("not run: there is no systemd-analyze here")
    for file in UNITS.iterdir():
        # The programs of a release are not installed here; whether they exist is asked above.
        said = file.read_text().replace(CURRENT, "/bin/")
        said = re.sub(r"^(Exec\w+)=\S+", r"\1=/bin/true", said, flags=re.M)
        said = re.sub(r"^(WorkingDirectory)=.*", r"\1=/", said, flags=re.M)
        (tmp_path / file.name).write_text(said)
    done = subprocess.run(
        [program, "verify", "--man=no", *(str(each) for each in sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stderr.splitlines() if "scalpwise" in line]
    assert (done.returncode, told) == (0, [])


# ── Settings ───────────────────────────────────────────────────────────────────


def read_by_the_settings() -> set[str]:
    asked = re.compile(
        r"(?:environ\.get|environment\.(?:flag|words|number|secrets|secret|database|required))"
        r"\(\s*\"([A-Z_]+)\"|(?<![.\w])(?:flag|secret|words|number|required)\(\"([A-Z_]+)\""
    )
    found: set[str] = set()
    for path in (ROOT / "clinic" / "settings.py", ROOT / "clinic" / "environment.py"):
        found |= {a or b for a, b in asked.findall(path.read_text())}
    return found | {
        f"{name}_FILE" for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "EMAIL_HOST_PASSWORD")
    }


def test_each_setting_of_the_example_is_one_that_is_read() -> None:
    known = read_by_the_settings() | {"DATABASE_URL", "SCALPWISE_ENV"}
    assert set(environment([str(EXAMPLES[0])])) - known == set()


def test_each_setting_is_explained() -> None:
    table = DOCS.partition("\n## Settings")[2]
    wanted = read_by_the_settings() | {"DATABASE_URL", "SCALPWISE_ENV"}
    for file in EXAMPLES:
        wanted |= set(environment([str(file)]))
    assert {name for name in wanted - OF_THE_SYSTEM if f"`{name}" not in table} == set()


def test_no_example_holds_a_secret() -> None:
    for file in EXAMPLES:
        for name, value in environment([str(file)]).items():
            if not name.endswith(("_FILE", "_COMMAND")):
                assert not re.search(r"KEY|PASSWORD|SECRET", name), (name, value)


def test_each_reason_not_to_be_ready_is_explained() -> None:
    table = DOCS.partition("\n## What to watch")[2].partition("\n## ")[0]
    assert {*re.findall(r"^\| `([a-z_]+)`", table, re.M)} == {*REASONS}


# ── PostgreSQL ─────────────────────────────────────────────────────────────────


def postgresql_settings() -> dict[str, str]:
    lines = (DEPLOY / "postgresql" / "scalpwise.conf").read_text().splitlines()
    pairs = [line.partition(" = ")[::2] for line in lines if line and not line.startswith("#")]
    return {name: value.strip("'") for name, value in pairs}


def test_postgresql_takes_the_settings_file_and_the_site_takes_the_server() -> None:
    ours = postgresql_settings()
    with PrivatePostgres(f"operations-{os.getpid()}", throwaway=True) as server:
        asked = [
            str(find_programs(server._account) / "postgres"),
            "-D",
            str(server.folder / "data"),
        ]
        done = subprocess.run(
            [
                *asked,
                *(f"--{name}={value}" for name, value in ours.items()),
                "-C",
                "archive_command",
            ],
            capture_output=True,
            text=True,
            check=False,
            user=server._account.uid if server._account else None,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == ours["archive_command"]


def test_the_settings_file_says_what_the_start_asks_for() -> None:
    ours = postgresql_settings()
    for name, allowed in {**DURABLE, **DISCREET}.items():
        if name != "data_checksums":  # made with the cluster: pg_checksums, in the document
            assert ours[name] in allowed
    assert "pg_checksums" in DOCS
    assert ours["archive_timeout"] == "60s"  # the minute that may be lost with the disk


# ── nginx ──────────────────────────────────────────────────────────────────────


def test_only_the_proxy_says_how_a_visitor_came() -> None:
    said = (DEPLOY / "nginx" / "scalpwise.conf").read_text()
    for line in (
        "proxy_set_header X-Forwarded-Proto https;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_reject_handshake on;",
    ):
        assert said.count(line) == 1
    assert said.count("access_log off;") == said.count("server {") == 3
    assert "$proxy_add_x_forwarded_for" not in said
    (suites,) = re.findall(r"ssl_ciphers ([^;]+);", said)
    assert all(re.match("ECDHE-.*(GCM|POLY1305)", suite) for suite in suites.strip(":").split(":"))


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    if not (program := shutil.which("nginx", path="/usr/sbin:/usr/bin")):
        pytest.skip("not run: there is no nginx here")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    subprocess.run(
        [*made, "-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"],
        check=True,
        capture_output=True,
    )
    said = (DEPLOY / "nginx" / "scalpwise.conf").read_text()
    said = said.replace("/etc/scalpwise/tls", str(tmp_path)).replace(
        "/var/log/nginx", str(tmp_path)
    )
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {said} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(
        [program, "-t", "-q", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


# ── The document ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.heading)
def test_each_block_is_a_script_that_can_be_read(block: object) -> None:
    commands = getattr(block, "commands", "")
    done = subprocess.run(
        ["/bin/bash", "-n"], input=commands, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    for named in re.findall(r"(?:current|source)/(deploy/[\w./-]+)", commands):
        assert (ROOT / named).exists() or named.endswith("scalpwise-"), named


@pytest.mark.slow
def test_every_command_of_the_document_works(tmp_path: Path) -> None:
    """It makes users, a PostgreSQL and a web server, in layers over this machine's folders that
    are gone afterwards; only on a machine that may be used for it."""
    lacking = [name for name in ("nginx", "nft", "pg_createcluster", "unshare") if not found(name)]
    if os.environ.get("TRY_OPERATIONS") != "1" or os.geteuid() != 0 or lacking:
        pytest.skip(f"not run: needs TRY_OPERATIONS=1, root, and {lacking or 'Debian'}")
    done = subprocess.run(
        [
            *("unshare", "--mount", "--pid", "--fork", "--mount-proc"),
            *(sys.executable, "-m", "tests.attack.operations.trial", str(tmp_path)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0
    assert done.stdout.count(" s  ") == len(blocks())


def found(program: str) -> str | None:
    return shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
