"""Every edition of 国土数値情報 in every container: zip, shapefile with and without its siblings, GeoJSON, GML.

The files are made here, with the columns of each edition's specification; names and places are invented (架空データ).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from etl.findings.errors import UnreadableError
from etl.readers.folders import RawTable, read_file, read_folders

CODE, CITY = "29209", "生駒市"
SQUARES = [shapely.box(135.70 + 0.02 * i, 34.70, 135.72 + 0.02 * i, 34.72) for i in range(2)]
POINTS = [shapely.Point(135.71 + 0.02 * i, 34.71) for i in range(2)]


@dataclass(frozen=True)
class Edition:
    """One edition: data set, year, stem of its files, columns (number -> two values), encoding, CRS, its table."""

    data: str
    year: str
    stem: str
    columns: dict[str, tuple[str, str]]
    encoding: str
    crs: str
    table: str
    areal: bool = True

    @property
    def frame(self) -> geopandas.GeoDataFrame:
        columns = {f"{self.data}_{number}": list(values) for number, values in self.columns.items()}
        return geopandas.GeoDataFrame(columns, geometry=SQUARES if self.areal else POINTS, crs=self.crs)


def both(value: str) -> tuple[str, str]:
    return value, value


JUNIOR, ELEMENTARY = ("架空東中学校", "架空西中学校"), ("架空東小学校", "架空西小学校")
ADDRESS = ("架空町1", "架空町2")


def _districts(data: str) -> list[Edition]:
    names = JUNIOR if data == "A32" else ELEMENTARY
    first = {"001": both(CODE), "002": both(CITY), "003": names, "004": both("29.csv"), "005": both("1"),
             "006": both("2")}  # fmt: skip
    points_before = {"005": both(CODE), "006": both(CITY + "立"), "007": names, "008": ADDRESS}
    middle = {"006": both(CODE), "007": both(CITY), "008": names, "009": ADDRESS, "010": both("29.csv")}
    school = "C1" if data == "A32" else "B1"
    newest = {"001": both(CODE), "002": both(CITY + "立"), "003": (f"{school}29210000001", f"{school}29210000002"),
              "004": names, "005": ADDRESS}  # fmt: skip
    oldest = ("13", first) if data == "A32" else ("10", points_before)
    return [
        Edition(data, f"20{year}", f"{data}-{year}_29", columns, "cp932" if year <= "16" else "utf-8",
                "EPSG:4612" if year <= "13" else "EPSG:6668", "districts")
        for year, columns in (oldest, ("16", middle), ("21", newest), ("23", newest))
    ]  # fmt: skip


def _points(data: str, year: str, encoding: str, crs: str, **columns: tuple[str, str]) -> Edition:
    numbered = {name.removeprefix("c"): values for name, values in columns.items()}
    return Edition(data, f"20{year}", f"{data}-{year}_29", numbered, encoding, crs, "facilities", areal=False)


def _areas(stem: str, year: str, encoding: str, crs: str, **more: tuple[str, str]) -> Edition:
    columns = {"001": both("奈良県"), "002": both(""), "003": both(""), "004": both(CITY),
               **{n.removeprefix("c"): v for n, v in more.items()}, "007": both(CODE)}  # fmt: skip
    return Edition("N03", year, stem, columns, encoding, crs, "base_layers")


SCHOOL_CODES = ("C129210000001", "C129210000002")
EDITIONS = [
    *_districts("A32"),
    *_districts("A27"),
    _points("P29", "13", "cp932", "EPSG:4612", c001=both(CODE), c002=both("16"), c003=both("16002"), c004=both("16002"),
            c005=JUNIOR, c006=ADDRESS, c007=both("3")),
    _points("P29", "21", "utf-8", "EPSG:6668", c001=both(CODE), c002=SCHOOL_CODES, c003=both("16002"), c004=JUNIOR,
            c005=ADDRESS, c006=both("3")),
    _points("P29", "23", "utf-8", "EPSG:6668", c001=both(CODE), c002=SCHOOL_CODES, c003=both("16002"), c004=JUNIOR,
            c005=ADDRESS, c006=both("3"), c007=both("1"), c008=both("00"), c009=both("")),
    _points("P05", "10", "cp932", "EPSG:4612", c001=both(CODE), c002=("4", "1"), c003=("架空公民館", "架空市役所"),
            c004=ADDRESS),
    _points("P05", "22", "utf-8", "EPSG:6668", c001=both(CODE), c002=("4", "1"), c003=("架空公民館", "架空市役所"),
            c004=ADDRESS),
    _points("P27", "13", "cp932", "EPSG:4612", c001=both(CODE), c002=both("3"), c003=("03003", "03001"),
            c004=("03003", "03001"), c005=("架空図書館", "架空の美術館"), c006=ADDRESS, c007=both("3"),
            c008=both("-99"), c009=both("9999")),
    _areas("N03-15_29_150101", "2015", "cp932", "EPSG:6668"),
    _areas("N03-20_29_200101", "2020", "utf-8", "EPSG:6668"),
    _areas("N03-20240101_29", "2024", "utf-8", "EPSG:6668", c005=both("")),
]  # fmt: skip
CONTAINERS = ("shapefile", "bare shapefile", "shapefile in capitals", "geojson", "zip", "gml")


# ------------------------------------------------------------------------------------------------------ the writers
def write(edition: Edition, container: str, folder: Path) -> Path:
    """The edition's two features in a container; the path to read."""
    if container == "geojson":
        path = folder / f"{edition.stem}.geojson"
        edition.frame.to_file(path, driver="GeoJSON")
        return path
    if container == "gml":
        return write_gml(edition, folder / f"{edition.stem}.xml")
    path = folder / f"{edition.stem}.shp"
    edition.frame.to_file(path, encoding=edition.encoding)
    if container != "shapefile":
        for ending in (".prj", ".shx", ".cpg"):
            path.with_suffix(ending).unlink()
    if container == "shapefile in capitals":
        for part in folder.iterdir():
            part.rename(part.with_suffix(part.suffix.upper()))
        return path.with_suffix(".SHP")
    return _zipped(edition, folder) if container == "zip" else path


