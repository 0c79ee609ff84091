"""The invented city as one value: areas, towns, backdrop; built once, then only written or looked up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from data.sample_city import districts, lines, terrain, towns
from data.sample_city.districts import degrees
from data.sample_city.former import FormerDistrict, former_districts
from data.sample_city.growth import ground
from data.sample_city.lines import Feature
from data.sample_city.towns import Town

#: Place names: name, x, y, rank (1 the city, 2 areas and nature, 3 small places).
PLACES = (
    ("潮見野市", -0.9, -1.9, 1), ("港南", -3.4, -2.3, 2), ("川辺", 3.2, -1.4, 2), ("若葉台", -4.2, 1.4, 2),
    ("千鳥", -8.6, -0.6, 2), ("白崎", 9.2, -7.4, 2), ("梅沢", 6.6, 1.2, 2), ("三ツ滝", -0.6, 4.6, 2),
    ("奥山", -5.6, 8.2, 2), ("潮見湾", 1.2, -7.6, 2), ("千鳥島", -8.3, -9.9, 2), ("白崎灯台", 10.2, -10.2, 3),
    ("奥山湖", -4.0, 10.6, 3), ("三ツ滝山", 3.1, 7.2, 3), ("大日岳", -8.2, 13.2, 3), ("潮見港", -4.3, -5.6, 3),
    ("千鳥浜海岸", -6.6, -3.9, 3), ("大岬", -11.0, -7.0, 3),
)  # fmt: skip
#: The sea around, wide enough to fill any screen (longitude, latitude).
SEA_BOX = (141.9, 33.1, 144.4, 34.95)
OUTSIDE = districts.OUTSIDE


@dataclass(frozen=True)
class City:
    """Areas in degrees (EPSG:4326): one per school, one per town, and the features of the backdrop."""

    district_areas: list[shapely.Geometry]
    towns: list[Town]
    town_areas: list[shapely.Geometry]
    base: list[Feature]
    former: list[FormerDistrict]

    @cached_property
    def outline(self) -> shapely.Geometry:
        return shapely.union_all(self.district_areas, grid_size=1e-6)

    def town_named(self, name: str) -> int:
        """Index of a town."""
        return next(i for i, town in enumerate(self.towns) if town.name == name)


def make_city() -> City:
    """Everything that has a shape."""
    land_form = terrain.make_terrain()
    g = ground(land_form)
    of_district = districts.label_districts(g)
    density = towns.crowd(g, land_form.above_stream_cells)
    of_town, seeds = towns.label_towns(g, of_district, density)
    network = districts.line_network(land_form, of_district, of_town)
    land = districts.land_area(land_form)
    faces = districts.cut_faces(land, network, of_district * 1000 + of_town)
    district_of, town_of = np.divmod(faces.labels, 1000)
    inside = district_of != OUTSIDE
    town_list = towns.make_towns(of_town, seeds, density)
    areas = [districts.dissolve(faces, district_of == d) for d in range(len(districts.SCHOOLS))]
    town_areas = [districts.dissolve(faces, inside & (town_of == t.number)) for t in town_list]
    lake = terrain.lake(land_form)
    roads = lines.roads(g, lake, [(t.x, t.y) for t in town_list if t.name != towns.ISLAND_TOWN])
    streams = lines.rivers(land_form, network, land)
    drawn = lines.near_city([*streams, *roads, *lines.railway(g, lake)], shapely.union_all(areas))
    base = [*_surfaces(lake, land, areas, streams), *drawn, *_place_names(town_list)]
    return City(areas, town_list, town_areas, base, former_districts(faces, district_of, town_of, town_list))


def _surfaces(
    lake_km: Polygon, land: MultiPolygon, areas: list[shapely.Geometry], streams: list[Feature]
) -> list[Feature]:
    """Sea, land, water and the municipal outline."""
    window = box(*districts.degrees(*terrain.WINDOW[:2]), *districts.degrees(*terrain.WINDOW[2:]))
    far = shapely.difference(shapely.transform(terrain.far_land(), terrain.to_degrees), window)
    far_parts = [Polygon(p.exterior) for p in shapely.get_parts(far) if p.area > 1e-4]
    ground_area = shapely.union_all([land, *far_parts, *districts.breakwaters()], grid_size=1e-5)
    sea = shapely.difference(box(*SEA_BOX), ground_area)
    lake = shapely.transform(lake_km, terrain.to_degrees)
    stem = next(f.geometry for f in streams if f.name == "潮見川")
    bed = shapely.intersection(lines.river_bed(stem, districts.degrees(*terrain.VALLEYS[0][0][0])), land)
    return [
        Feature("sea", "潮見灘", 1, sea),
        Feature("land", "", 1, ground_area),
        Feature("water", "奥山湖", 1, lake),
        Feature("water", "潮見川", 2, bed),
        Feature("outline", "潮見野市", 1, shapely.union_all(areas, grid_size=1e-6)),
    ]


def _place_names(town_list: list[Town]) -> list[Feature]:
    """Names of the city, of areas and nature, then of some towns."""
    named = [Feature("place_name", name, rank, Point(degrees(x, y))) for name, x, y, rank in PLACES]
    taken = {name for name, *_ in PLACES}
    for t in town_list:
        short = t.name.removesuffix("一丁目").split("字")[-1]
        short = short.split("町", 1)[1] if short.startswith(("三ツ滝町", "白崎町")) else short
        if not short.endswith("丁目") and short not in taken:
            named.append(Feature("place_name", short, 3, Point(degrees(t.x, t.y))))
    return named
