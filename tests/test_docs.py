"""The guides are held to the program: every command, option, make target and linked file they name exists."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDES = [ROOT / "README.md", ROOT / "README.ja.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?:python|py)(?:\.exe)? -m (etl|dashboard)\b([^\n`|#]*)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@lru_cache
def help_text(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_every_command_and_option_exists(guide: Path) -> None:
    for package, rest in COMMAND.findall(guide.read_text("utf-8")):
        words = rest.split()
        command = [words[0]] if package == "etl" and words and re.fullmatch("[a-z]+", words[0]) else []
        known = help_text(package, *command)
        for option in re.findall(r"--[a-z]+", rest):
            assert option in known, f"{package} {' '.join(command)} has no {option}"


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_every_make_target_exists(guide: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", guide.read_text("utf-8"))) <= targets


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_every_linked_file_exists(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", guide.read_text("utf-8")):
        if not target.startswith("http"):
            assert (guide.parent / target).exists(), target


def test_the_two_commands_stand_right_under_the_picture() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    picture = next(i for i, line in enumerate(lines) if line.startswith("!["))
    assert picture < 15
    assert [line.split("#")[0].strip() for line in lines[picture + 1 : picture + 5] if line.startswith("make")] == [
        "make run",
        "make test",
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_every_file_of_the_program_that_is_named_exists(guide: Path) -> None:
    named = re.findall(r"`((?:etl|dashboard|pages|tests|benchmarks|data|docs)/[a-z_0-9/.]*)`", guide.read_text("utf-8"))
    made = {"data/build", "data/imports", "data/logs", "data/boundaries", "data/activities"}
    assert [path for path in named if not (ROOT / path).exists() and not path.startswith(tuple(made))] == []