def _zipped(edition: Edition, folder: Path) -> Path:
    """As published: shapefile, GeoJSON and GML of the same features, and metadata that nobody should read."""
    edition.frame.to_file(folder / f"{edition.stem}.geojson", driver="GeoJSON")
    write_gml(edition, folder / f"{edition.stem}.xml")
    (folder / f"KS-META-{edition.stem}.xml").write_text("<MD_Metadata><title>国土</title></MD_Metadata>", "utf-8")
    path = folder / f"{edition.stem}_GML.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.glob(f"*{edition.stem}.*")):
            archive.write(part, f"{edition.stem}_GML/{part.name}")
    return path


_ELEMENTS = {"A32": "JuniorHighSchoolArea", "A27": "ElementarySchoolArea", "P29": "School",
             "N03": "AdministrativeBoundary", "P05": "LocalGovernmentOfficeAndPublicMeetingFacility",
             "P27": "CulturalFacility"}  # fmt: skip
_PROPERTIES = {
    "P29": {"001": "administrativeAreaCode", "name": "schoolName", "address": "address"},
    "P05": {"001": "administrativeAreaCode", "002": "publicOfficeClassification", "003": "publicOfficeName",
            "004": "address"},
    "P27": {"001": "administrativeAreaCode", "004": "culturalFacilityCode", "005": "name", "006": "address"},
    "N03": {"001": "prefectureName", "003": "countyName", "004": "cityName", "007": "administrativeAreaCode"},
}  # fmt: skip


