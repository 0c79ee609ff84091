"""``etl download`` against a real server on 127.0.0.1: whole files only, resumed where possible, one sentence else."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main
from etl.build.database import build_database
from etl.download import transfer
from etl.download.fetch import CHECKSUM, folder_for
from etl.download.ksj_catalogue import DATA_SETS, official_file
from etl.readers.folders import input_files
from tests.conftest import box, feature

REAL = Path(__file__).parents[2] / "shared" / "realdata" / "ikoma_29209" / "A32-23_29_GML.zip"
NAME = "A32-23_29_GML.zip"
PATH = f"/data/A32/A32-23/{NAME}"
NARA = ["--data", "A32", "--edition", "2023", "--prefecture", "29"]


@dataclass
class Office:
    """What the server holds and does; ``asked`` are the requests' paths and Range headers."""

    files: dict[str, bytes] = field(default_factory=dict)
    tag: str = '"one"'
    close_after: int = 0
    status: int = 0
    kind: str = "application/zip"
    location: str = ""
    claims: int = 0
    ranges: bool = True
    strange_range: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""


class Counter(BaseHTTPRequestHandler):
    """Serves the office's files, with ranges as RFC 9110 says, and breaks off when told to."""

    office: Office

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        office, span = self.office, self.headers.get("Range", "")
        office.asked.append((self.path, span))
        body = office.files.get(self.path)
        if office.location:
            self.answer(302, b"", {"Location": office.location})
        elif office.status or body is None:
            self.answer(office.status or 404, b"sorry", {"Content-Type": "text/html"})
        else:
            self.serve(body, span)

    def serve(self, body: bytes, span: str) -> None:
        office = self.office
        headers = {"Content-Type": office.kind, **({"ETag": office.tag} if office.tag else {})}
        start = int(span.removeprefix("bytes=").removesuffix("-")) if span and office.ranges else 0
        same = self.headers.get("If-Range", office.tag) == office.tag or office.strange_range
        if start >= len(body) and same:
            self.answer(416, b"", {"Content-Range": f"bytes */{len(body)}"})
        elif start and same:
            shown = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[start:], {**headers, "Content-Range": shown})
        else:
            self.answer(200, body, headers)

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(self.office.claims or len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: self.office.close_after or None])


class House(ThreadingHTTPServer):
    """A client that hangs up early is part of the play: the server's remark on it is not the program's output."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Office]:
    """A server, and a working folder of one's own; a proxy of this machine is left out."""
    holds = Office(files={PATH: real_or_made()})
    server = House(("127.0.0.1", 0), type("Desk", (Counter,), {"office": holds}))
    holds.address = f"http://127.0.0.1:{server.server_port}/data"
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("CHIKU_KSJ_ADDRESS", holds.address)
    monkeypatch.chdir(tmp_path)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield holds
    server.shutdown()
    thread.join()
    server.server_close()


def real_or_made() -> bytes:
    return REAL.read_bytes() if REAL.is_file() else made("光明中学校")


