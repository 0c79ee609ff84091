"""The passphrase: its hash, its file, who is let in, how guessing is slowed down, and the command that sets it."""

from __future__ import annotations

import os
import select
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.importing import access, proposals
from dashboard.importing.access import UPLOADS, Gate
from dashboard.web import passphrase
from dashboard.web.visitor import Visitor
from etl import Difference, Proposal
from tests.browser.running import ROOT

RIGHT, WRONG = "潮見野の灯台 1872", "potato salad 9999"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of secrets with the hash of RIGHT."""
    file = tmp_path / "folder" / "secrets.toml"
    monkeypatch.setenv("CHIKU_SECRETS", str(file))
    return passphrase.store(passphrase.hashed(RIGHT))


# --------------------------------------------------------------------------------------------------- the file
def test_only_a_hash_is_kept_and_only_the_owner_reads_it(secrets: Path) -> None:
    text = secrets.read_text("utf-8")
    assert "$argon2id$" in text
    assert RIGHT not in text
    if os.name == "posix":
        assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert list(secrets.parent.iterdir()) == [secrets]


def test_the_right_one_matches_in_any_width_and_no_other_does(secrets: Path) -> None:
    known = passphrase.stored()
    assert known is not None
    assert passphrase.matches(known, RIGHT)
    assert passphrase.matches(known, "潮見野の灯台　１８７２")
    for other in (WRONG, "", RIGHT + " ", "x" * 100_000):
        assert not passphrase.matches(known, other)
    assert not passphrase.matches("damaged", RIGHT)


def test_two_hashes_of_one_passphrase_differ() -> None:
    assert passphrase.hashed(RIGHT) != passphrase.hashed(RIGHT)


@pytest.mark.parametrize(
    "before",
    [
        'token = "a"\n\n[mail]\n# keep me\nuser = "b"\n',
        '[chiku]\nother = 1\npassphrase_hash = "old"\n\n[mail]\nuser = "b"\n',
        "",
    ],
)
def test_everything_else_in_the_file_stays(tmp_path: Path, before: str) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(before, "utf-8")
    passphrase.store("new", file)
    after = file.read_text("utf-8")
    assert passphrase.stored(file) == "new"
    assert "# keep me" in after or "# keep me" not in before
    expected = tomllib.loads(before)
    expected.setdefault("chiku", {})[passphrase.KEY] = "new"
    assert tomllib.loads(after) == expected


@pytest.mark.parametrize("broken", ["no toml at all", 'chiku = "a"\n', "[chiku\n"])
def test_a_file_that_is_not_understood_is_left_alone(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(broken, "utf-8")
    with pytest.raises(passphrase.SecretsFileError):
        passphrase.store("new", file)
    assert file.read_text("utf-8") == broken
    assert passphrase.stored(file) is None


# --------------------------------------------------------------------------------------------------- the gate
def someone(session: str, *, browser: str = "token", address: str = "192.0.2.7") -> Visitor:
    return Visitor(session, browser, address)


def test_on_this_machine_nobody_is_asked() -> None:
    gate = Gate(lan=False)
    gate.require(Visitor("anyone"))
    assert gate.may_upload(f"{UPLOADS}anyone/1", "")
    assert gate.may_resume("anyone", "")


def test_a_program_that_never_said_how_it_serves_is_closed() -> None:
    assert access.Gate(lan=True).is_open(someone("anyone")) is False


def test_in_the_network_only_the_session_that_knew_it_is_let_in(secrets: Path) -> None:
    gate = Gate(lan=True, clock=Clock())
    with pytest.raises(access.LockedError):
        gate.require(someone("a"))
    assert gate.unlock(someone("a"), RIGHT) == "open"
    gate.require(someone("a"))
    assert gate.may_upload(f"{UPLOADS}a/1", "token")
    for other in ("b", "", "a/../b"):
        assert not gate.is_open(someone(other))
        assert not gate.may_upload(f"{UPLOADS}{other or 'x'}/1", "token") or other.startswith("a/")
    gate.lock(someone("a"))
    assert not gate.is_open(someone("a"))


@pytest.mark.parametrize("token", ["", "another", "toke", "token2", "鍵"])
def test_the_id_of_an_open_session_is_not_enough(secrets: Path, token: str) -> None:
    gate = Gate(lan=True, clock=Clock())
    gate.unlock(someone("a"), RIGHT)
    thief = someone("a", browser=token)
    assert not gate.is_open(thief)
    assert not gate.may_upload(f"{UPLOADS}a/1", token)
    assert not gate.may_resume("a", token)
    gate.lock(thief)
    assert gate.is_open(someone("a")), "nor does it close the session"
    assert gate.may_resume("a", "token")
    assert gate.may_resume("b", token), "a session that is not open is nobody's"


def test_a_client_without_a_cookie_opens_nothing(secrets: Path) -> None:
    gate = Gate(lan=True)
    assert gate.unlock(someone("a", browser=""), RIGHT) == "no_cookie"
    assert not gate.is_open(someone("a", browser=""))


def test_without_a_passphrase_nobody_is_let_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIKU_SECRETS", str(tmp_path / "none.toml"))
    gate = Gate(lan=True)
    assert gate.unlock(someone("a"), "") == "unset"
    assert not gate.is_open(someone("a"))


def test_who_goes_away_is_asked_again(secrets: Path) -> None:
    clock = Clock()
    gate = Gate(lan=True, clock=clock)
    gate.unlock(someone("a"), RIGHT)
    clock.now += access.IDLE_S - 1
    assert gate.is_open(someone("a"))
    clock.now += access.IDLE_S - 1
    assert gate.is_open(someone("a")), "being there counts"
    clock.now += access.IDLE_S
    assert not gate.is_open(someone("a"))


def test_wrong_tries_are_slowed_down_for_every_session_of_an_address(secrets: Path) -> None:
    clock = Clock()
    gate = Gate(lan=True, clock=clock)
    pauses = []
    for number in range(7):
        guesser = someone(f"session {number}", browser=f"browser {number}")
        assert gate.unlock(guesser, WRONG) == "wrong"
        pauses.append(gate.pause(guesser.address))
        assert gate.unlock(someone("another"), RIGHT) == "wait", "not even the right one is looked at"
        clock.now += gate.pause(guesser.address)
    assert pauses == [1, 2, 4, 8, 16, 32, 60]
    assert gate.unlock(someone("another"), RIGHT) == "open"
    assert gate.unlock(someone("session 1"), WRONG) == "wrong"
    assert gate.pause(guesser.address) == 1, "a right one ends the slowing down"


def test_nobody_keeps_others_out_by_guessing(secrets: Path) -> None:
    gate = Gate(lan=True, clock=Clock())
    assert gate.unlock(someone("guesser", address="192.0.2.66"), WRONG) == "wrong"
    assert gate.unlock(someone("guesser", address="192.0.2.66"), RIGHT) == "wait"
    assert gate.unlock(someone("officer", address="192.0.2.7"), RIGHT) == "open"
    assert gate.pause("192.0.2.66") > 0, "which does not help the guesser"


def test_what_is_remembered_of_wrong_tries_is_bounded(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MOST_ADDRESSES", 3)
    gate = Gate(lan=True, clock=Clock())
    addresses = [f"192.0.2.{number}" for number in range(5)]
    for address in addresses:
        gate.unlock(someone("s", address=address), WRONG)
    assert [gate.pause(address) > 0 for address in addresses] == [False, False, True, True, True]


def test_every_refusal_costs_a_hash(secrets: Path) -> None:
    known = passphrase.stored() or ""

    def cost(hashed: str, given: str) -> float:
        best = float("inf")
        for _ in range(3):
            begun = time.perf_counter()
            assert not passphrase.matches(hashed, given)
            best = min(best, time.perf_counter() - begun)
        return best

    usual = cost(known, WRONG)
    assert cost(known, RIGHT + "x" * passphrase.LONGEST) > usual / 3
    assert cost("damaged", RIGHT) > usual / 3


@pytest.mark.parametrize(
    "act",
    [
        lambda draft, tell: proposals.draft_import("k", [], proposals.Answers(), tell),
        lambda draft, tell: proposals.draft_again(draft, proposals.Answers(), tell),
        lambda draft, tell: proposals.draft_undo("k", 1, tell),
        lambda draft, tell: proposals.take(draft, "", "", tell),
        lambda draft, tell: proposals.publish(tell),
    ],
    ids=["propose", "again", "propose undo", "accept", "publish"],
)
def test_every_action_asks_the_gate_not_only_the_buttons(
    act: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHIKU_BUILD_DIR", str(tmp_path / "build"))
    monkeypatch.setattr(access, "_gate", Gate(lan=True))
    draft = proposals.Draft("k", Proposal("", (), (), Difference(), can_accept=True))
    with pytest.raises(access.LockedError):
        act(draft, lambda step, detail: None)
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------------------------- the command
Asked = Callable[[str], tuple[int, str]]


@pytest.fixture
def ask(tmp_path: Path) -> Asked:
    """Runs the command on a terminal with what is typed there; its exit code and everything the terminal showed."""
    if os.name != "posix":
        pytest.skip("the test's terminal is that of POSIX")

    def run(typed: str) -> tuple[int, str]:
        ours, theirs = os.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "--set-passphrase"],
            cwd=ROOT, env={**os.environ, "CHIKU_SECRETS": str(tmp_path / "s.toml"), "PYTHONUTF8": "1"},
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        shown, asked, lines = b"", 0, typed.splitlines()
        while select.select([ours], [], [], 30)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # Linux tells the end of a terminal so
                break
            if lines and shown.endswith(b": ") and shown.count(b": ") > asked:
                asked = shown.count(b": ")
                os.write(ours, lines.pop(0).encode() + b"\n")
        os.close(ours)
        return process.wait(timeout=30), shown.decode("utf-8", "replace")

    return run


def test_the_command_asks_twice_and_shows_nothing(ask: Asked, tmp_path: Path) -> None:
    code, shown = ask(f"{RIGHT}\n{RIGHT}\n")
    assert code == 0, shown
    assert RIGHT not in shown
    known = passphrase.stored(tmp_path / "s.toml")
    assert known is not None
    assert passphrase.matches(known, RIGHT)


@pytest.mark.parametrize(
    ("typed", "said"), [("short\n", "10"), (f"{RIGHT}\n{WRONG}\n", "differ")], ids=["short", "differs"]
)
def test_the_command_changes_nothing_when_in_doubt(ask: Asked, tmp_path: Path, typed: str, said: str) -> None:
    code, shown = ask(typed)
    assert code == 1
    assert said in shown
    assert not (tmp_path / "s.toml").exists()
