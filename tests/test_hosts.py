"""Names by which the server answers, and raw requests of every malformed kind to a real one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.types import Message, Receive, Scope, Send

from dashboard.web import hosts
from dashboard.web.hosts import Hosts
from dashboard.web.security import Harden
from tests.browser import map_city
from tests.browser.running import serving

OURS = ("content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy")
MACHINE = min(hosts.own_names())
MALFORMED = (
    b"[", b"]", b"[[::1]]", b"[::1", b"::1]", b"[::1]x", b"", b" ", b"a b", b"127.0.0.1:", b"127.0.0.1:99999",
    b"127.0.0.1:0", b"127.0.0.1:-1", b"127.0.0.1:8x", b"127.0.0.1@evil.example", b"evil@127.0.0.1", b"127.0.0.1/x",
    b"127.0.0.1?", b"127.0.0.1#", b"\xe5\x9c\xb0\xe5\x8c\xba", b"\xff", b"[fe80::1%25eth0]", b"[v1.a]", b"%31",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(map_city.write(tmp_path_factory.mktemp("hosts") / "city.duckdb"), "--lan", "--host", "Chiku.lg") as at:
        yield at


@pytest.mark.parametrize(
    ("headers", "lan", "allowed"),
    [
        ({"host": "127.0.0.1:8501"}, False, True),
        ({"host": "localhost:8501", "origin": "http://localhost:8501"}, False, True),
        ({"host": "LOCALHOST:8501", "origin": "http://localhost:8501"}, False, True),
        ({"host": "[::1]:8501"}, False, True),
        ({"host": "evil.example"}, False, False),
        ({"host": "192.168.1.5:8501"}, False, False),
        ({"host": "127.0.0.1:8501", "origin": "http://evil.example"}, False, False),
        ({"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:9999"}, False, False),
        ({"host": "127.0.0.1:8501", "origin": "null"}, False, False),
        ({"host": "127.0.0.1:8501", "origin": ""}, False, False),
        ({"host": "127.0.0.1:8501", "origin": "http://["}, False, False),
        ({"host": "192.168.1.5:8501", "origin": "http://192.168.1.5:8501"}, True, True),
        ({"host": "[fd00::5]:8501"}, True, True),
        ({"host": f"{MACHINE}:8501", "origin": f"http://{MACHINE}:8501"}, True, True),
        ({"host": f"{MACHINE}:8501", "origin": "http://evil.example"}, True, False),
        ({"host": f"{MACHINE}.evil.example:8501"}, True, False),
        ({"host": "evil.example:8501", "origin": "http://evil.example:8501"}, True, False),
        ({"host": "192.168.1.5.evil.example"}, True, False),
        ({"host": "chiku.lg"}, True, True),
        ({}, False, False),
        ({}, True, False),
    ],
)
def test_requests_of_foreign_pages_are_turned_away(headers: dict[str, str], lan: bool, allowed: bool) -> None:
    pairs = [(key.encode(), value.encode()) for key, value in headers.items()]
    assert Hosts.of(lan=lan, named=["Chiku.lg"]).allow(pairs) is allowed


@pytest.mark.parametrize("name", [b"host", b"origin"])
def test_a_header_given_twice_is_refused(name: bytes) -> None:
    value = {b"host": b"localhost", b"origin": b"http://localhost"}
    assert Hosts().allow(value.items())
    assert not Hosts().allow([*value.items(), (name, value[name])])


def raw(address: str, *lines: bytes, request: bytes = b"GET / HTTP/1.1") -> tuple[int, str]:
    """Status and headers of the answer to a request written byte by byte."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(b"\r\n".join([request, *lines, b"Connection: close", b"", b""]))
        answer = b""
        while part := line.recv(65536):
            answer += part
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    return int(head.split(" ", 2)[1]), head


def assert_refused(status: int, head: str) -> None:
    assert status in (400, 403)
    if status == 403:  # 400 is the answer to what is no HTTP at all, before there is a request
        assert all(name in head for name in OURS)


UPGRADE = (
    b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)  # fmt: skip
STREAM = b"GET /_stcore/stream HTTP/1.1"


