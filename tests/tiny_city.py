"""A city small enough to check by hand, in a real DuckDB of the contract's tables and views, and a town of councils.

Five districts of 小浜市 (99202) with their status at the end of 令和5年度 (2023): east formed, west formed in part,
north preparing, south unknown, islet not applicable.  山辺町 (99203) has two councils and no boundaries.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.contract import TABLES

CITY, TOWN, EMPTY = "99202", "99203", "99204"
EVIL = "<img src=x onerror=alert(1)>${1+1}{{7*7}}"
SQL = Path(__file__).parents[1] / "etl" / "sql"

_ROWS = f"""
INSERT INTO municipalities (municipality_code, name, name_en, prefecture, area_unit, is_sample, small_number_threshold)
VALUES ('{CITY}', '小浜市', 'Kohama', '（架空）', 'junior_high', true, 10),
       ('{TOWN}', '山辺町', NULL, '（架空）', 'junior_high', true, 10),
       ('{EMPTY}', '空町', NULL, '（架空）', 'junior_high', true, 10);
INSERT INTO sources (source_id, title, kind)
VALUES ('plan', '協働の計画', 'official'), ('census', '国勢調査', 'statistics');
INSERT INTO districts (district_id, edition, municipality_code, school_name, name, is_current, source_id)
VALUES ('east', '2021', '{CITY}', '東中学校', '東中学校区', true, 'plan'),
       ('west', '2021', '{CITY}', '西中学校', '西中学校区', true, 'plan'),
       ('north', '2021', '{CITY}', '北中学校', '北中学校区', true, 'plan'),
       ('south', '2021', '{CITY}', '{EVIL}', '{EVIL}', true, 'plan'),
       ('islet', '2021', '{CITY}', '島中学校', '島中学校区', true, 'plan'),
       ('old', '2010', '{CITY}', '旧中学校', '旧中学校区', false, 'plan');
INSERT INTO population (municipality_code, district_id, as_of, as_of_precision, people, households, method, source_id)
VALUES ('{CITY}', 'east', '2020-10-01', 'day', 3000, 1200, 'official', 'census'),
       ('{CITY}', 'west', '2020-10-01', 'day', 1000, 400, 'official', 'census'),
       ('{CITY}', 'north', '2020-10-01', 'day', 2000, 800, 'official', 'census'),
       ('{CITY}', 'islet', '2020-10-01', 'day', 0, 0, 'official', 'census'),
       ('{CITY}', NULL, '2020-10-01', 'day', 7, 3, 'official', 'census'),
       ('{CITY}', NULL, '2020-10-01', 'day', 9, 4, 'areal_weighting', 'census');
INSERT INTO councils (council_id, municipality_code, name, source_id)
VALUES ('C1', '{CITY}', '東協議会', 'plan'), ('C2', '{CITY}', '西協議会', 'plan'), ('C3', '{CITY}', '北準備会', 'plan'),
       ('T1', '{TOWN}', '上地域協議会', 'plan'), ('T2', '{TOWN}', '下地域協議会', 'plan');
INSERT INTO council_districts (municipality_code, council_id, district_id, coverage)
VALUES ('{CITY}', 'C1', 'east', 'whole'), ('{CITY}', 'C2', 'west', 'part'), ('{CITY}', 'C3', 'north', 'whole');
INSERT INTO council_events
  (event_id, municipality_code, council_id, district_id, kind, event_date, event_date_precision, source_id)
VALUES ('E1', '{CITY}', 'C1', NULL, 'founding', '2018-01-01', 'month', 'plan'),
       ('E2', '{CITY}', 'C2', NULL, 'founding', '2021-04-01', 'fiscal_year', 'plan'),
       ('E3', '{CITY}', 'C3', NULL, 'preparation', '2023-06-15', 'day', 'plan'),
       ('E4', '{CITY}', NULL, 'islet', 'not_applicable', '2018-05-01', 'month', 'plan'),
       ('E5', '{TOWN}', 'T1', NULL, 'founding', '2008-01-01', 'month', 'plan'),
       ('E6', '{TOWN}', 'T2', NULL, 'founding', '2010-08-01', 'month', 'plan');
INSERT INTO targets (target_id, municipality_code, due_date, due_date_precision, scope, source_id)
VALUES ('G1', '{CITY}', '2025-04-01', 'fiscal_year', '市内全地区', 'plan'),
       ('G2', '{TOWN}', '2014-04-01', 'fiscal_year', '町内全地区', 'plan');
INSERT INTO activities
  (activity_id, municipality_code, district_id, council_id, title, category, start_date, start_date_precision,
   participants, fiscal_year)
VALUES ('A1', '{CITY}', 'east', 'C1', '訓練', 'disaster', '2023-09-01', 'day', 120, 2023),
       ('A2', '{CITY}', 'east', 'C1', '清掃', 'environment', '2023-10-01', 'day', NULL, 2023),
       ('A3', '{CITY}', 'west', 'C2', '相談', 'welfare', '2024-03-31', 'day', 4, 2023),
       ('A4', '{CITY}', 'north', NULL, '祭り', 'culture', '2023-08-01', 'day', 60, 2023),
       ('A5', '{CITY}', NULL, NULL, '講座', 'meeting', '2023-08-01', 'month', 30, 2023),
       ('A6', '{CITY}', 'south', NULL, '調査', 'other', '2023-08-01', 'day', NULL, 2023);
INSERT INTO issues (issue_id, municipality_code, district_id, title, stage, raised_date, raised_date_precision,
                    solved_date, solved_date_precision)
VALUES ('I1', '{CITY}', 'east', '担い手', 'plan', '2022-06-01', 'month', NULL, NULL),
       ('I2', '{CITY}', 'east', '広報', 'solved', '2022-06-01', 'month', '2024-05-01', 'month'),
       ('I3', '{CITY}', NULL, '財政', 'solved', NULL, NULL, NULL, NULL),
       ('I4', '{CITY}', 'old', '拠点', 'do', '2024-06-01', 'month', NULL, NULL);
INSERT INTO facilities (facility_id, municipality_code, district_id, name, status)
VALUES ('F1', '{CITY}', 'east', '会館', 'existing'), ('F2', '{CITY}', 'east', '新会館', 'planned');
INSERT INTO map_layers VALUES ('{CITY}', 'districts', '{CITY}-districts.0123456789abcdef.json', 'abc'::BLOB);
INSERT INTO build_info VALUES ('b1', '2026-01-01 00:00:00', '0.1', 0, 30, 29, 1);
"""  # noqa: S608 - constants of this module


def write(path: Path) -> str:
    """The tiny city as a database file; its path."""
    with duckdb.connect(str(path)) as connection:
        for table in TABLES.values():
            connection.execute(table.create_sql)
        for script in sorted(SQL.glob("*.sql")):
            connection.execute(script.read_text("utf-8"))
        connection.execute(_ROWS)
    return str(path)
