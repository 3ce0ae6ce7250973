"""Chromium for the browser journeys: the system's own, installed from its packages if we may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "apt-get update && apt-get install -y --no-install-recommends chromium"
MISSING = f"Chromium is missing, so the browser journeys are skipped. To run them: {INSTALL}"

# A browser that talks to nobody but the site under test, and keeps nothing.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of the browser's program."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Install it when it is missing and we are root on Debian; else say how, and go on."""
    if find():
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(MISSING)
        return 0
    print("Installing Chromium from the system's packages ...", flush=True)
    done = subprocess.run(
        ["/bin/sh", "-c", INSTALL],  # the very line that we tell people to type
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-5:]))
        print(MISSING)
    return 0


if __name__ == "__main__":
    sys.exit(main())
