"""Servers that we start and stop, with everything they started."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress


def stop(server: subprocess.Popen[bytes], *, seconds: float) -> None:
    """Ask it to stop, and make it after so long. Needs a server with a session of its own
    (`start_new_session`): a worker that was only coming up has not heard of the end."""
    server.terminate()
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
