"""Make sure that the browser tests find a Chromium: use the one that is there, else install it.

Tried in this order: a browser that is already present, the Debian package (as root or with sudo), Playwright's own
download.  Says what it did; exits 1 with a sentence if nothing worked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def playwright_chromium() -> str | None:
    """The path of the Chromium that Playwright downloaded, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find_chromium() -> str | None:
    """The browser to use: ``CHIKU_CHROMIUM``, one on the PATH, or Playwright's own."""
    chosen = os.environ.get("CHIKU_CHROMIUM")
    if chosen:
        return chosen
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or playwright_chromium()


def run(command: Sequence[str]) -> bool:
    print("+", " ".join(command), flush=True)  # noqa: T201
    return subprocess.run(command, check=False).returncode == 0


def install_debian() -> bool:
    """Install the Debian package together with a Japanese font, for screenshots that can be read."""
    if not shutil.which("apt-get"):
        return False
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not shutil.which("sudo"):
        return False
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    return run([*root, *environment, "apt-get", "-qq", "update"]) and run(
        [*root, *environment, "apt-get", "-qq", "-y", "install", "chromium", "fonts-noto-cjk"]
    )


def main() -> int:
    if found := find_chromium():
        print(f"Chromium: {found}")  # noqa: T201
        return 0
    installed = install_debian() or run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"])
    if installed and (found := find_chromium()):
        print(f"Chromium: {found}")  # noqa: T201
        return 0
    print("No Chromium could be installed. Install one and set CHIKU_CHROMIUM to its path.", file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
