"""With --lan: the id of a session that somebody unlocked gives nobody else a way in, and guessing keeps nobody out."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.web import passphrase
from dashboard.web.visitor import COOKIE
from tests.browser.running import serving
from tests.conftest import City
from tests.live_session import LiveSession, new_cookie

RIGHT, WRONG = "潮見野の灯台 1872", "potato salad 9999"
PAGE = "import_data"
BODY = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na\r\n--x--\r\n'


@pytest.fixture
def home(small_folder: Path, tmp_path: Path) -> Iterator[str]:
    secrets = tmp_path / "secrets.toml"
    passphrase.store(passphrase.hashed(RIGHT), secrets)
    with serving(small_folder / "build", "--lan", CHIKU_SECRETS=str(secrets)) as address:
        yield address


def upload(home: str, session: str, cookie: str) -> int:
    """The status of the answer to a file that is sent to a session."""
    connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=30)
    xsrf = f"{cookie}; _streamlit_xsrf={XSRF}".removeprefix("; ")
    headers = {"Cookie": xsrf, "X-Xsrftoken": XSRF, "Content-Type": "multipart/form-data; boundary=x"}
    connection.request("PUT", f"/_stcore/upload_file/{session}/file-1", BODY, headers)
    status = connection.getresponse().status
    connection.close()
    return status


XSRF = "2|00000000|00000000000000000000000000000000|1700000000"


def test_a_document_brings_a_cookie_that_no_script_and_no_foreign_page_has(home: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=30)
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    given = str(answer.getheader("set-cookie"))
    assert given.startswith(f"{COOKIE}=")
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    connection.request("GET", "/", headers={"Cookie": given.partition(";")[0]})
    again = connection.getresponse()
    again.read()
    assert again.getheader("set-cookie") is None, "the same browser keeps its token"
    connection.close()


def test_a_stolen_session_opens_nothing(home: str) -> None:
    cookie, other = new_cookie(home), new_cookie(home)
    assert cookie != other
    with LiveSession(home, PAGE, cookie) as officer:
        assert not officer.find("file_uploader")
        assert upload(home, officer.session, cookie) == 403, "closed as long as it is not unlocked"
        officer.unlock(RIGHT)
        assert officer.find("file_uploader")
        assert upload(home, officer.session, cookie) == 204
        for thief in ("", other, f"{COOKIE}=x"):
            assert upload(home, officer.session, thief) == 403
            with LiveSession(home, PAGE, thief, resume=officer.session) as stolen:
                assert stolen.session != officer.session, "a new session, so that the officer's goes on"
                assert not stolen.find("file_uploader")
        officer.run()
        assert officer.find("file_uploader")
    with LiveSession(home, PAGE, cookie, resume=officer.session) as back:
        assert back.session == officer.session, "the same browser goes on where it was"
        assert back.find("file_uploader")


def test_guessing_at_one_address_does_not_keep_another_out(home: str) -> None:
    with LiveSession(home, PAGE, new_cookie(home)) as guesser:
        guesser.unlock(WRONG)
        assert "違います" in guesser.says()
        claimed = {"X-Forwarded-For": "192.0.2.9"}
        with LiveSession(home, PAGE, new_cookie(home), headers=claimed) as same:
            same.unlock(RIGHT)
            assert "続けて" in same.says(), "an address that a header claims is not believed"
    with LiveSession(home, PAGE, new_cookie(home), source="127.0.0.2") as officer:
        officer.unlock(RIGHT)
        assert officer.find("file_uploader")


def test_without_a_cookie_nothing_is_unlocked(home: str) -> None:
    with LiveSession(home, PAGE) as session:
        session.unlock(RIGHT)
        assert "クッキー" in session.says()
        assert not session.find("file_uploader")


def test_on_this_machine_no_cookie_is_given(tiny_city: City) -> None:
    with serving(tiny_city.build_folder) as home:
        connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=30)
        connection.request("GET", "/")
        assert COOKIE not in str(connection.getresponse().getheader("set-cookie"))
        connection.close()
