"""The databases that are measured: built by the real ETL, once for a run, in the run's own folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import child
from benchmarks.make_city import CODE, CityFolder, make_city, make_city_of

SAMPLE = "99201"
REAL = child.ROOT.parent / "shared" / "realdata" / "kanagawa_14" / "A32-13_12.shp"


@dataclass(frozen=True)
class City:
    """A built city: what the rows call it, its database, its code, how many districts its map shows."""

    label: str
    database: Path
    code: str
    districts: int


def sample_folders() -> CityFolder:
    """The sample city that ships with the program."""
    data = child.ROOT / "data"
    return CityFolder(*(next((data / kind).glob(f"{SAMPLE}_*")) for kind in ("boundaries", "activities")))


def build(folders: CityFolder, out: Path) -> Path:
    """The database of these folders; built unless it is there already."""
    if not list(out.glob("*.duckdb")):
        child.run(*build_command(folders, out))
    return max(out.glob("*.duckdb"))


def build_command(folders: CityFolder, out: Path) -> tuple[str, ...]:
    places = ("--boundaries", str(folders.boundaries), "--activities", str(folders.activities))
    return ("-m", "etl", "build", *places, "--out", str(out), "--json")


def sample(work: Path) -> City:
    return counted("sample city", build(sample_folders(), work / "sample"), SAMPLE)


def generated(work: Path, districts: int, activities: int) -> City:
    folder = work / f"generated_{districts}_{activities}"
    if not folder.exists():
        make_city(folder, districts, activities)
    folders = CityFolder(folder / "boundaries", folder / "activities")
    return counted(f"generated, {districts}", build(folders, folder / "build"), CODE)


def real(work: Path, activities: int) -> City | None:
    """All districts of 神奈川県 (国土数値情報 A32, 2013) as if one city; ``None`` where the file is absent."""
    if not REAL.exists():
        return None
    folder = work / "real"
    if not folder.exists():
        make_city_of(folder, *real_shapes(), activities)
    return counted("real, 438", build(CityFolder(folder / "boundaries", folder / "activities"), folder / "build"), CODE)


def real_shapes() -> tuple[list[dict[str, Any]], list[tuple[float, float]]]:
    """Geometries and a point in each."""
    import pyogrio
    import shapely

    shapes = shapely.from_wkb(pyogrio.raw.read(REAL, columns=[])[2])
    points = shapely.point_on_surface(shapes)
    return [dict(shapely.geometry.mapping(shape)) for shape in shapes], list(
        zip(shapely.get_x(points), shapely.get_y(points), strict=True)
    )


def counted(label: str, database: Path, code: str) -> City:
    import duckdb

    with duckdb.connect(str(database), read_only=True) as db:
        found = db.execute(
            "SELECT count(*) FROM districts WHERE is_current AND municipality_code = ?", [code]
        ).fetchone()
    assert found is not None  # noqa: S101
    return City(label, database, code, int(found[0]))
