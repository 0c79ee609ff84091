"""The same work in a plain script of pandas and geopandas: ``python pandas_geopandas.py BOUNDARIES ACTIVITIES OUT``.

As a competent person would write it for this one file, knowing its columns and its four ways to write a date: types,
names to ids, points to districts, the table into a DuckDB file.  It keeps no account of rows, gives no finding, repairs
no shape, makes no key and draws no map layer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import pandas as pd


def dates(cells: pd.Series) -> pd.Series:
    """ISO, 2024/9/1, 2024年9月 and 令和6年9月1日; every distinct cell once."""
    distinct = pd.Series(cells.dropna().unique())
    found = distinct.str.extract(r"^(?:令和(?P<era>\d+)年|(?P<year>\d{4})[-/年])(?P<month>\d+)[-/月]?(?P<day>\d+)?日?$")
    year = found["year"].astype("float").fillna(found["era"].astype("float") + 2018)
    parts = pd.DataFrame(
        {"year": year, "month": found["month"].astype("float"), "day": found["day"].fillna("1").astype("float")}
    )
    return cells.map(pd.Series(pd.to_datetime(parts, errors="coerce").to_numpy(), index=distinct.to_numpy()))


def named(rows: pd.DataFrame, column: str, table: pd.DataFrame, key: str) -> pd.Series:
    """The id that (municipality, name) means."""
    ids = table.set_index(["code", "name"])[key]
    ids = ids[~ids.index.duplicated()]
    wanted = pd.MultiIndex.from_frame(rows[["市区町村コード", column]])
    return pd.Series(ids.reindex(wanted).to_numpy(), index=rows.index)


def by_point(rows: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.Series:
    places = gpd.GeoDataFrame(
        rows[["市区町村コード"]], geometry=gpd.points_from_xy(rows["経度"], rows["緯度"]), crs=districts.crs
    )
    found = gpd.sjoin(places, districts[["code", "id", "geometry"]], predicate="within")
    found = found[found["市区町村コード"] == found["code"]]
    return found["id"][~found.index.duplicated()].reindex(rows.index)


def main(boundaries: Path, folder: Path, out: Path) -> None:
    districts = gpd.read_file(next(boundaries.glob("*.shp"))).rename(columns={"A32_001": "code", "A32_004": "school"})
    districts["id"] = districts["code"] + "-" + districts["school"]
    names: dict[str, Any] = {"code": districts["code"], "id": districts["id"]}
    spelled = pd.concat([pd.DataFrame({**names, "name": n}) for n in (districts["school"] + "区", districts["id"])])
    councils = pd.read_csv(folder / "councils.csv", dtype=str).set_axis(["code", "id", "name"], axis=1)
    links = pd.read_csv(folder / "council_districts.csv", dtype=str).set_axis(
        ["市区町村コード", "council", "district"], axis=1
    )
    home = dict(zip(links["council"], named(links, "district", spelled, "id"), strict=True))
    facilities = pd.read_csv(folder / "facilities.csv", dtype={"市区町村コード": str})
    facilities["district"] = by_point(facilities, districts)
    venues = pd.DataFrame(
        {"code": facilities["市区町村コード"], "name": facilities["施設名"], "id": facilities["施設ID"]}
    )
    home |= dict(zip(facilities["施設ID"], facilities["district"], strict=True))

    rows = pd.read_csv(folder / "activities.csv", dtype={"市区町村コード": str, "参加者数": str})
    rows["実施日"] = dates(rows["実施日"])
    rows = rows[rows["実施日"].notna() & rows["活動名"].notna()]
    rows["参加者数"] = pd.to_numeric(rows["参加者数"].str.strip("約名"), errors="coerce").astype("Int64")
    swapped = rows["緯度"] > rows["経度"]
    rows.loc[swapped, ["緯度", "経度"]] = rows.loc[swapped, ["経度", "緯度"]].to_numpy()
    rows["council_id"] = named(rows, "協議会", councils, "id")
    rows["facility_id"] = named(rows, "会場", venues, "id")
    district = named(rows, "地区", spelled, "id")
    district = district.fillna(rows["council_id"].map(home)).fillna(rows["facility_id"].map(home))
    still = rows[district.isna() & rows["緯度"].notna()]
    rows["district_id"] = district.fillna(by_point(still, districts).reindex(rows.index))
    rows["fiscal_year"] = rows["実施日"].dt.year - (rows["実施日"].dt.month < 4)
    with duckdb.connect(str(out / "plain.duckdb")) as db:
        db.register("rows", rows)
        db.execute("CREATE TABLE activities AS SELECT * FROM rows")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