def _properties(edition: Edition, row: int) -> dict[str, str]:
    """Local names and values of one feature, out of the edition's columns."""
    values = {number: pair[row] for number, pair in edition.columns.items()}
    if edition.data in {"A32", "A27"}:
        names = JUNIOR if edition.data == "A32" else ELEMENTARY
        code = next((v for v in values.values() if len(v) == 13), "")
        more = {"schoolCode": code} if code else {}
        return {
            "administrativeAreaCode": CODE,
            "establishmentBody": CITY,
            "name": names[row],
            "address": ADDRESS[row],
            **more,
        }
    if edition.data == "P29":
        return {"administrativeAreaCode": CODE, "schoolName": JUNIOR[row], "address": ADDRESS[row]}
    return {local: values[number] for number, local in _PROPERTIES[edition.data].items()}


def write_gml(edition: Edition, path: Path) -> Path:
    """The layout of the application schema: curves, surfaces that refer to them, features that refer to surfaces."""
    datum = "JGD2000" if edition.crs == "EPSG:4612" else "JGD2011"
    parts, features = [], []
    for row in range(2):
        if edition.areal:
            corners = " ".join(f"{y:.8f} {x:.8f}" for x, y in SQUARES[row].exterior.coords)
            parts.append(
                f'<gml:Curve gml:id="cv{row}_0"><gml:segments><gml:LineStringSegment><gml:posList>\n{corners}\n'
                "</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>"
                f'<gml:Surface gml:id="sf{row}"><gml:patches><gml:PolygonPatch><gml:exterior><gml:Ring>'
                f'<gml:curveMember xlink:href="#cv{row}_0"/></gml:Ring></gml:exterior></gml:PolygonPatch>'
                "</gml:patches></gml:Surface>"
            )
        else:
            x, y = POINTS[row].x, POINTS[row].y
            parts.append(f'<gml:Point gml:id="pt{row}"><gml:pos>{y} {x}</gml:pos></gml:Point>')
        link = f'<ksj:bounds xlink:href="#sf{row}"/>' if edition.areal else f'<ksj:position xlink:href="#pt{row}"/>'
        inner = "".join(f"<ksj:{k}>{v}</ksj:{k}>" for k, v in _properties(edition, row).items())
        element = _ELEMENTS[edition.data]
        features.append(f'<ksj:{element} gml:id="f{row}">{link}{inner}</ksj:{element}>')
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<ksj:Dataset gml:id="D" '
        'xmlns:ksj="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app" xmlns:gml="http://www.opengis.net/gml/3.2" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><gml:description>架空データ</gml:description><gml:boundedBy>'
        f'<gml:EnvelopeWithTimePeriod srsName="{datum} / (B, L)"><gml:lowerCorner>34 135</gml:lowerCorner>'
        "</gml:EnvelopeWithTimePeriod></gml:boundedBy>" + "".join(parts) + "".join(features) + "</ksj:Dataset>",
        "utf-8",
    )
    return path


def table_of(tables: list[RawTable], name: str) -> RawTable:
    (found,) = [t for t in tables if t.table == name]
    assert found.rows_read == len(found.frame) + found.rows_rejected
    return found


# -------------------------------------------------------------------------------------------------------- the tests
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: f"{e.data}-{e.year}")
def test_every_edition_in_every_container(edition: Edition, container: str, tmp_path: Path) -> None:
    path = write(edition, container, tmp_path)
    tables = list(read_file(path, tmp_path))
    table = table_of(tables, edition.table)
    assert table.recognised_as == f"ksj-{edition.data}-{edition.year}"
    assert (table.edition, len(table.frame), table.rows_rejected) == (edition.year, 2, 0)
    assert set(table.frame["municipality_code"]) == {CODE}
    if container != "geojson":
        assert table.crs == edition.crs
    if container in {"bare shapefile", "zip", "shapefile in capitals"}:
        assert table.encoding == edition.encoding
    if edition.areal:
        shape = shapely.union_all(table.geometry)
        assert shapely.area(shapely.symmetric_difference(shape, shapely.union_all(SQUARES))) < 1e-9
    else:
        assert table.frame["longitude"].tolist() == pytest.approx([135.71, 135.73])
    assert sum(t.rows_read for t in tables) == 2


