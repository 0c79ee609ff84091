"""One file over http or https into ``<name>.part``, going on where an earlier attempt stopped.

The only module of this program that opens a connection, and only :mod:`etl.download.fetch` calls it, when a person
gives the command.  It follows no redirect out of http and https nor from https back to http, takes no name from the
server, and bounds size and silence.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import IO, Any

#: Larger than any file of the catalogue.
MAX_BYTES = 500_000_000
#: Seconds without an answer, for connecting and for each read.
TIMEOUT = 30.0
PART, PART_FROM = ".part", ".part-from"
_CHUNK = 1 << 16
_ZIP_START = b"PK\x03\x04"
#: Told the bytes that are there and the bytes that there will be (0 = the server does not say).
Progress = Callable[[int, int], None]


class DownloadError(Exception):
    """The file was not fetched: one sentence, in Japanese and English, that says what to do.

    ``passing`` says that the cause may pass, so that what has arrived is worth keeping.
    """

    def __init__(self, japanese: str, english: str, *, passing: bool = False) -> None:
        super().__init__(f"{japanese} / {english}")
        self.japanese, self.english, self.passing = japanese, english, passing


class Transfer:
    """One transfer; ``<name>.part-from`` says which file, in which state, the part is a part of."""

    def __init__(self, address: str, target: Path) -> None:
        self.address = address
        self.part = target.with_name(target.name + PART)
        self.origin = target.with_name(target.name + PART_FROM)
        self._resumable = False

    def run(self, progress: Progress) -> None:
        """Fetch all that is missing; afterwards ``part`` is as long as the server said.

        Raises:
            DownloadError: the server or the way to it.
            OSError: the file could not be written.
        """
        start, validator = self._there()
        self._resumable = start > 0
        answer = self._ask(start, validator)
        if start and answer.status == 206 and not _continues(answer.headers, start, validator):
            answer.close()
            start, answer = 0, self._ask_afresh()
        with answer:
            start = 0 if answer.status == 200 else start
            total = self._begin(answer, start, validator)
            with self.part.open("ab" if start else "wb") as file:
                done = self._copy(answer, file, start, total, progress)
                file.flush()
                os.fsync(file.fileno())
        if total and done != total:
            raise _broken_off(f"{done:,} / {total:,} B")

    def discard(self) -> None:
        """Remove what has arrived."""
        for path in (self.part, self.origin):
            with contextlib.suppress(OSError):  # no such folder, no right to it: then there is nothing of ours
                path.unlink(missing_ok=True)

    def keep_if_resumable(self) -> int:
        """How many bytes the next attempt need not fetch; if none, what has arrived is removed."""
        with contextlib.suppress(OSError):
            if self._resumable and (size := self.part.stat().st_size):
                return size
        self.discard()
        return 0

    def _there(self) -> tuple[int, str]:
        """Bytes and validator of an earlier part of the same address; (0, "") if there is none to go on from."""
        try:
            origin = json.loads(self.origin.read_text("utf-8"))
            size = self.part.stat().st_size
        except (OSError, ValueError):
            return 0, ""
        same = isinstance(origin, dict) and origin.get("address") == self.address
        validator = str(origin.get("validator", "")) if same else ""
        return (size, validator) if size and validator and validator.isprintable() else (0, "")

    def _ask(self, start: int, validator: str) -> Any:
        headers = {"User-Agent": "chiku/0.1", "Accept-Encoding": "identity"}
        if start:
            headers |= {"Range": f"bytes={start}-", "If-Range": validator}
        # The opener knows no scheme but http and https.
        request = urllib.request.Request(self.address, headers=headers)  # noqa: S310
        try:
            return _opener().open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 416 and start:
                return self._ask_afresh()  # nothing comes after the part: the file became shorter
            raise _refused(error.code, self.address) from error
        except (OSError, http.client.HTTPException) as error:
            raise _no_connection(self.address, error) from error

    def _ask_afresh(self) -> Any:
        self.discard()
        self._resumable = False
        return self._ask(0, "")

    def _begin(self, answer: Any, start: int, validator: str) -> int:
        """Judge the head of the answer and note what the part is of; how long the whole file will be."""
        headers: Message = answer.headers
        if answer.status != (206 if start else 200):
            raise _refused(answer.status, self.address)
        if headers.get_content_type() in {"text/html", "application/xhtml+xml"}:
            raise wrong_content(self.address, "HTML")
        total = _content_range(headers)[1] if start else _content_length(headers)
        _require_size(total)
        validator = validator if start else _validator(headers)
        self._resumable = bool(validator and total) and headers.get("Accept-Ranges", "").strip().lower() != "none"
        self.origin.unlink(missing_ok=True)
        if self._resumable:
            self.origin.write_text(json.dumps({"address": self.address, "validator": validator}), "utf-8")
        return total

    def _copy(self, answer: Any, file: IO[bytes], start: int, total: int, progress: Progress) -> int:
        """Everything the server sends into the file; how many bytes the file then has."""
        done = start
        progress(done, total)
        while chunk := _read(answer):
            if not done and not chunk.startswith(_ZIP_START):
                raise wrong_content(self.address, chunk[:20].decode("ascii", "replace"))
            done += len(chunk)
            _require_size(done)
            file.write(chunk)
            progress(done, total)
        return done


# ---------------------------------------------------------------------------------------------------- the answer
def _read(answer: Any) -> bytes:
    try:
        return bytes(answer.read(_CHUNK))
    except (OSError, http.client.HTTPException) as error:
        raise _broken_off(_reason(error)) from error


def _continues(headers: Message, start: int, validator: str) -> bool:
    """Whether a partial answer goes on exactly where the part stops, in the same state of the file."""
    return _content_range(headers)[0] == start and _validator(headers) in {"", validator}


def _validator(headers: Message) -> str:
    """What If-Range may carry: a strong ETag, else Last-Modified (RFC 9110, 13.1.5); empty if there is neither."""
    tag = str(headers.get("ETag", "")).strip()
    return tag if tag.startswith('"') else str(headers.get("Last-Modified", "")).strip()


def _content_length(headers: Message) -> int:
    written = str(headers.get("Content-Length", ""))
    return int(written) if written.isdecimal() else 0


def _content_range(headers: Message) -> tuple[int, int]:
    """First byte and whole length of ``bytes 100-199/200`` (RFC 9110, 14.4); (-1, 0) if it says something else."""
    unit, _, rest = str(headers.get("Content-Range", "")).partition(" ")
    span, _, total = rest.partition("/")
    first = span.partition("-")[0]
    return (int(first), int(total)) if unit == "bytes" and first.isdecimal() and total.isdecimal() else (-1, 0)


class _WithinTheWeb(urllib.request.HTTPRedirectHandler):
    """Redirects within http and https, never from https back to http."""

    def http_error_302(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any) -> Any:
        location = urllib.parse.urljoin(req.full_url, str(headers.get("Location", "")))
        scheme = urllib.parse.urlsplit(location).scheme
        if scheme != "https" and scheme != req.type:
            raise _other_scheme(location)
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _opener() -> urllib.request.OpenerDirector:
    """Only http and https, with the proxy that the system names; no file, ftp or data address can be opened."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler, urllib.request.UnknownHandler, urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler, urllib.request.HTTPDefaultErrorHandler, _WithinTheWeb,
        urllib.request.HTTPErrorProcessor,
    ):  # fmt: skip
        opener.add_handler(handler())
    return opener


