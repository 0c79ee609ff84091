"""A command in a process of its own: how long it took, how much the processors worked for it, and its most memory.

The system counts into a child's peak what its parent held when it started it: a process that measures must stay small,
so whatever needs memory (making a nation) is a child too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, kilobytes on Linux


@dataclass(frozen=True)
class Used:
    seconds: float
    peak_mb: float
    cpu_seconds: float


def run(*command: str) -> Used:
    """Run ``python <command>`` in the repository and wait for it.

    Raises:
        RuntimeError: it failed; the message ends with what it said.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None  # noqa: S101
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"python {' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
    return Used(seconds, usage.ru_maxrss * MAXRSS_BYTES / 1e6, usage.ru_utime + usage.ru_stime)