@pytest.mark.parametrize("edition", [e for e in EDITIONS if e.table == "districts"], ids=lambda e: f"{e.data}-{e.year}")
@pytest.mark.parametrize("container", ["bare shapefile", "gml"])
def test_schools_addresses_and_units(edition: Edition, container: str, tmp_path: Path) -> None:
    table = table_of(list(read_file(write(edition, container, tmp_path), tmp_path)), "districts")
    assert table.frame["school_name"].tolist() == list(JUNIOR if edition.data == "A32" else ELEMENTARY)
    assert table.defaults["area_unit"] == ("junior_high" if edition.data == "A32" else "elementary")
    assert set(table.frame["municipality_name"]) == {CITY}
    if edition.year >= "2021":
        assert table.frame["school_code"].str.len().tolist() == [13, 13]


@pytest.mark.parametrize(("data", "kinds"), [
    ("P05", ["public_hall", "branch_office"]), ("P27", ["library", "other"]), ("P29", None),
])  # fmt: skip
def test_points_become_facilities_with_kinds(data: str, kinds: list[str] | None, tmp_path: Path) -> None:
    for edition in (e for e in EDITIONS if e.data == data):
        folder = tmp_path / edition.year
        folder.mkdir()
        table = table_of(list(read_file(write(edition, "gml", folder), folder)), "facilities")
        assert table.frame["address"].tolist() == list(ADDRESS)
        if kinds is None:
            assert table.defaults["kind"] == "school"
        else:
            assert table.frame["kind"].tolist() == kinds
            assert "facility_kinds_taken" in {f.code for f in table.findings}


def test_a_zip_is_read_once_and_says_which_format(tmp_path: Path) -> None:
    path = write(EDITIONS[2], "zip", tmp_path)
    tables = list(read_file(path, tmp_path))
    said = [f.message_ja for t in tables for f in t.findings if f.code == "duplicate_content"]
    assert len(said) == 2  # GeoJSON and GML; metadata is no layer
    assert all(".shp" in sentence for sentence in said)
    assert "KS-META" not in "".join(said)


def test_a_zip_with_a_folder_for_each_encoding_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "A32-21_29_GML.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for folder, encoding in (("Shift-JIS", "cp932"), ("UTF-8", "utf-8")):
            home = tmp_path / folder
            home.mkdir()
            EDITIONS[2].frame.to_file(home / f"{EDITIONS[2].stem}.shp", encoding=encoding)
            for part in sorted(home.iterdir()):
                archive.write(part, f"A32-21_29_GML/{folder}/{part.name}")
    tables = list(read_file(path, tmp_path))
    assert [(len(t.frame), t.encoding) for t in tables if t.table] == [(2, "utf-8")]
    assert [f.code for t in tables if not t.table for f in t.findings] == ["duplicate_content"]


def test_the_same_unpacked_into_a_folder_is_read_once(tmp_path: Path) -> None:
    folder = tmp_path / "29209_生駒市"
    folder.mkdir()
    write(EDITIONS[2], "zip", folder).unlink()
    tables = list(read_folders([folder], []))
    assert [len(t.frame) for t in tables if t.table] == [2]
    assert sorted(f.code for t in tables for f in t.findings if not t.table) == ["duplicate_content"] * 2


def test_a_shapefile_without_its_table_gives_way_to_the_geojson(tmp_path: Path) -> None:
    folder = tmp_path / "29209_生駒市"
    folder.mkdir()
    write(EDITIONS[2], "zip", folder).unlink()
    (folder / f"{EDITIONS[2].stem}.dbf").unlink()
    tables = [t for t in read_folders([folder], []) if t.table]
    assert [(t.file.rsplit(".", 1)[-1], len(t.frame)) for t in tables] == [("geojson", 2)]


