"""A data file is only data: GDAL knows four drivers; no file opens another, asks a host or starts a program."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from etl.build.database import check_files
from etl.readers.shapes import gdal

SQUARE = shapely.box(143.0, 33.9, 143.02, 33.92)
#: What a file of another must never be able to bring in.
CANARY = "CANARY-7f3a"
FEATURE = {
    "type": "Feature", "properties": {"A32_001": "99202", "A32_003": "C1", "A32_004": "東中学校", "A32_005": "x"},
    "geometry": json.loads(shapely.to_geojson(SQUARE)),
}  # fmt: skip
COLLECTION = {"type": "FeatureCollection", "features": [FEATURE]}
MARK = '"type":"FeatureCollection"'


def test_only_these_drivers_are_registered() -> None:
    assert set(pyogrio.list_drivers()) == gdal.NEEDED


def test_a_binding_that_was_loaded_open_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import pyogrio, etl.readers.folders"], capture_output=True, text=True, check=False,
        env={k: v for k, v in os.environ.items() if k not in gdal.OPTIONS},
    )  # fmt: skip
    assert done.returncode == 1
    assert "drivers that may open other files" in done.stderr


def package(path: Path, *statements: str) -> None:
    """A GeoPackage with a layer of one district, changed by SQL."""
    properties = {k: [v] for k, v in FEATURE["properties"].items()}  # type: ignore[attr-defined]
    gpd.GeoDataFrame(properties, geometry=[SQUARE], crs=6668).to_file(path, driver="GPKG", layer="districts")
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def attack(kind: str, folder: Path, canary: Path, port: int) -> Path:
    """One file that asks for the canary or the port; its name and content."""
    url = f"http://127.0.0.1:{port}/"

    def source(written: object) -> str:
        return f"<OGRVRTDataSource><!-- {MARK} -->{vrt.format(written)}</OGRVRTDataSource>"

    vrt = '<OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource><SrcLayer>canary</SrcLayer></OGRVRTLayer>'
    texts: dict[str, tuple[str, str]] = {
        "vrt_comment": ("a.geojson", source(f"CSV:{canary}")),
        "vrt_json_ending": ("a.json", source(canary)),
        "vrt_xml": ("a.xml", source(canary)),
        "vrt_gml": ("a.gml", f"<OGRVRTDataSource>{vrt.format(canary)}</OGRVRTDataSource>"),
        "vrt_url": ("a.geojson", source(f"/vsicurl/{url}")),
        "gpsbabel": ("a.geojson", source(f"GPSBabel:csv:{canary}")),
        "wfs": ("a.geojson", f"<OGRWFSDataSource><!-- {MARK} --><URL>{url}</URL></OGRWFSDataSource>"),
        "pipeline": ("a.json", json.dumps({
            "type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {canary}",
            "x": {"type": "FeatureCollection"}})),
        "pipeline_type_twice": ("a.geojson", '{"type":"FeatureCollection","features":[],"type":"gdal_streamed_alg",'
                                f'"command_line":"gdal vector pipeline ! read {canary}"}}'),
        "tilejson": ("a.json", json.dumps({"tilejson": "2", "tiles": [url + "{z}/{x}/{y}.pbf"], "y": COLLECTION})),
        "oapif": ("a.json", json.dumps({"links": [{"rel": "data", "href": url}], "z": {"type": "FeatureCollection"}})),
        "esri_pages": ("a.json", json.dumps({"exceededTransferLimit": True, "features": [], "w": {"type": "Feature"}})),
        "next_link": ("a.geojson", json.dumps({**COLLECTION, "links": [{"rel": "next", "href": url}]})),
        "crs_url": ("a.geojson", json.dumps({**COLLECTION, "crs": {"type": "name", "properties": {"name": url}}})),
        "crs_grid": ("a.geojson", json.dumps({**COLLECTION, "crs": {"type": "name", "properties": {
            "name": f"+proj=longlat +ellps=GRS80 +nadgrids={canary} +type=crs"}}})),
        "crs_init": ("a.geojson", json.dumps({**COLLECTION, "crs": {"type": "name", "properties": {
            "name": f"+init={canary}:1"}}})),
        "csv_as_geojson": ("a.geojson", f"市区町村コード,活動名\n99202,{MARK}"),
        "file_name_in_json": ("a.json", json.dumps(str(canary))),
        "dtd": ("a.gml", f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}">]><x xmlns:gml="http://www.opengis.net/gml">&e;</x>'),
        "xlink": ("a.gml", '<x xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink">'
                  f'<A><gml:Point xlink:href="{url}"/></A></x>'),
    }  # fmt: skip
    if kind in texts:
        name, text = texts[kind]
        (folder / name).write_text(text, "utf-8")
        return folder / name
    return _packed(kind, folder, canary, url)


def _packed(kind: str, folder: Path, canary: Path, url: str) -> Path:
    if kind.startswith("zip"):
        with zipfile.ZipFile(folder / "a.zip", "w") as archive:
            name = {"zip_name": "a.zip!/vsicurl_x.geojson", "zip_vsi": "vsizip/vsicurl/x.geojson"}[kind]
            archive.writestr(name, f"<OGRWFSDataSource><!-- {MARK} --><URL>{url}</URL></OGRWFSDataSource>")
        return folder / "a.zip"
    path = folder / "a.gpkg"
    definition = "UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', definition = '+proj=longlat +nadgrids={}'"
    virtual = "INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING {}(''{}'')')"
    endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS fid, n AS A32_001 FROM r"
    contents = "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES ('v', 'attributes', 'v', 0)"
    package(path, *{
        "gpkg_view": (f"CREATE VIEW v AS {endless}", contents),
        "gpkg_trigger": ("CREATE TRIGGER t AFTER INSERT ON districts BEGIN SELECT 1; END",),
        "gpkg_generated": ("CREATE TABLE v (fid INTEGER PRIMARY KEY, x AS (hex(zeroblob(400000000))))",
                           "INSERT INTO v (fid) VALUES (1), (2), (3), (4)", contents),
        "gpkg_virtual": ("PRAGMA writable_schema = ON", virtual.format("VirtualOGR", canary), contents),
        "gpkg_virtual_csv": ("PRAGMA writable_schema = ON", virtual.format("csv", f"filename={canary}"), contents),
        "gpkg_definition": (definition.format(canary),),
    }[kind])  # fmt: skip
    return path


#: Kind of attack -> how many districts come out of what is left of the file.
ATTACKS = {
    "vrt_comment": 0, "vrt_json_ending": 0, "vrt_xml": 0, "vrt_gml": 0, "vrt_url": 0, "gpsbabel": 0, "wfs": 0,
    "pipeline": 0, "pipeline_type_twice": 0, "tilejson": 0, "oapif": 0, "esri_pages": 0, "next_link": 1, "crs_url": 0,
    "crs_grid": 0, "crs_init": 0, "csv_as_geojson": 0, "file_name_in_json": 0, "dtd": 0, "xlink": 0, "zip_name": 0,
    "zip_vsi": 0, "gpkg_view": 1, "gpkg_trigger": 1, "gpkg_generated": 1, "gpkg_virtual": 1, "gpkg_virtual_csv": 1,
    "gpkg_definition": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """Every attack checked in one watched process: what it opened, whom it called, what it started, what came out."""
    root = tmp_path_factory.mktemp("attacks")
    canary = root / "elsewhere" / "canary.csv"
    canary.parent.mkdir()
    canary.write_text(f"A32_001,A32_004\n{CANARY},{CANARY}\n", "utf-8")
    for kind in ATTACKS:
        folder = root / "in" / kind
        folder.mkdir(parents=True)
        attack(kind, folder, canary, 9)  # the port is put in by the watcher, which listens
    return json.loads(watched(root, canary))  # type: ignore[no-any-return]


WATCHER = """
import ctypes, json, os, socket, sys, threading, time
from pathlib import Path
root, canary = Path(sys.argv[1]), Path(sys.argv[2])
calls = []
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]

