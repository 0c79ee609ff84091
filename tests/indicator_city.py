"""The tiny city with something to count for every indicator: what the figures in the tests are worked out from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from dashboard.indicators import engine
from dashboard.indicators.engine import Measured
from dashboard.indicators.registry import MEASURES
from tests import tiny_city
from tests.tiny_city import CITY

_MORE = f"""
UPDATE population SET people_0_14 = 300, people_15_64 = 1500, people_65_over = 1100 WHERE district_id = 'east';
UPDATE population SET people_0_14 = 100, people_15_64 = 500, people_65_over = 400 WHERE district_id = 'west';
UPDATE population SET people_0_14 = 0, people_15_64 = 0, people_65_over = 0 WHERE district_id = 'islet';
UPDATE districts SET area_km2 = CASE district_id
  WHEN 'east' THEN 10 WHEN 'west' THEN 4 WHEN 'north' THEN 25 WHEN 'south' THEN 5 WHEN 'islet' THEN 2 END;
UPDATE facilities SET role = 'hub' WHERE facility_id = 'F1';
INSERT INTO facilities (facility_id, municipality_code, district_id, name, status)
VALUES ('F3', '{CITY}', 'west', '西会館', 'existing'), ('F4', '{CITY}', NULL, '市民会館', NULL),
       ('F5', '{CITY}', 'north', '旧会館', 'closed');
UPDATE councils SET hub_facility_id = 'F3' WHERE council_id = 'C2';
UPDATE activities SET partners = '消防署、 自治会' WHERE activity_id = 'A1';
UPDATE activities SET partners = '自治会' WHERE activity_id = 'A2';
UPDATE activities SET partners = '商店会' WHERE activity_id = 'A4';
UPDATE issues SET who = '部会', how = '声をかける' WHERE issue_id = 'I1';
INSERT INTO issues (issue_id, municipality_code, district_id, title, stage, raised_date, raised_date_precision,
                    solved_date, solved_date_precision)
VALUES ('I5', '{CITY}', 'west', '歩道', 'solved', '2022-06-01', 'month', '2023-08-01', 'day');
INSERT INTO actions (action_id, municipality_code, issue_id, stage, action_date, action_date_precision)
VALUES ('S1', '{CITY}', 'I1', 'do', '2023-07-01', 'day'), ('S2', '{CITY}', 'I5', 'do', '2022-07-01', 'day'),
       ('S3', '{CITY}', 'I1', 'plan', '2023-01-01', 'year');
"""  # noqa: S608 - constants of this module


def write(path: Path) -> str:
    """The city as a database file; its path."""
    tiny_city.write(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(_MORE)
    return str(path)


def rows(*given_rows: dict[str, Any], threshold: int = 10) -> Measured:
    """Rows of the view with what is given and nothing else; the row of no district is added where it is not given."""
    empty: dict[str, Any] = {
        **dict.fromkeys(MEASURES, 0), "status": "formed", "people": 1000, "years_since_founding": None,
        **{m.recorded: True for m in MEASURES.values() if m.recorded},
    }  # fmt: skip
    made = [{**empty, "district": row["district_id"], **row} for row in given_rows]
    if all(row["district_id"] for row in made):
        made.append({**empty, "district_id": None, "district": None, "people": None})
    return engine.of_rows(made, threshold)


def act(district: str | None, activities: int, participants: int | None, **more: Any) -> dict[str, Any]:
    return {"district_id": district, "activities": activities, "participants": participants, **more}
