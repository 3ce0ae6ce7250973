"""`make sbom`: what the site is made of, as CycloneDX, in var/sbom.json.

Every package of requirements.lock with its version, hashes and licence, what each wheel says is
compiled into it, and the files of others in static/vendor. Needs no network and looks nothing up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from dev.places import ROOT, VAR
from dev.vendor import LOCK as VENDOR_LOCK

LOCK = ROOT / "requirements.lock"
SBOM = VAR / "sbom.json"
Part = dict[str, Any]

# Read in the package's own licence file, where its metadata leaves the choice open, says too
# little, or names a licence that only covers a file we do not use.
READ_BY_US = {
    "brotlicffi": "MIT",  # only on PyPy
    "colorama": "BSD-3-Clause",  # only on Windows
    "cssselect2": "BSD-3-Clause",
    "django-csp": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",  # MPL: the list of public suffixes
    "psycopg2-binary": "LGPL-3.0-or-later",  # with an exception for OpenSSL
    "pydyf": "BSD-3-Clause",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # and the notices of what PDFium brings
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "pyrage": "MIT",
    "qrcode": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "tinycss2": "BSD-3-Clause",
    "tinyhtml5": "MIT",
    "tzdata": "Apache-2.0",  # only on Windows
    "weasyprint": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
}
VENDORED = {
    "bootstrap": "MIT",
    "bootstrap-icons": "MIT",
    "htmx.org": "0BSD",
    "@fontsource-variable/inter": "OFL-1.1",
}


def bill() -> Part:
    """The whole list, the same bytes each time for the same lock and environment."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(LOCK)]
    made = subprocess.run(
        [*command, "--of", "JSON", "--sv", "1.6", "--output-reproducible"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found: Part = json.loads(made.stdout)
    locked = [_told(part) for part in found["components"]]
    found["components"] = sorted([*locked, *vendored()], key=lambda part: str(part["purl"]))
    found["dependencies"] = [{"ref": part["bom-ref"]} for part in found["components"]]
    return found


def _told(part: Part) -> Part:
    """One package of the lock: its hashes as its own, its licence, and what is built into it."""
    sources = part.pop("externalReferences", [])
    part.pop("description", None)  # the line of the lock once more
    part["hashes"] = [entry for source in sources for entry in source.get("hashes", [])]
    part["bom-ref"] = part["purl"]
    if licence := licence_of(part["name"]):
        part["licenses"] = [{"expression": licence}]
    if inside := built_in(part["name"], part["version"]):
        part["components"] = inside
    return part


def licence_of(name: str) -> str:
    """As an SPDX expression; empty where neither we nor the package say."""
    if name.lower() in READ_BY_US:
        return READ_BY_US[name.lower()]
    package = installed(name)
    if package is None:
        return ""
    fields = package.metadata.json
    said = str(fields.get("license_expression") or fields.get("license") or "")
    return said if len(said.splitlines()) == 1 else ""


def installed(name: str) -> Distribution | None:
    """Some packages of the lock are for other systems."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def built_in(name: str, version: str) -> list[Part]:
    """What the wheel's own lists (PEP 770) say is compiled into it: OpenSSL, libpq, crates."""
    package = installed(name)
    if package is None or package.version != version:
        return []
    lists = [file for file in package.files or [] if file.parent.name == "sboms"]
    parts: dict[tuple[str, str], Part] = {}
    for file in sorted(lists, key=str):
        said = json.loads(Path(str(package.locate_file(file))).read_text(encoding="utf-8"))
        for entry in said.get("components", []):
            known = (entry["name"], entry.get("version", ""))
            if known != (name, version) and known[0].replace("_", "-") != name:
                parts.setdefault(known, _inside(entry, f"pkg:pypi/{name}@{version}"))
    return [parts[known] for known in sorted(parts)]


def _inside(entry: Part, owner: str) -> Part:
    kept = ("type", "name", "version", "purl", "licenses", "hashes")
    part = {field: entry[field] for field in kept if entry.get(field)}
    return {"bom-ref": f"{owner}#{entry['name']}@{entry.get('version', '')}", **part}


def vendored() -> list[Part]:
    """The packages that static/vendor was cut from, with the hash of what was fetched."""
    packages = json.loads(VENDOR_LOCK.read_text(encoding="utf-8"))["packages"]
    return [
        {
            "type": "library",
            "bom-ref": (purl := f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"),
            "purl": purl,
            "name": name,
            "version": package["version"],
            "hashes": [{"alg": "SHA-256", "content": package["archive_sha256"]}],
            "licenses": [{"expression": VENDORED[name]}],
        }
        for name, package in sorted(packages.items())
    ]


def main() -> int:
    found = bill()
    VAR.mkdir(exist_ok=True)
    SBOM.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    parts = found["components"]
    inside = sum(len(part.get("components", [])) for part in parts)
    silent = [part["name"] for part in parts if "licenses" not in part]
    print(f"{SBOM.relative_to(ROOT)}: {len(parts)} packages, {inside} more built into them.")
    print(f"No licence known: {', '.join(silent) or 'none'}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
