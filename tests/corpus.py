"""Bad files without end: good ones of every format, damaged by a seeded hand.  The same number gives the same file."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import shapely
import xlsxwriter

from tests.conftest import CODE, SIZE, SOUTH, WEST

RECORDS = [
    ("市区町村コード", "活動名", "地区", "実施日", "参加者数", "緯度", "経度"),
    (CODE, "合同訓練", "東中学校区", "令和6年9月1日", "約120名", SOUTH + 0.01, WEST + 0.03),
    (CODE, "清掃", "西中", "R6.5", "３５人", "", ""),
    (CODE, "祭り", "無い中学校区", "2024年8月1日〜3日", "1,200", "", ""),
    ("合計", "", "", "", 1355, "", ""),
]
#: What is put into texts: numbers at their ends, words that readers take for something, characters that cut.
PIECES = (
    "NaN", "1e999", "-1", "99999999999999999999", "0", "\0", '"', "'", ",", "\n", "\r", "{", "}", "[", "]", "\\", "〃",
    "平成99年99月99日", "令和元年度", "=1+1", "#REF!", "null", "Infinity", "\ufeff", "\ud7ff", "＝", "𠮷", "𝟗", "", "<",
    "<!DOCTYPE x>", "../..", "CRS", "EPSG:0", "type", "ﾞ", "年月日", "1900-02-29", "24:00", "%s",
    "{0}", "${x}", "x" * 70_000,
)  # fmt: skip


def csv_text() -> str:
    return "\n".join(",".join(f'"{c}"' if "," in str(c) else str(c) for c in row) for row in RECORDS) + "\n"


def shapes() -> gpd.GeoDataFrame:
    squares = [shapely.box(WEST + i * SIZE, SOUTH, WEST + (i + 1) * SIZE, SOUTH + SIZE) for i in range(3)]
    names = ["東中学校", "西中学校", "南中学校"]
    columns = {"A32_001": [CODE] * 3, "A32_003": ["C1", "C2", "C3"], "A32_004": names, "A32_005": ["小浜町"] * 3}
    return gpd.GeoDataFrame(columns, geometry=squares, crs=6668)


def written(name: str, **how: object) -> dict[str, bytes]:
    """The files that GDAL makes of the shapes."""
    with tempfile.TemporaryDirectory() as folder:
        shapes().to_file(Path(folder) / name, **how)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name in ("記録", "もう一つ"):
            sheet = book.add_worksheet(name)
            for i, row in enumerate(RECORDS):
                sheet.write_row(i, 0, row)
            sheet.merge_range(2, 1, 3, 1, "結合")
            sheet.set_row(3, None, None, {"hidden": True})
            sheet.write_formula(5, 4, "=SUM(E2:E4)", None, 1355)
    return made.getvalue()


GML = """<?xml version="1.0" encoding="UTF-8"?>
<ksj:Dataset xmlns:ksj="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<gml:Curve gml:id="c1"><gml:segments><gml:LineStringSegment><gml:posList>
33.90 143.00 33.92 143.00 33.92 143.02 33.90 143.02 33.90 143.00</gml:posList></gml:LineStringSegment></gml:segments>
</gml:Curve><gml:Surface gml:id="s1" srsName="JGD2011 / (B, L)"><gml:patches><gml:PolygonPatch><gml:exterior><gml:Ring>
<gml:curveMember xlink:href="#c1"/></gml:Ring></gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface>
<ksj:JuniorHighSchoolDistrict gml:id="d1"><ksj:area xlink:href="#s1"/>
<ksj:administrativeAreaCode>99202</ksj:administrativeAreaCode><ksj:name>東中学校</ksj:name>
</ksj:JuniorHighSchoolDistrict></ksj:Dataset>
"""
TOPOLOGY = {
    "type": "Topology", "transform": {"scale": [0.0001, 0.0001], "translate": [WEST, SOUTH]},
    "arcs": [[[0, 0], [200, 0], [0, 200], [-200, 0], [0, -200]]],
    "objects": {"d": {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "arcs": [[0]], "properties": {"A32_001": CODE, "A32_004": "東中学校"}}]}},
}  # fmt: skip


@lru_cache(maxsize=1)
def originals() -> dict[str, bytes]:
    """A good file of every format, by ending."""
    layers = written("A32-21.shp", encoding="utf-8")
    collection = json.loads(written("a.geojson", driver="GeoJSON")["a.geojson"])
    return {
        ".csv": csv_text().encode(),
        ".cp932.csv": csv_text().encode("cp932"),
        ".tsv": csv_text().replace(",", "\t").encode("utf-16"),
        ".xlsx": workbook(),
        ".geojson": json.dumps(collection, ensure_ascii=False).encode(),
        ".topojson": json.dumps(TOPOLOGY, ensure_ascii=False).encode(),
        ".gml": GML.encode(),
        ".gpkg": written("a.gpkg", driver="GPKG")["a.gpkg"],
        ".zip": packed(layers),
        ".shp": layers["A32-21.shp"],
        ".dbf": layers["A32-21.dbf"],
        ".csv.toml": 'table = "activities"\nencoding = "utf-8"\n[columns]\ntitle = "活動名"\n'.encode(),
    }


class _Member(zipfile.ZipInfo):
    """A member that may have no name at all."""

    def is_dir(self) -> bool:
        return False


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(_Member(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def bad_file(number: int) -> dict[str, bytes]:
    """The files of one case: name → content (a shapefile is several)."""
    chance = random.Random(number)  # noqa: S311
    ending = sorted(originals())[number % len(originals())]
    content = originals()[ending]
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        content = damaged(content, ending, chance)
    stem = f"{'A32-21_' if ending in {'.zip', '.shp', '.dbf'} else ''}{number}"
    if ending in {".shp", ".dbf"}:
        whole = {Path(n).suffix: c for n, c in written_once().items()}
        return {
            f"{stem}{suffix}": content if suffix == ending else whole[suffix] for suffix in (".shp", ".dbf", ".prj")
        }
    beside = {f"{stem}.csv": originals()[".csv"]} if ending == ".csv.toml" else {}
    return {f"{stem}{ending}": content, **beside}


@lru_cache(maxsize=1)
def written_once() -> dict[str, bytes]:
    return written("A32-21.shp", encoding="utf-8")


def damaged(content: bytes, ending: str, chance: random.Random) -> bytes:
    """The content with one fault."""
    if ending in {".xlsx", ".zip"} and chance.random() < 0.7:
        return _inside(content, chance)
    if ending == ".gpkg" and chance.random() < 0.5:
        return _by_sql(content, chance)
    texts = ending not in {".xlsx", ".zip", ".gpkg", ".shp", ".dbf"}
    return chance.choice(_OF_TEXTS if texts and chance.random() < 0.6 else _OF_BYTES)(content, chance)


def _inside(content: bytes, chance: random.Random) -> bytes:
    """One member of an archive damaged, renamed or gone, and all packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # an earlier fault broke the archive itself: that is a case too
        return content
    if not members:
        return content
    name = chance.choice(sorted(members))
    old = members.pop(name)
    match chance.randrange(8):
        case 0:
            return packed(members)
        case 1:
            return packed(
                {**members, chance.choice(("", "/", "../x.csv", "a/", ".shp", "\udcff.csv"[1:], "A" * 300)): old}
            )
        case _:
            how = _OF_TEXTS if name.endswith((".xml", ".rels", ".prj", ".cpg")) else _OF_BYTES
            return packed({**members, name: chance.choice(how)(old, chance)})