def test_an_inner_ring_and_several_curves_make_one_polygon(tmp_path: Path) -> None:
    """A ring of two curves, the second against the direction, with a hole; the curves stand after their surface."""
    text = write_gml(EDITIONS[0], tmp_path / "A32-13_29.xml").read_text("utf-8")
    surface = (
        '<gml:Surface gml:id="sf0"><gml:patches><gml:PolygonPatch><gml:exterior><gml:Ring><gml:curveMember '
        'xlink:href="#a"/><gml:curveMember xlink:href="#b"/></gml:Ring></gml:exterior><gml:interior><gml:Ring>'
        '<gml:curveMember xlink:href="#c"/></gml:Ring></gml:interior></gml:PolygonPatch></gml:patches></gml:Surface>'
    )
    curves = {
        "a": "34.70 135.70 34.70 135.72 34.72 135.72",
        "b": "34.70 135.70 34.72 135.70 34.72 135.72",
        "c": "34.705 135.705 34.705 135.710 34.710 135.710 34.710 135.705 34.705 135.705",
    }
    made = surface + "".join(
        f'<gml:Curve gml:id="{k}"><gml:segments><gml:LineStringSegment><gml:posList>{v}</gml:posList>'
        "</gml:LineStringSegment></gml:segments></gml:Curve>"
        for k, v in curves.items()
    )
    start, end = text.index('<gml:Curve gml:id="cv0_0">'), text.index('<gml:Curve gml:id="cv1_0">')
    path = tmp_path / "A32-13_28.xml"
    path.write_text(text[:start] + made + text[end:], "utf-8")
    table = table_of(list(read_file(path, tmp_path)), "districts")
    assert shapely.area(table.geometry[0]) == pytest.approx(0.02**2 - 0.005**2)


@pytest.mark.parametrize("order", ["latitude first", "longitude first"])
def test_census_towns_in_gml_of_other_programs(order: str, tmp_path: Path) -> None:
    """A collection of features that hold their polygons themselves, one of two patches; by e-Stat's columns."""
    turn = 1 if order == "longitude first" else -1
    patches = "".join(
        "<gml:PolygonPatch><gml:exterior><gml:LinearRing><gml:posList>"
        + " ".join(f"{a:.6f} {b:.6f}" for a, b in (point[::turn] for point in square.exterior.coords))
        + "</gml:posList></gml:LinearRing></gml:exterior></gml:PolygonPatch>"
        for square in SQUARES
    )
    path = tmp_path / "r2ka29209.gml"
    path.write_text(
        '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" xmlns:fme="http://www.safe.com/gml/fme">'
        '<gml:featureMember><fme:r2ka29209 gml:id="t1"><fme:KEY_CODE>292090010</fme:KEY_CODE><fme:PREF>29</fme:PREF>'
        "<fme:CITY>209</fme:CITY><fme:S_NAME>架空町</fme:S_NAME><fme:HCODE>8101</fme:HCODE><fme:JINKO>50</fme:JINKO>"
        "<fme:SETAI>20</fme:SETAI><gml:surfaceProperty>"
        f'<gml:Surface srsName="EPSG:6668"><gml:patches>{patches}</gml:patches></gml:Surface></gml:surfaceProperty>'
        "</fme:r2ka29209></gml:featureMember></gml:FeatureCollection>",
        "utf-8",
    )
    table = table_of(list(read_file(path, tmp_path)), "towns")
    assert (table.frame["people"].tolist(), table.crs) == (["50"], "EPSG:6668")
    assert shapely.area(table.geometry[0]) == pytest.approx(2 * 0.02**2)


def test_shift_jis_and_a_wrong_declaration_are_read_by_content(tmp_path: Path) -> None:
    text = write_gml(EDITIONS[0], tmp_path / "A32-13_29.xml").read_text("utf-8")
    for number, declared in enumerate(("Shift_JIS", "UTF-8")):
        path = tmp_path / f"A32-13_2{number}.xml"
        path.write_bytes(text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode("cp932"))
        table = table_of(list(read_file(path, tmp_path)), "districts")
        assert (table.encoding, table.frame["school_name"].tolist()) == ("cp932", list(JUNIOR))