# ------------------------------------------------------------------------------------------------- the sentences
def _reason(error: BaseException) -> str:
    """The cause in the system's words, in one line."""
    inner = getattr(error, "reason", None)
    text = getattr(inner, "strerror", None) or getattr(error, "strerror", None) or str(inner or error)
    return " ".join(str(text).split()) or type(error).__name__


def _require_size(size: int) -> None:
    if size > MAX_BYTES:
        raise DownloadError(
            f"ファイルが大きすぎます（上限 {MAX_BYTES // 1_000_000} MB）。アドレスを確かめてください",
            f"The file is larger than {MAX_BYTES // 1_000_000} MB; check the address",
        )


def _broken_off(reason: str) -> DownloadError:
    return DownloadError(f"転送が途中で切れました（{reason}）", f"The transfer broke off ({reason})", passing=True)


def _no_connection(address: str, error: BaseException) -> DownloadError:
    host = urllib.parse.urlsplit(address).hostname
    if isinstance(getattr(error, "reason", None), ssl.SSLError):
        return DownloadError(
            f"{host} の証明書を確かめられません（{_reason(error)}）。庁内のプロキシについて情報部門に尋ねてください",
            f"The certificate of {host} could not be verified; ask about your proxy",
            passing=True,
        )
    return DownloadError(
        f"{host} につながりません（{_reason(error)}）。ネットワークとプロキシの設定（https_proxy）を確かめるか、"
        "つながるPCで入手したファイルを置いてください",
        f"{host} cannot be reached; check network and proxy (https_proxy), or bring the file from a connected PC",
        passing=True,
    )


def _refused(code: int, address: str) -> DownloadError:
    if code in {404, 410}:
        return DownloadError(
            f"ファイルがありません（{code}）: {address}。この版にこの都道府県がないか、名前が変わっています。"
            "別の --edition を試すか、ブラウザーで入手して置いてください",
            "No such file at the publisher; try another --edition, or fetch it with a browser",
        )
    return DownloadError(
        f"サーバーが断りました（{code}）: {address}。しばらくしてからやり直すか、ブラウザーで入手して置いてください",
        f"The server refused ({code}); try later, or fetch the file with a browser",
        passing=code >= 500 or code in {408, 429},
    )


def _other_scheme(location: str) -> DownloadError:
    return DownloadError(
        f"別の方式のアドレスへ移されたため止めました: {location[:200]}。アドレスを確かめてください",
        "The server redirects to another scheme; refused. Check the address",
    )


def wrong_content(address: str, what: str) -> DownloadError:
    """The answer is not the file that was asked for."""
    return DownloadError(
        f"届いたのは目的の ZIP ではありません（{what}）: {address}。同じアドレスをブラウザーで開いて確かめてください",
        "What arrived is not the ZIP asked for; open the address in a browser to see what it is",
    )
