"""The server as a process: its words when it cannot serve, its routes, and what every answer carries."""

from __future__ import annotations

import gzip
import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from dashboard.web import assets, server
from tests import tiny_city
from tests.browser import map_city
from tests.browser.running import ROOT, free_port, serving

FOREIGN = re.compile(r"https?:|\*|//")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return map_city.write(tmp_path_factory.mktemp("server") / "city.duckdb")


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    with serving(database) as running:
        yield running


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of an answer, refusals included."""
    request = urllib.request.Request(url, headers={key.replace("_", "-"): value for key, value in headers.items()})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read()


def run(*options: str, database: Path | None = None) -> subprocess.CompletedProcess[str]:
    chosen = ["--database", str(database)] if database else []
    return subprocess.run(
        [sys.executable, "-m", "dashboard", *chosen, *options],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def test_without_a_database_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = run(database=tmp_path / "missing.duckdb")
    assert done.returncode == 1
    assert "python -m etl build" in done.stderr
    assert "missing.duckdb" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_in_a_sentence(database: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--port", str(port), database=database)
    assert done.returncode == 1
    assert f"--port {port + 1}" in done.stderr


@pytest.mark.parametrize("options", [("--port", "0"), ("--port", "many"), ("--nonsense",)])
def test_wrong_usage_is_exit_two(options: tuple[str, ...]) -> None:
    assert run(*options).returncode == 2


def test_it_says_where_it_is_and_nothing_else(database: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "--port", str(port), "--database", str(database)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
    finally:
        process.terminate()
        rest, errors = process.communicate(timeout=30)
    assert not rest.strip()
    assert not errors.strip()


@pytest.mark.parametrize("path", ["/", "/formation", "/formation?m=99901&lang=en", "/index.html"])
def test_documents_are_japanese_and_whole(address: str, path: str) -> None:
    status, headers, body = get(address + path, Accept_Encoding="gzip", Range="bytes=0-10")
    assert status == 200
    assert headers.get("content-encoding") is None
    assert b'<html lang="ja"' in body
    assert b'src="/assets/boot.js"' in body
    assert b"</html>" in body


@pytest.mark.parametrize(
    "path",
    ["/", "/formation", "/assets/boot.js", "/assets/page.css", "/_stcore/health", "/geo/none", "/component/none.x"],
)
def test_every_answer_keeps_the_browser_at_home(address: str, path: str) -> None:
    _, headers, _ = get(address + path)
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert not FOREIGN.search(policy)
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_geometry_is_packed_and_kept_for_ever(address: str) -> None:
    name = next(row[2] for row in [map_city.layer("districts", {"d": map_city.district_features(False)})])
    status, headers, body = get(f"{address}/geo/{name}", Accept_Encoding="gzip")
    assert (status, headers["content-encoding"], headers["content-type"]) == (200, "gzip", "application/json")
    assert "immutable" in headers["cache-control"]
    assert len(json.loads(gzip.decompress(body))["d"]) == 9
    status, headers, plain = get(f"{address}/geo/{name}", Accept_Encoding="identity")
    assert status == 200
    assert headers.get("content-encoding") is None
    assert plain == gzip.decompress(body)


@pytest.mark.parametrize("name", ["99901-districts.0000000000000000.json", "..%2f..%2fetc%2fpasswd", "x' OR 1=1"])
def test_unknown_geometry_is_not_found(address: str, name: str) -> None:
    assert get(f"{address}/geo/{urllib.parse.quote(name, safe='%')}")[0] in (400, 404)


def test_geometry_of_an_older_build_is_still_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older, newer = tmp_path / "20260101T000000000000.duckdb", tmp_path / "20260201T000000000000.duckdb"
    for path in (older, newer):
        tiny_city.write(path)
    (tmp_path / "20260301T000000000000.duckdb").write_bytes(newer.read_bytes()[:20_000])
    monkeypatch.delenv("CHIKU_DATABASE", raising=False)
    monkeypatch.setenv("CHIKU_BUILD_DIR", str(tmp_path))
    assert list(server.builds()) == [str(newer), str(older)]


@pytest.mark.parametrize("made", [assets.script(), assets.style()], ids=lambda made: made.media_type)
def test_the_bundle_is_kept_for_ever(address: str, made: assets.Asset) -> None:
    status, headers, body = get(address + assets.address(made), Accept_Encoding="gzip")
    assert status == 200
    assert "immutable" in headers["cache-control"]
    assert gzip.decompress(body) == made.body
    assert b"sourceMappingURL" not in made.body
    assert b"url(" not in made.body or made is assets.script()


def test_the_first_page_has_its_name_too(address: str) -> None:
    _, _, body = get(f"{address}/overview?m=99901")
    assert b'<html lang="ja"' in body


def test_a_foreign_host_is_refused(address: str) -> None:
    status, headers, _ = get(address, Host="evil.example")
    assert status == 403
    assert headers["content-security-policy"] == "default-src 'none'"


def test_the_server_listens_to_this_machine_only_and_never_phones() -> None:
    chosen = server.options(8501, lan=False)
    assert chosen["server.address"] == "127.0.0.1"
    assert chosen["browser.gatherUsageStats"] is False
    assert chosen["server.fileWatcherType"] == "none"