ENTITY = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(("change", "code"), [
    (lambda t: t.replace("<ksj:Dataset", ENTITY + "<ksj:Dataset", 1), "unreadable_file"),
    (lambda t: t[: len(t) // 2], "unreadable_file"),
    (lambda t: t.replace("<gml:posList>\n34", "<gml:posList>\nnorth", 1), "unreadable_file"),
    (lambda t: "<a/>", "unsupported_format"),
    (lambda t: "<a>" * 5000, "unsupported_format"),
    (lambda t: t.replace("<gml:description>", "<gml:description>" + "<g>" * 200, 1), "unreadable_file"),
    (lambda t: "", "empty_file"),
    (lambda t: t[: t.index("<gml:Curve")] + "</ksj:Dataset>", "empty_file"),
])  # fmt: skip
def test_hostile_and_broken_gml_is_one_finding(change: Any, code: str, tmp_path: Path) -> None:
    path = tmp_path / "A32-13_29.xml"
    text = write_gml(EDITIONS[0], path).read_text("utf-8")
    path.write_text(change(text), "utf-8")
    (table,) = read_file(path, tmp_path)
    assert [f.code for f in table.findings] == [code]


def test_a_reference_that_leads_nowhere_costs_its_feature_only(tmp_path: Path) -> None:
    path = tmp_path / "A32-13_29.xml"
    text = write_gml(EDITIONS[0], path).read_text("utf-8")
    path.write_text(text.replace('xlink:href="#sf0"', 'xlink:href="#nowhere"'), "utf-8")
    table = table_of(list(read_file(path, tmp_path)), "districts")
    assert (len(table.frame), [f.code for f in table.findings if f.rejected]) == (1, ["geometry_missing"])


def test_metadata_alone_is_no_data_and_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "about.xml").write_text("<MD_Metadata><title>国土</title></MD_Metadata>", "utf-8")
    assert list(read_folders([tmp_path], [])) == []


def test_schools_beside_the_districts_of_old_editions(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"A27_001": both(CODE), "A27_002": both(CITY), "A27_003": ELEMENTARY, "A27_004": ADDRESS},
        geometry=POINTS, crs="EPSG:4612",
    )  # fmt: skip
    path = tmp_path / "A27-10_29-g_PublicElementarySchool.shp"
    frame.to_file(path, encoding="cp932")
    table = table_of(list(read_file(path, tmp_path)), "facilities")
    assert (table.recognised_as, table.defaults["kind"]) == ("ksj-A27-2010", "school")
    assert table.frame["address"].tolist() == list(ADDRESS)


def test_wards_since_2024_stand_in_a_column_of_their_own(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"N03_001": both("神奈川県"), "N03_003": both(""), "N03_004": both("相模原市"), "N03_005": ("緑区", "南区"),
         "N03_007": ("14151", "14153")},
        geometry=SQUARES, crs="EPSG:6668",
    )  # fmt: skip
    path = tmp_path / "N03-20240101_14.geojson"
    frame.to_file(path, driver="GeoJSON")
    table = table_of(list(read_file(path, tmp_path)), "base_layers")
    assert table.frame["name"].tolist() == ["相模原市緑区", "相模原市南区"]
    assert set(table.frame["municipality_code"]) == {"14150"}


def test_a_file_beyond_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from etl.readers.base import Given
    from etl.readers.shapes import gml

    path = write_gml(EDITIONS[0], tmp_path / "A32-13_29.xml")
    monkeypatch.setattr(gml, "MAX_BYTES", 100)
    with pytest.raises(UnreadableError, match="too_large"):
        list(gml.read_gml(Given(path, path.name, path.stem)))