def made(school: str) -> bytes:
    """A ZIP of the layout of the edition of 2023, with one district of 生駒市 and one of 奈良市."""
    rows = [("29209", "生駒市立", f"C12921000000{i}", n) for i, n in enumerate((school, "緑ヶ丘中学校"))]
    rows.append(("29201", "奈良市立", "C129210000009", "春日中学校"))
    features = [
        feature(box(i, 0), A32_001=code, A32_002=owner, A32_003=key, A32_004=name, A32_005="1-1")
        for i, (code, owner, key, name) in enumerate(rows)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("A32-23_29_GML/A32-23_29.geojson", content)
        archive.writestr("A32-23_29_GML/KS-META-A32-23_29.xml", "<metadata/>" + " " * 200_000)
    return whole.getvalue()


def download(*more: str) -> int:
    return main(["download", "ksj", *NARA, *more])


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def broken_off(office: Office, folder: Path, after: int = 100_000) -> bytes:
    """An attempt that the server ended midway; the bytes that were kept."""
    office.close_after = after
    assert download("--out", str(folder)) == 1
    office.close_after = 0
    return (folder / f"{NAME}.part").read_bytes()


# ------------------------------------------------------------------------------------------------ a whole file
def test_a_download_is_what_a_build_reads(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert download() == 0
    folder = Path("data/boundaries/29_奈良県")
    body = office.files[PATH]
    digest = hashlib.sha256(body).hexdigest()
    assert (folder / NAME).read_bytes() == body
    assert (folder / f"{NAME}{CHECKSUM}").read_text("utf-8") == f"{digest}  {NAME}\n"
    assert left(folder) == [NAME, f"{NAME}{CHECKSUM}"]
    assert input_files(folder) == [folder / NAME]
    said = capsys.readouterr().out
    for word in (
        str(folder),
        f"{len(body):,}",
        digest,
        "国土数値情報利用規約",
        "市区町村ごとに",
        "python -m etl build\n",
    ):
        assert word in said
    result = build_database([folder], [], Path("out"))
    assert result.database is not None
    assert result.tables["municipalities"] > 1  # two digits name no municipality: the whole prefecture


def test_the_folder_of_a_municipality_keeps_its_rows(office: Office) -> None:
    Path("data/activities/29209_生駒市").mkdir(parents=True)
    assert main(["download", "ksj", "--data", "a32", "--edition", "2023", "--municipality", "292095"]) == 0
    folder = Path("data/boundaries/29209_生駒市")
    assert left(folder) == [NAME, f"{NAME}{CHECKSUM}"]
    result = build_database([folder], [], Path("out"))
    assert result.tables["municipalities"] == 1
    assert not [f for f in result.findings if f.code == "unsupported_format"]


def test_folders_are_named_for_what_they_hold(tmp_path: Path) -> None:
    assert folder_for(tmp_path, "29").name == "29_奈良県"
    assert folder_for(tmp_path, "14", "14150").name == "14150_相模原市"
    assert folder_for(tmp_path, "45", "45204").name == "45204"
    (tmp_path / "45204_にちなん").mkdir()
    assert folder_for(tmp_path, "45", "45204").name == "45204_にちなん"


def test_another_folder_is_named_in_the_next_command(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert download("--out", "elsewhere", "--address", f"{office.address}/") == 0
    assert 'python -m etl build --boundaries "elsewhere"' in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------- an earlier part
def test_a_broken_transfer_goes_on_where_it_stopped(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = broken_off(office, tmp_path / "in")
    assert kept == office.files[PATH][: len(kept)]
    assert f"{len(kept):,} バイトは残しました" in capsys.readouterr().err
    assert input_files(tmp_path / "in") == []
    assert download("--out", str(tmp_path / "in")) == 0
    assert office.asked[-1] == (PATH, f"bytes={len(kept)}-")
    assert (tmp_path / "in" / NAME).read_bytes() == office.files[PATH]
    assert left(tmp_path / "in") == [NAME, f"{NAME}{CHECKSUM}"]


@pytest.mark.parametrize("strange_range", [False, True], ids=["answers-200", "ignores-if-range"])
def test_a_file_that_changed_between_parts_starts_afresh(office: Office, tmp_path: Path, strange_range: bool) -> None:
    broken_off(office, tmp_path / "in")
    office.files[PATH], office.tag, office.strange_range = made("新しい中学校"), '"two"', strange_range
    assert download("--out", str(tmp_path / "in")) == 0
    assert (tmp_path / "in" / NAME).read_bytes() == office.files[PATH]


def test_a_server_without_ranges_starts_afresh(office: Office, tmp_path: Path) -> None:
    broken_off(office, tmp_path / "in")
    office.ranges = False
    assert download("--out", str(tmp_path / "in")) == 0
    assert (tmp_path / "in" / NAME).read_bytes() == office.files[PATH]


def test_a_part_that_is_longer_than_the_file_starts_afresh(office: Office, tmp_path: Path) -> None:
    broken_off(office, tmp_path / "in")
    with (tmp_path / "in" / f"{NAME}.part").open("ab") as file:
        file.write(bytes(len(office.files[PATH])))
    assert download("--out", str(tmp_path / "in")) == 0
    assert (tmp_path / "in" / NAME).read_bytes() == office.files[PATH]


def test_nothing_is_kept_that_could_not_be_resumed(office: Office, tmp_path: Path) -> None:
    office.tag, office.close_after = "", 100_000
    assert download("--out", str(tmp_path / "in")) == 1
    assert left(tmp_path / "in") == []


def test_a_spoilt_part_is_found_out_and_thrown_away(office: Office, tmp_path: Path) -> None:
    kept = broken_off(office, tmp_path / "in")
    (tmp_path / "in" / f"{NAME}.part").write_bytes(bytes(len(kept)))
    assert download("--out", str(tmp_path / "in")) == 1
    assert left(tmp_path / "in") == []
    assert download("--out", str(tmp_path / "in")) == 0


def test_a_part_survives_a_day_without_network(office: Office, tmp_path: Path) -> None:
    kept = broken_off(office, tmp_path / "in")
    office.status = 503
    assert download("--out", str(tmp_path / "in")) == 1
    assert (tmp_path / "in" / f"{NAME}.part").read_bytes() == kept


def test_an_interrupt_keeps_what_can_be_resumed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read, calls = transfer._read, iter(range(9))

    def interrupted(answer: Any) -> bytes:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return read(answer)

    with monkeypatch.context() as patch:
        patch.setattr(transfer, "_read", interrupted)
        assert download("--out", str(tmp_path / "in")) == 1
    assert "中断しました" in capsys.readouterr().err
    assert download("--out", str(tmp_path / "in")) == 0
    assert office.asked[-1][1] == f"bytes={2 * transfer._CHUNK}-"


# --------------------------------------------------------------------------------------------- what goes wrong
def refused(office: Office, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """A download that fails with one sentence and leaves nothing behind; the sentence."""
    assert download("--out", "in", *more) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert not Path("in").exists() or left(Path("in")) == []
    return said.err


def test_a_file_that_is_not_there(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.files.clear()
    assert "--edition" in refused(office, capsys)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/zip"])
def test_a_page_instead_of_a_zip(office: Office, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    office.files[PATH], office.kind = b"<!DOCTYPE html><title>maintenance</title>" * 5, kind
    assert "ZIP ではありません" in refused(office, capsys)


def test_a_zip_of_another_data_set(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.files["/data/A27/A27-23/A27-23_29_GML.zip"] = office.files[PATH]
    assert "A27*.shp" in refused(office, capsys, "--data", "A27")


def test_a_truncated_zip_that_pretends_to_be_whole(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.files[PATH] = office.files[PATH][:-5_000]
    assert "ZIP ではありません" in refused(office, capsys)


def test_a_zip_with_a_spoilt_member(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    body = bytearray(made("光明中学校"))
    body[200] ^= 0xFF
    office.files[PATH] = bytes(body)
    assert "CRC" in refused(office, capsys)


def test_a_file_beyond_the_limit(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.claims = transfer.MAX_BYTES + 1
    assert "500 MB" in refused(office, capsys)
    assert len(office.asked) == 1


@pytest.mark.parametrize("location", ["file:///etc/hostname", "ftp://127.0.0.1/a.zip", "data:,PK"])
def test_a_redirect_to_another_scheme(office: Office, capsys: pytest.CaptureFixture[str], location: str) -> None:
    office.location = location
    assert "別の方式" in refused(office, capsys)


def test_a_server_that_moves_in_circles(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.location = f"{office.address}{PATH.removeprefix('/data')}"
    assert "302" in refused(office, capsys)


def test_no_network(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert "つながりません" in refused(office, capsys, "--address", "http://127.0.0.1:1/data")


def test_a_silent_server(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "TIMEOUT", 0.2)
    office.claims, office.tag = len(office.files[PATH]), ""
    silent = threading.Event()
    monkeypatch.setattr(Counter, "serve", lambda desk, body, span: silent.wait(2))
    assert "つながりません" in refused(office, capsys)
    silent.set()


def test_a_full_disk_says_so_and_keeps_what_fits(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("etl.download.transfer.os.fsync", full)
        assert download("--out", "in") == 1
    assert "空き容量が足りません" in capsys.readouterr().err
    assert f"{NAME}.part" in left(Path("in"))
    assert download("--out", "in") == 0


def test_a_place_that_cannot_be_written(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("not a folder", "utf-8")
    assert download("--out", "file/in") == 1
    assert "書けません" in capsys.readouterr().err
    assert office.asked == []


# -------------------------------------------------------------------------------------------- a file of that name
def test_the_same_file_again_changes_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert download("--out", "in") == 0
    before = (Path("in") / NAME).stat()
    assert download("--out", "in") == 0
    assert "同じファイルがありました" in capsys.readouterr().out
    after = (Path("in") / NAME).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert left(Path("in")) == [NAME, f"{NAME}{CHECKSUM}"]


def test_a_different_file_is_replaced_only_by_force(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert download("--out", "in") == 0
    before = (Path("in") / NAME).read_bytes()
    office.files[PATH] = made("新しい中学校")
    assert download("--out", "in") == 1
    assert "--force" in capsys.readouterr().err
    assert (Path("in") / NAME).read_bytes() == before
    assert left(Path("in")) == [NAME, f"{NAME}{CHECKSUM}"]
    assert download("--out", "in", "--force") == 0
    assert (Path("in") / NAME).read_bytes() == office.files[PATH]
    assert hashlib.sha256(office.files[PATH]).hexdigest() in (Path("in") / f"{NAME}{CHECKSUM}").read_text("utf-8")


# -------------------------------------------------------------------------------------------------------- usage
@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--data", "A99"], "A32 中学校区"),
        (["--edition", "2020"], "2013, 2016, 2021, 2023"),
        (["--prefecture", "48"], "47 沖縄県"),
        (["--municipality", "45204"], "45204"),
        (["--municipality", "99999"], "99999"),
        (["--municipality", "29209", "--out", "in"], "--out"),
        (["--address", "file:///etc"], "https://"),
        (["--address", "http://user:word@127.0.0.1/"], "https://"),
    ],
)
def test_wrong_usage_is_2_with_what_there_is(
    office: Office, capsys: pytest.CaptureFixture[str], more: list[str], word: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        download(*more)
    assert stop.value.code == 2
    assert word in capsys.readouterr().err
    assert office.asked == []
    assert left(Path()) == []


def test_a_prefecture_or_a_municipality_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["download", "ksj", "--data", "A32"])
    assert stop.value.code == 2
    assert "--prefecture" in capsys.readouterr().err


def test_names_follow_the_publisher() -> None:
    paths = [
        official_file(*asked).path
        for asked in (("A32", "2021", "45"), ("A32", "2013", "宮崎県"), ("N03", "2019", "1"), ("N03", "2024", "29"))
    ]
    assert paths == [
        "A32/A32-21/A32-21_45_GML.zip",
        "A32/A32-13/A32-13_45.zip",
        "N03/N03-2019/N03-190101_01_GML.zip",
        "N03/N03-2024/N03-20240101_29_GML.zip",
    ]
    assert {code: data.newest for code, data in DATA_SETS.items() if code != "N03"} == {
        "A32": "2023",
        "A27": "2023",
        "P29": "2023",
    }