@pytest.mark.parametrize("value", MALFORMED)
def test_malformed_hosts_and_origins_are_refused_and_nothing_breaks(address: str, value: bytes) -> None:
    host = f"Host: {urlsplit(address).netloc}".encode()
    origin = b"Origin: http://" + value
    for request in (b"GET / HTTP/1.1", b"PUT /_stcore/upload_file/a/1 HTTP/1.1", b"GET /_stcore/health HTTP/1.1"):
        assert_refused(*raw(address, b"Host: " + value, request=request))
        assert_refused(*raw(address, host, origin, request=request))
    assert_refused(*raw(address, b"Host: " + value, *UPGRADE, request=STREAM))
    assert_refused(*raw(address, host, origin, *UPGRADE, request=STREAM))
    assert raw(address, host)[0] == 200


@pytest.mark.parametrize("name", ["evil.example", f"{MACHINE}.evil.example", "chiku.lg.evil.example"])
def test_in_the_network_a_foreign_name_is_refused(address: str, name: str) -> None:
    host, origin = f"Host: {name}:8501".encode(), f"Origin: http://{name}:8501".encode()
    assert_refused(*raw(address, host))
    assert_refused(*raw(address, host, origin, *UPGRADE, request=STREAM))


@pytest.mark.parametrize("name", ["192.168.1.20:8501", "localhost", MACHINE, "chiku.lg:8501", "CHIKU.LG."])
def test_in_the_network_addresses_own_names_and_given_names_are_answered(address: str, name: str) -> None:
    status, head = raw(address, f"Host: {name}".encode(), f"Origin: http://{name}".encode())
    assert status == 200
    assert "set-cookie" in head
    upgraded = (f"Host: {name}".encode(), f"Origin: http://{name}".encode(), *UPGRADE[:1], *UPGRADE[2:])
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(b"\r\n".join([STREAM, *upgraded, b"Connection: Upgrade", b"", b""]))
        assert line.recv(100).startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize(
    "request_line",
    [
        b"POST / HTTP/1.1", b"BREW /assets/boot.js HTTP/1.1", b"DELETE /geo/x HTTP/1.1", b"GET /geo/x HTTP/1.1",
        b"GET /media/none.csv HTTP/1.1", b"POST /static/x.js HTTP/1.1", b"GET /component/none.x/a HTTP/1.1",
        b"GET /..%2f..%2fetc%2fpasswd HTTP/1.1", b"GET //evil.example/x HTTP/1.1",
        b"PUT /_stcore/upload_file/a/1 HTTP/1.1",
    ],
)  # fmt: skip
def test_refusals_and_errors_carry_the_headers_too(address: str, request_line: bytes) -> None:
    status, head = raw(address, f"Host: {urlsplit(address).netloc}".encode(), request=request_line)
    assert 400 <= status < 500
    assert all(name in head for name in OURS)


@pytest.mark.parametrize(
    "path",
    ["metrics", "metrics/", "script-health-check", "agent/interact", "agent/openapi.json", "agent/mcp", "anything"],
)
def test_what_the_pages_do_not_need_is_closed(address: str, path: str) -> None:
    host = f"Host: {urlsplit(address).netloc}".encode()
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        status, head = raw(address, host, request=f"{method} /_stcore/{path} HTTP/1.1".encode())
        assert status == 404
        assert all(name in head for name in OURS)


@pytest.mark.parametrize("path", ["health", "host-config"])
def test_what_the_pages_need_is_open(address: str, path: str) -> None:
    host = f"Host: {urlsplit(address).netloc}".encode()
    assert raw(address, host, request=f"GET /_stcore/{path} HTTP/1.1".encode())[0] == 200


@pytest.mark.parametrize("after", [False, True], ids=["before the start", "after the start"])
def test_an_application_that_raises_answers_500_with_the_headers_once(after: bool) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        if after:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("broken")

    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/x.json", "headers": [(b"host", b"localhost")]}
    with pytest.raises(ValueError, match="broken"):
        asyncio.run(Harden(broken)(scope, receive, send))
    starts = [message for message in said if message["type"] == "http.response.start"]
    assert [message["status"] for message in starts] == [200 if after else 500]
    assert {name.encode() for name in OURS} <= {key for key, _ in starts[0]["headers"]}


def test_a_name_that_cannot_be_one_is_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from dashboard.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main(["--lan", "--host", "http://chiku.lg", "--database", str(tmp_path / "none.duckdb")])
    assert ended.value.code == 2
    assert "--host" in capsys.readouterr().err