def _by_sql(content: bytes, chance: random.Random) -> bytes:
    statements = (
        "CREATE VIEW v AS SELECT * FROM v", "UPDATE gpkg_contents SET table_name = 'x'", "DELETE FROM gpkg_contents",
        "UPDATE gpkg_geometry_columns SET srs_id = 77777", "DROP TABLE gpkg_spatial_ref_sys",
        "UPDATE a SET geom = x'00'",
        "UPDATE a SET geom = NULL", "UPDATE a SET A32_001 = x'ff'", "ALTER TABLE a ADD COLUMN n REAL DEFAULT 9e999",
        "UPDATE gpkg_spatial_ref_sys SET definition = 'undefined'", "DELETE FROM gpkg_geometry_columns",
        "CREATE TABLE \"a'b\" (x)", "UPDATE a SET fid = -1 WHERE fid = 1", "DELETE FROM a",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(content)
        database = sqlite3.connect(path)
        try:
            database.execute(chance.choice(statements))
            database.commit()
        except sqlite3.Error:  # an earlier fault broke it: that is a case too
            return content
        finally:
            database.close()
        return path.read_bytes()


# ------------------------------------------------------------------------------------------------------ faults
def _flip(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _hole(content: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(content) + 1)
    return content[:begin] + content[begin + chance.choice((1, 8, 200, 5000)) :]


def _twice(content: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(content) + 1)
    end = begin + chance.choice((1, 50, 3000))
    return content[:end] + content[begin:end] * chance.choice((1, 2, 50)) + content[end:]


def _filled(content: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(content) + 1)
    length = chance.choice((4, 64, 1000))
    return content[:begin] + chance.choice((b"\0", b"\xff", b" ", b"[", b"9")) * length + content[begin + length :]


def _piece(content: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(content) + 1)
    return content[:begin] + chance.choice(PIECES).encode() + content[begin + chance.choice((0, 0, 1, 7)) :]


def _word(content: bytes, chance: random.Random) -> bytes:
    """One run of letters or digits replaced."""
    text = content.decode("latin-1")
    starts = [i for i in range(1, len(text)) if text[i].isalnum() and not text[i - 1].isalnum()]
    if not starts:
        return content
    begin = chance.choice(starts)
    end = begin
    while end < len(text) and text[end].isalnum():
        end += 1
    return content[:begin] + chance.choice(PIECES).encode() + content[end:]


def _lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


Fault = Callable[[bytes, random.Random], bytes]
_OF_BYTES: tuple[Fault, ...] = (_flip, _cut, _hole, _twice, _filled)
_OF_TEXTS: tuple[Fault, ...] = (*_OF_BYTES, _piece, _piece, _word, _word, _word, _lines)
