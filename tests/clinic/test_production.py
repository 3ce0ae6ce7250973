"""Each setting that would be dangerous stops the start with one clear line."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from clinic import checks, demo, environment
from clinic.database_safety import refuse_unsafe_start, unsafe
from clinic.models import User
from tests.conftest import AsOwner

GOOD = {
    "SCALPWISE_ENV": "production",
    "SECRET_KEY": "k3Jd9vQpZx7LmT2wRb8sYc4HnF6gUa1Ee5iOo0PqWzXxCcVvBbNn",
    "ALLOWED_HOSTS": "desk.clinic.example",
    "DATABASE_URL": "postgres://web@nowhere.invalid/scalpwise",
}
NOT_ALLOWED = [
    ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
    ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL must name a PostgreSQL database"),
    ({"DATABASE_URL": "postgres:///"}, "DATABASE_URL must name a PostgreSQL database:"),
    ({"DATABASE_URL": "the-clinic"}, "DATABASE_URL cannot be read; write it as postgres://"),
    ({"DATABASE_URL": "postgres://web:pw@[host/x"}, "DATABASE_URL cannot be read; write it"),
    ({"DEBUG": "1"}, "DEBUG must be off in production"),
    ({"SCALPWISE_DEMO": "1"}, "SCALPWISE_DEMO must be off in production"),
    ({"SCALPWISE_NO_SECOND_FACTOR": "1"}, "SCALPWISE_NO_SECOND_FACTOR must be off in production"),
    ({"SCALPWISE_DEMO": "perhaps"}, "SCALPWISE_DEMO must be 1 or 0"),
    ({"SECRET_KEY": ""}, "SECRET_KEY or SECRET_KEY_FILE is missing"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
    ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too short"),
    (
        {"SECRET_KEY": "development-only-never-use-this-key-for-a-real-clinic"},
        "SECRET_KEY is the development key",
    ),
    ({"SECRET_KEY": "django-insecure-" + "abcdefgh" * 8}, "SECRET_KEY is the development key"),
    ({"SECRET_KEY_FALLBACKS": "older"}, "SECRET_KEY_FALLBACKS is too short"),
    (
        {"SECRET_KEY_FALLBACKS": "development-only-never-use-this-key-for-a-real-clinic"},
        "SECRET_KEY_FALLBACKS is the development key",
    ),
    ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE names a file that cannot be read"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must list"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must list"),
    ({"SCALPWISE_ENV": "prodcution"}, "SCALPWISE_ENV must be one of"),
]


# The second lets a measured run see these programs too.
KEPT = ("PATH", "COVERAGE_PROCESS_CONFIG")
SURROUNDINGS = {name: os.environ[name] for name in KEPT if name in os.environ}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**SURROUNDINGS, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("change", "line"), NOT_ALLOWED, ids=[line for _, line in NOT_ALLOWED])
def test_production_refuses(change: dict[str, str], line: str) -> None:
    done = manage("check", **{**GOOD, **change})
    assert done.returncode != 0
    assert done.stderr.strip().startswith(f"Scalpwise cannot start: {line}")
    assert len(done.stderr.strip().splitlines()) == 1


def test_production_settings_pass_djangos_own_deploy_check(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(GOOD["SECRET_KEY"] + "\n")
    environment = {**GOOD, "SECRET_KEY": "", "SECRET_KEY_FILE": str(key)}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **environment)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_session_is_a_cookie_of_this_host_alone() -> None:
    names = [f"SESSION_COOKIE_{each}" for each in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")]
    said = subprocess.run(
        [sys.executable, "-c", f"from clinic import settings as s; print(s.{', s.'.join(names)})"],
        cwd=settings.BASE_DIR,
        env={**SURROUNDINGS, **GOOD},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == ["__Host-session", "True", "True", "Lax"]


def test_the_web_server_does_not_start_without_its_database() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import clinic.wsgi"],
        cwd=settings.BASE_DIR,
        env={**SURROUNDINGS, **GOOD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1] == "Scalpwise cannot start: the database does not answer."


@pytest.mark.parametrize(
    ("change", "limits"),
    [
        ({"SCALPWISE_SERVING": "1"}, environment.LIMITS_OF_A_PAGE),
        (
            {"SCALPWISE_AS_OWNER": "1", "DATABASE_OWNER_URL": "postgres://o@nowhere.invalid/x"},
            environment.LIMITS_OF_THE_OWNER,
        ),
    ],
    ids=["page", "migration"],
)
def test_a_page_has_deadlines_and_a_migration_gives_way(
    change: dict[str, str], limits: dict[str, str]
) -> None:
    ask = "from clinic.settings import DATABASES; print(DATABASES['default']['OPTIONS'])"
    said = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=settings.BASE_DIR,
        env={**SURROUNDINGS, **GOOD, **change},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ast.literal_eval(said) == {
        **environment.NOTICE_A_GONE_SERVER,
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }


def test_a_command_has_no_deadline_and_the_address_may_set_its_own() -> None:
    """To verify years of seals takes its time."""
    given = {"connect_timeout": "9", "options": "-c lock_timeout=1s"}
    assert environment.with_limits({}, {})["OPTIONS"] == environment.NOTICE_A_GONE_SERVER
    options = environment.with_limits({"OPTIONS": given}, {"lock_timeout": "10s"})["OPTIONS"]
    assert options["connect_timeout"] == "9"
    assert options["options"] == "-c lock_timeout=10s -c lock_timeout=1s"  # the last one counts


@pytest.mark.parametrize(
    ("command", "address"),
    [
        (["showmigrations"], GOOD["DATABASE_URL"]),
        (["verify_audit"], GOOD["DATABASE_URL"]),
        (["migrate"], "postgres://web:secret@127.0.0.1:1/scalpwise"),
        (["check", "--deploy", "--database", "default"], GOOD["DATABASE_URL"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_without_its_database_ends_with_one_line(
    command: list[str], address: str
) -> None:
    done = manage(*command, **{**GOOD, "DATABASE_URL": address})
    assert done.returncode == 1
    (said,) = done.stderr.strip().splitlines()
    assert said.startswith("The database does not answer: ")
    assert "secret" not in said


@pytest.mark.parametrize("kept", ["one,two,", "one\ntwo\n", "one, two"])
def test_older_keys_stand_in_a_file_too(
    kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "older-keys"
    file.write_text(kept)
    monkeypatch.setenv("SECRET_KEY_FALLBACKS_FILE", str(file))
    assert environment.secrets("SECRET_KEY_FALLBACKS") == ["one", "two"]
    monkeypatch.delenv("SECRET_KEY_FALLBACKS_FILE")
    assert environment.secrets("SECRET_KEY_FALLBACKS") == []


@pytest.mark.django_db
def test_the_web_role_is_fit_to_serve() -> None:
    # The throw-away server of the tests alone has fsync off.
    assert unsafe() == ["PostgreSQL has fsync off; it must be on."]


@pytest.mark.django_db
def test_an_owner_is_not_fit_to_serve(as_owner: AsOwner) -> None:
    with as_owner():
        assert "owns tables" in unsafe()[0]


@pytest.mark.django_db
def test_answers_given_away_before_they_are_on_the_disk_are_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert "PostgreSQL has synchronous_commit off; it must be on." in unsafe()


@pytest.mark.django_db
def test_only_production_asks(settings: Settings) -> None:
    refuse_unsafe_start()
    assert checks.no_demo_passwords(None, databases=["default"]) == []
    found = checks.database_is_safe(None, databases=["default"])
    assert [message.msg for message in found] == ["PostgreSQL has fsync off; it must be on."]


@pytest.mark.django_db
def test_the_deploy_check_names_whoever_has_the_demo_password(settings: Settings) -> None:
    demo.seed_staff()
    settings.PRODUCTION = True
    changed = User.objects.get(username="desk")
    changed.set_password("something else entirely")
    changed.save()
    found = checks.no_demo_passwords(None, databases=["default"])
    assert {message.msg.split("”")[0].strip("“") for message in found} == {
        "technician",
        "lead",
        "manager",
        "auditor",
        "admin",
    }
