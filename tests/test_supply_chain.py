"""What the site is made of is listed, may be used by a closed product, and hides no secret."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import features

from dev import sbom, secret_scan
from dev.places import ROOT
from dev.secret_scan import ALLOWED, finds, lines_ever, lines_now

LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)([^\n]*(?:\n    --hash=[^\n]*)*)", re.M)
# Licences that let a closed product use the package unchanged, as a clinic does. Of the LGPL, the
# MPL and the OFL: unchanged, as parts of their own, with their texts; nobody may build them in.
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU"),
    *("LGPL-2.1-or-later", "LGPL-3.0-or-later", "MPL-1.1", "MPL-2.0", "OFL-1.1"),
}


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return sbom.bill()


# ── The list of parts ──────────────────────────────────────────────────────────


def test_every_locked_package_is_listed_with_its_hashes_and_licence(bill: dict[str, Any]) -> None:
    listed = {part["purl"]: part for part in bill["components"]}
    locked = LOCKED.findall((ROOT / "requirements.lock").read_text())
    assert len(locked) > 30
    for name, version, rest in locked:
        part = listed[f"pkg:pypi/{name}@{version}"]
        assert {entry["content"] for entry in part["hashes"]} == set(
            re.findall(r"sha256:([0-9a-f]{64})", rest)
        ), name
        assert part["hashes"], name
        assert part["licenses"][0]["expression"], name


def test_the_files_of_others_are_listed_with_what_was_fetched(bill: dict[str, Any]) -> None:
    listed = {part["name"]: part for part in bill["components"]}
    packages = json.loads((ROOT / "static/vendor/lock.json").read_text())["packages"]
    assert set(packages) == set(sbom.VENDORED)
    for name, package in packages.items():
        assert listed[name]["version"] == package["version"]
        assert listed[name]["hashes"][0]["content"] == package["archive_sha256"]


def test_what_is_built_into_a_wheel_is_listed_below_it(bill: dict[str, Any]) -> None:
    inside = {
        (part["name"], entry["name"])
        for part in bill["components"]
        for entry in part.get("components", [])
    }
    assert {("cryptography", "openssl"), ("pyrage", "age"), ("granian", "hyper")} <= inside
    references = [part["bom-ref"] for part in bill["components"]]
    references += [
        entry["bom-ref"] for part in bill["components"] for entry in part.get("components", [])
    ]
    assert len(references) == len(set(references))


def test_the_list_is_the_same_each_time_and_names_no_place_of_ours(bill: dict[str, Any]) -> None:
    assert sbom.bill() == bill
    text = json.dumps(bill)
    assert str(ROOT) not in text
    assert '"file:' not in text


def test_every_licence_may_be_used_by_a_closed_product(bill: dict[str, Any]) -> None:
    for part in bill["components"]:
        choices = part["licenses"][0]["expression"].split(" OR ")
        usable = [choice for choice in choices if set(choice.split(" AND ")) <= PERMISSIVE]
        assert usable, f"{part['name']}: {choices}"


def test_what_a_wheel_brings_may_be_used_too(bill: dict[str, Any]) -> None:
    """Pillow's list names a library under the GPL which its wheels are made without."""
    copyleft = {
        entry["name"]
        for part in bill["components"]
        for entry in part.get("components", [])
        for licence in entry.get("licenses", [])
        if re.search(r"(?<!L)GPL", said := json.dumps(licence)) and " OR " not in said
    }
    assert copyleft == {"libimagequant"}
    assert features.check_feature("libimagequant") is False


@pytest.mark.parametrize("file", ["Makefile", "deploy/new-release"])
def test_packages_are_installed_by_their_hashes(file: str) -> None:
    lines = (ROOT / file).read_text().splitlines()
    installing = [line for line in lines if " install " in line and "-r " in line]
    assert installing
    assert [line for line in installing if "--require-hashes" not in line] == []


# ── Secrets ────────────────────────────────────────────────────────────────────


def planted(text: str, file: str = "clinic/somewhere.py") -> list[str]:
    return [find.kind for find in finds([("line 1 of", file, text)])]


# Put together here, or this file itself would be found.
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "a private key"),
        ("-----BEGIN " + "PRIVATE KEY-----", "a private key"),
        ("key = 'AGE-SECRET-" + "KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'", "an age identity"),
        ("ghp" + "_" + "a1B2" * 9, "a token of a service"),
        ("AKIA" + "ABCDEFGH12345678", "a token of a service"),
        ("postgres://web:" + "hunter2@db/x", "a password in an address"),
        ('SECRET_KEY="' + "not-so-random-but-long-enough-to-be-one" + '"', "a Django secret key"),
        ("token = '" + "k3Jd9vQpZx7LmT2wRb8s" + "Yc4HnF6gUa1Ee5iOo0Pq'", "a random value"),
        ("seed = '" + "9f86d081884c7d65" + "9a2feaa0c55ad015'", "a random value in hex"),
    ],
)
def test_a_secret_is_seen(text: str, kind: str) -> None:
    assert kind in planted(text)


@pytest.mark.parametrize(
    "text",
    [
        "from consultations.actions.patch_test_reading import withdraw_reading_of_patch_test",
        "class TestEverythingThatHasAVeryLongCamelCaseNameInOneWord:",
        "postgres://scalpwise_web@host/scalpwise",
        "https://clinic.example/review/C-7K2M9Q/",
        "────────────────────────────────────────────────────────────────",
    ],
)
def test_ordinary_text_is_no_secret(text: str) -> None:
    assert planted(text) == []


def test_the_find_does_not_repeat_the_secret() -> None:
    (find,) = finds([("line 1 of", "x.py", "postgres://web:" + "hunter2000@db/x")])
    assert "hunt" in str(find)
    assert "hunter" not in str(find)


def test_no_secret_stands_in_any_file() -> None:
    assert [str(find) for find in finds(lines_now())] == []


@pytest.mark.slow
def test_no_secret_was_ever_committed() -> None:
    assert [str(find) for find in finds(lines_ever())] == []


def test_what_was_taken_out_again_is_still_found_in_the_history(tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None

    def commit(text: str, subject: str) -> None:
        (tmp_path / "settings.py").write_text(text)
        named = ("-c", "user.name=x", "-c", "user.email=x@clinic.example")
        for arguments in (("add", "."), (*named, "commit", "-q", "-m", subject)):
            subprocess.run([git, *arguments], cwd=tmp_path, check=True)

    subprocess.run([git, "init", "-q"], cwd=tmp_path, check=True)
    commit("DATABASE = 'postgres://web:" + "hunter2@db/x'\n", "Begin")
    commit("DATABASE = ''\n", "Take it out")
    assert list(finds(lines_now(tmp_path))) == []
    (find,) = finds(lines_ever(tmp_path))
    assert (find.file, find.value) == ("settings.py", "hunter2")


def test_each_exception_has_its_reason_and_is_still_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_scan, "ALLOWED", ())
    found = {(find.file, find.value) for find in finds(lines_now())}
    for allowed in ALLOWED:
        assert len(allowed.reason) > 10
        assert any(
            Path(file).match(allowed.file) and value.startswith(allowed.begins)
            for file, value in found
        ), f"{allowed.file}, {allowed.begins}: no longer there"
