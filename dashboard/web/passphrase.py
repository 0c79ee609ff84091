"""The passphrase of the import page: kept only as an argon2 hash in ``.streamlit/secrets.toml``, outside of versions.

Nothing here says a passphrase, writes it anywhere, or tells a wrong one from a missing one.
"""

from __future__ import annotations

import contextlib
import os
import re
import tomllib
import unicodedata
from pathlib import Path

#: Characters; Source: NIST SP 800-63B-4 asks for at least 8 beside a second factor, 15 alone; attempts are slowed down.
SHORTEST = 10
#: A passphrase longer than this is nobody's, and would cost time.
LONGEST = 200
SECTION, KEY = "chiku", "passphrase_hash"
DEFAULT_FILE = Path(__file__).parents[2] / ".streamlit" / "secrets.toml"
_HEADER = re.compile(r"\s*\[")
_OURS = re.compile(rf"\s*\[\s*{SECTION}\s*\]\s*(#.*)?$")
_LINE = re.compile(rf"\s*{KEY}\s*=")


class SecretsFileError(ValueError):
    """The file of secrets is no TOML, or holds our section in a form that cannot be added to."""


def secrets_file() -> Path:
    """Where the hash is kept: ``CHIKU_SECRETS``, else ``.streamlit/secrets.toml`` of the program."""
    return Path(os.environ.get("CHIKU_SECRETS") or DEFAULT_FILE)


def _plain(passphrase: str) -> bytes:
    """One spelling for what input methods write in full or half width.

    >>> _plain("ｕｍｉ　１") == _plain("umi 1")
    True
    """
    return unicodedata.normalize("NFKC", passphrase).encode()


def hashed(passphrase: str) -> str:
    """The argon2id hash of a passphrase, with its parameters and a salt of its own."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(_plain(passphrase))


def matches(known: str, passphrase: str) -> bool:
    """Whether a passphrase is the one of the hash; a damaged hash matches nothing.

    Whatever is given costs one hash, so that the time does not tell why it was not accepted.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    given = _plain(passphrase[:LONGEST])
    try:
        return PasswordHasher().verify(known, given) and len(passphrase) <= LONGEST
    except VerificationError:
        return False
    except InvalidHashError:
        PasswordHasher().hash(given)
        return False


def stored(file: Path | None = None) -> str | None:
    """The stored hash; None where none is set or the file cannot be read."""
    try:
        table = tomllib.loads((file or secrets_file()).read_text("utf-8")).get(SECTION)
    except (OSError, ValueError):
        return None
    known = table.get(KEY) if isinstance(table, dict) else None
    return known if isinstance(known, str) and known else None


def store(known: str, file: Path | None = None) -> Path:
    """Write the hash, readable by its owner only; every other line of the file stays as it is.

    Raises:
        SecretsFileError: the file is no TOML, or the section stands in it in a form that is not understood.
    """
    file = file or secrets_file()
    before = file.read_text("utf-8") if file.exists() else ""
    after = with_hash(before, known)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(after)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
    return file


def with_hash(text: str, known: str) -> str:
    """The text of a file of secrets with the hash in its section.

    >>> print(with_hash('other = 1', "x"))
    other = 1
    <BLANKLINE>
    [chiku]
    passphrase_hash = 'x'
    <BLANKLINE>
    """
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if _OURS.match(line)), None)
    if start is None:
        lines += ([""] if lines else []) + [f"[{SECTION}]"]
        start = len(lines) - 1
    end = next((i for i in range(start + 1, len(lines)) if _HEADER.match(lines[i])), len(lines))
    own = [line for line in lines[start + 1 : end] if not _LINE.match(line)]
    after = "\n".join([*lines[: start + 1], f"{KEY} = '{known}'", *own, *lines[end:]]) + "\n"
    _check(text, after, known)
    return after


def _check(before: str, after: str, known: str) -> None:
    """Nothing but the hash may differ."""
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise SecretsFileError(str(error)) from error
    own = old.setdefault(SECTION, {})
    if not isinstance(own, dict):
        raise SecretsFileError(SECTION)
    own[KEY] = known
    if old != new:
        raise SecretsFileError(SECTION)
