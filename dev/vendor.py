"""Fetch the files of others that the pages use, and check that nobody changed them.

    python -m dev.vendor           fetch the pinned packages, cut what we need, write the lock
    python -m dev.vendor --check   compare static/vendor with the lock; needs no network

Only the first form needs npm and a network; it is run by hand when a version changes.
What we take is cut small: the first page must arrive quickly on a clinic's old tablet.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from dev.bootstrap_cut import cut_bootstrap

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
LOCK = VENDOR / "lock.json"
FONT_TOOLS = "fonttools[woff]==4.68.0"

PACKAGES = {
    "bootstrap": "5.3.8",
    "htmx.org": "2.0.11",
    "@fontsource-variable/inter": "5.3.0",
    "bootstrap-icons": "1.13.1",
}

# Only the icons that a page shows. Add a name, then run this script.
ICONS = """
arrow-left arrow-repeat box-arrow-right calendar-x check-circle check-lg chevron-down
chevron-left chevron-right clock-history exclamation-triangle info-circle keyboard lock pencil
person-plus plus-lg question-circle search shield-check sliders telephone
""".split()

# Basic Latin, Latin-1 and the marks our sentences use; the second file is fetched by the
# browser only when a name needs it (Ł, ş, č ...).
LATIN = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+2013-2014,U+2018-2019,U+201C-201D,"
    "U+2022,U+2026,U+2032,U+20AC,U+2190,U+2192,U+2212,U+2264-2265"
)
LATIN_EXT = "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+1E9E"
FONT_FEATURES = "kern,tnum,ccmp,locl,mark,mkmk"


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True)
    return done.stdout


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def packed(name: str, version: str, folder: Path) -> Path:
    """Download one package as npm packs it."""
    answer = json.loads(run("npm", "pack", "--silent", "--json", f"{name}@{version}", cwd=folder))
    filename: str = answer[0]["filename"]
    return folder / filename.replace("@", "").replace("/", "-")


def fetch(name: str, version: str, folder: Path) -> tuple[Path, str]:
    """Download one package; give its unpacked folder and the hash of its archive."""
    archive = packed(name, version, folder)
    unpacked = folder / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(unpacked, filter="data")
    return unpacked / "package", sha256(archive)


def same_archive(name: str, version: str, archive: str) -> None:
    """A version that we fetched before must still be the same bytes."""
    known = json.loads(LOCK.read_text())["packages"].get(name, {}) if LOCK.exists() else {}
    if known.get("version") == version and known["archive_sha256"] != archive:
        raise SystemExit(f"{name} {version} is not what it was when we locked it. Stop and look.")


def without_source_map(text: str) -> str:
    """The manifest storage stops at a source map that is not there."""
    return re.sub(r"\n?(/\*|//)# sourceMappingURL=[^\n]*\n?", "\n", text).rstrip() + "\n"


def cut_font(source: Path, target: Path, unicodes: str, folder: Path) -> None:
    """Keep the weights 400 to 700 and the given characters of a variable font."""
    narrow = folder / "narrow.ttf"
    tools = (sys.executable, "-m", "uv", "tool", "run", "--from", FONT_TOOLS)
    limits = ("wght=400:700", "--no-recalc-timestamp", "-o", str(narrow))
    run(*tools, "fonttools", "varLib.instancer", str(source), *limits, cwd=folder)
    choices = (f"--unicodes={unicodes}", f"--layout-features={FONT_FEATURES}", "--no-hinting")
    output = ("--flavor=woff2", f"--output-file={target}")
    run(*tools, "pyftsubset", str(narrow), *choices, *output, cwd=folder)


def sprite(folder: Path) -> str:
    """One file with a symbol for each icon we use."""
    symbols = []
    for name in sorted(ICONS):
        svg = (folder / f"{name}.svg").read_text()
        inner = re.sub(r"\s*\n\s*", "", svg.split(">", 1)[1].rsplit("</svg>", 1)[0])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{inner}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "\n".join(symbols) + "</svg>\n"


def build(folders: dict[str, Path], scratch: Path) -> None:
    bootstrap = folders["bootstrap"] / "dist" / "css"
    sheets = [
        (bootstrap / f"bootstrap-{part}.min.css").read_text()
        for part in ("reboot", "grid", "utilities")
    ]
    write("bootstrap.css", without_source_map(cut_bootstrap(*sheets)))
    htmx = folders["htmx.org"]
    write("htmx.js", without_source_map((htmx / "dist" / "htmx.min.js").read_text()))
    inter = folders["@fontsource-variable/inter"]
    for part, unicodes in (("latin", LATIN), ("latin-ext", LATIN_EXT)):
        source = inter / "files" / f"inter-{part}-wght-normal.woff2"
        cut_font(source, VENDOR / f"inter-{part}.woff2", unicodes, scratch)
    icons = folders["bootstrap-icons"]
    write("icons.svg", sprite(icons / "icons"))
    for name, folder in folders.items():
        short = name.split("/")[-1]
        write(f"licences/{short}.txt", (folder / "LICENSE").read_text())


def write(name: str, text: str) -> None:
    path = VENDOR / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file in the folder but the lock, by its name."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK.name
    }


def update() -> None:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        folders, packages = {}, {}
        for package, version in PACKAGES.items():
            print(f"Fetching {package} {version} ...")
            folders[package], archive = fetch(package, version, scratch)
            same_archive(package, version, archive)
            packages[package] = {"version": version, "archive_sha256": archive}
        build(folders, scratch)
    files = hashes(VENDOR)
    LOCK.write_text(json.dumps({"packages": packages, "files": files}, indent=2) + "\n")
    print(f"Wrote {len(files)} files and their hashes.")


def differences(folder: Path = VENDOR) -> list[str]:
    """What in the folder is not as its lock says, one sentence each."""
    locked: dict[str, str] = json.loads((folder / LOCK.name).read_text())["files"]
    found = hashes(folder)
    return [
        *(f"{name} is missing." for name in sorted(locked.keys() - found.keys())),
        *(f"{name} is not in the lock." for name in sorted(found.keys() - locked.keys())),
        *(
            f"{name} was changed after it was fetched."
            for name in sorted(found.keys() & locked.keys())
            if found[name] != locked[name]
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Fetch or check the vendored files.")
    parser.add_argument("--check", action="store_true", help="only compare with the lock")
    if not parser.parse_args().check:
        update()
        return 0
    wrong = differences()
    print("\n".join(wrong) or "The vendored files are as they were fetched.")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
