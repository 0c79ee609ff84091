"""A real server in a process of its own, as a user starts it: ``python -m dashboard --database FILE``."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, process: subprocess.Popen[str]) -> None:
    """Until the server answers; its own words if it does not."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}: {process.communicate()}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address):
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer from {address} within {PATIENCE_S} s")


@contextlib.contextmanager
def serving(place: Path, *options: str, **settings: str) -> Iterator[str]:
    """The address of a server of that database, or of that folder of builds; it is stopped in the end.

    ``settings`` are variables of its environment.
    """
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHIKU_")} | settings
    chosen = [] if place.is_dir() else ["--database", str(place)]
    if place.is_dir():
        environment["CHIKU_BUILD_DIR"] = str(place)
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "--port", str(port), *chosen, *options],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)