def listen():
    while True:
        connection, _ = listener.accept()
        calls.append("connection")
        connection.close()

threading.Thread(target=listen, daemon=True).start()
for path in (root / "in").rglob("*"):
    if path.is_file() and path.suffix in (".json", ".geojson", ".xml", ".gml"):
        path.write_text(path.read_text("utf-8").replace("127.0.0.1:9/", f"127.0.0.1:{port}/"), "utf-8")
libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(os.O_NONBLOCK)
assert libc.inotify_add_watch(watch, os.fsencode(canary), 0x20) > 0  # IN_OPEN

def opened():
    # Whether anything opened the canary since it was asked last, by whatever library.
    try:
        return bool(os.read(watch, 65536))
    except BlockingIOError:
        return False

def peak():
    # Not getrusage: it counts what the process held that started this one.
    return int(next(w for w in open("/proc/self/status") if w.startswith("VmHWM")).split()[1]) / 1024

canary.read_bytes()
assert opened() and not opened(), "the watch works"
seen = []

def audit(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        seen.append(event)

from etl.build.database import check_files
sys.addaudithook(audit)
out = {}
for folder in sorted((root / "in").iterdir()):
    seen.clear(), calls.clear()
    begun = time.process_time()
    result = check_files([next(folder.iterdir())])
    time.sleep(0.05)
    out[folder.name] = {
        "seen": list(seen), "calls": len(calls), "seconds": time.process_time() - begun,
        "read": opened(),
        "mb": peak(),
        "districts": result.tables.get("districts", 0),
        "text": json.dumps([[f.message_ja, f.value] for f in result.findings], ensure_ascii=False),
        "serious": [f.code for f in result.findings if f.severity != "info"],
    }
out["_peak"] = {"mb": peak()}
print(json.dumps(out))
"""


def watched(root: Path, canary: Path) -> str:
    """What the watcher saw: inotify tells of files that a library opens behind Python's back."""
    script = root / "watch.py"
    script.write_text(textwrap.dedent(WATCHER), "utf-8")
    command = [sys.executable, str(script), str(root), str(canary)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("kind", ATTACKS)
def test_a_file_opens_no_other_file_and_no_host(attacked: dict[str, dict[str, object]], kind: str) -> None:
    found = attacked[kind]
    assert found["seen"] == []
    assert found["calls"] == 0
    assert found["read"] is False
    assert CANARY not in str(found["text"])
    assert float(str(found["seconds"])) < 30
    if ATTACKS[kind] is not None:
        assert found["districts"] == ATTACKS[kind]
    assert found["districts"] or found["serious"], "what is not read is told"
    if kind in {"gpkg_view", "gpkg_generated", "gpkg_virtual", "gpkg_virtual_csv"}:
        assert found["serious"] == ["layers_not_read"]


def test_the_attacks_stay_small(attacked: dict[str, dict[str, object]]) -> None:
    assert float(str(attacked["_peak"]["mb"])) < 600


@pytest.mark.parametrize(
    ("order", "read"),
    [
        (lambda d: {"features": d["features"], "type": d["type"]}, True),
        (lambda d: {"name": 'a "type":"Topology" b', "x": [[{"type": "Topology"}]], **d}, True),
        (lambda d: {"x": d}, False),
    ],
)
def test_the_type_at_the_top_decides(
    tmp_path: Path, order: Callable[[dict[str, object]], dict[str, object]], read: bool
) -> None:
    (tmp_path / "A32-21.geojson").write_text(json.dumps(order(COLLECTION)), "utf-8")
    assert bool(check_files([tmp_path / "A32-21.geojson"]).tables.get("districts")) is read


def test_a_package_of_views_alone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    package(path, "CREATE VIEW v AS SELECT * FROM districts", "UPDATE gpkg_contents SET table_name = 'v'",
            "UPDATE gpkg_geometry_columns SET table_name = 'v'", "DROP TABLE districts")  # fmt: skip
    result = check_files([path])
    assert [(f.code, f.value) for f in result.findings if f.severity != "info"] == [("layers_not_read", "v")]


def test_a_folder_called_like_an_archive_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data.zip" / "99202_小浜町!x"
    folder.mkdir(parents=True)
    (folder / "A32-21.geojson").write_text(json.dumps(COLLECTION), "utf-8")
    assert check_files([folder]).tables["districts"] == 1
