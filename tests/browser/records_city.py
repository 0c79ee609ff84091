"""The small made-up city of :mod:`map_city` with records: activities, facilities, issues, frameworks, files, findings.

99901 has everything, with something missing in each table; 99902 has one framework and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.browser.map_city import BOTTOM, CELL, HOSTILE, LEFT, NAMES, insert
from tests.browser.map_city import write as write_map

CITY, BLANK = "99901", "99902"
#: district, category, day, precision, participants; council and place are made from the number of the row.
ACTIVITIES = (
    ("浜", "disaster", "2024-04-14", "day", 120),
    ("浜", "disaster", "2024-09-01", "day", 80),
    ("浜", "culture", "2024-10-01", "month", None),
    ("中央", "welfare", "2024-05-20", "day", 4),
    ("山手", "exchange", "2025-01-12", "day", 40),
    ("川上", "environment", "2024-06-02", "day", 25),
    ("本町", "meeting", "2024-04-01", "fiscal_year", 12),
    (None, "children", "2024-08-10", "day", 60),
    ("浜", "舟こぎ", "2025-03-31", "day", 30),
    ("浜", "disaster", "2025-04-01", "day", 90),
)
FACILITIES = (
    ("浜コミュニティセンター", "community_center", "existing", "hub", "浜", 0.2),
    ("浜公民館", "public_hall", "existing", None, "浜", 0.5),
    ("浜小学校", "evacuation_shelter", "existing", None, "浜", 0.7),
    ("浜小学校", "evacuation_site", "existing", None, "浜", 0.7),
    ("中央コミュニティセンター（仮称）", "community_center", "provisional", None, "中央", 1.5),
    ("山手集会所", "assembly_hall", "planned", "hub", "山手", 2.5),
    ("旧川上公民館", "public_hall", "closed", None, "川上", None),
    ("市民活動センター", "activity_center", "existing", None, None, None),
)
#: district, topic, voice, stage, who, how
ISSUES = (
    ("浜", "own-1", "council", "do", "協議会", "若手部会をつくる"),
    ("浜", "own-1", "administration", "solved", "地域振興課", "案内を配る"),
    ("中央", "own-2", "council", "plan", None, None),
    ("中央", "own-1", "statistics", "check", "協議会", None),
    ("山手", None, "council", "plan", None, "話し合う"),
    (None, "own-2", "administration", "act", "市", "見直す"),
)
#: number of the issue, stage, date, precision, who, how, result
STEPS = (
    (0, "plan", "2024-05-01", "month", "協議会", "若い人に声をかける", "3人が参加"),
    (0, "do", "2024-09-14", "day", "協議会", None, None),
    (2, "plan", "2024-04-01", "fiscal_year", None, None, "聞き取りを終えた"),
)
TOPICS = (
    ("own", 1, "担い手をふやす", "people"),
    ("own", 2, "情報をとどける", "information"),
    ("other", 1, "ひとをつくる", "people"),
    ("other", 2, "若者をむかえる", "people"),
    ("other", 3, "みんなで知る", "information"),
)


def write(path: Path, *, hostile: bool = False) -> Path:
    """The database with maps and records; ``hostile`` names carry markup, templates and formulas."""
    write_map(path, hostile=hostile)
    with duckdb.connect(str(path)) as db:
        insert(
            db,
            "sources",
            source_id="book",
            municipality_code=CITY,
            title=HOSTILE if hostile else "地域づくり白書",
            publisher="試験市",
            kind="sample",
            page="12",
            as_of="2025-04-01",
            as_of_precision="day",
            published="2025-03-01",
            published_precision="month",
            terms="出典を明記",
        )
        insert(db, "sources", source_id="town-book", municipality_code=BLANK, title="白紙町の指針", kind="official")
        db.execute("UPDATE population SET source_id = 'book'")
        insert(
            db,
            "councils",
            council_id="C1",
            municipality_code=CITY,
            name=f"=浜の会{HOSTILE}" if hostile else "浜の会",
            source_id="book",
        )
        _records(db, hostile)
        _frameworks(db, hostile)
        _account(db)
    return path


def _district(name: str | None) -> str | None:
    return None if name is None else f"{CITY}-{name}中学校"


def _records(db: duckdb.DuckDBPyConnection, hostile: bool) -> None:
    for number, (district, category, day, precision, participants) in enumerate(ACTIVITIES):
        column = NAMES.index(district) if district else 0
        insert(
            db,
            "activities",
            activity_id=f"A{number}",
            municipality_code=CITY,
            district_id=_district(district),
            council_id="C1" if district == "浜" else None,
            title=HOSTILE if hostile and not number else f"行事{number}",
            category=category,
            start_date=day,
            start_date_precision=precision,
            participants=participants,
            facility_id="F0" if number == 1 else None,
            source_id="book",
            fiscal_year=int(day[:4]) - (int(day[5:7]) < 4),
            longitude=LEFT + (column % 3 + 0.6) * CELL if number != 1 and district else None,
            latitude=BOTTOM + (column // 3 + 0.6) * CELL if number != 1 and district else None,
        )
    for number, (name, kind, status, role, district, at) in enumerate(FACILITIES):
        insert(
            db,
            "facilities",
            facility_id=f"F{number}",
            municipality_code=CITY,
            name=HOSTILE if hostile and not number else name,
            kind=kind,
            status=status,
            role=role,
            district_id=_district(district),
            source_id="book",
            address="試験市1-1",
            opened="2000-04-01",
            opened_precision="month",
            longitude=None if at is None else LEFT + at * CELL,
            latitude=None if at is None else BOTTOM + 0.4 * CELL,
        )
    for number, (district, topic, voice, stage, who, how) in enumerate(ISSUES):
        insert(
            db,
            "issues",
            issue_id=f"I{number}",
            municipality_code=CITY,
            district_id=_district(district),
            title=HOSTILE if hostile and not number else f"課題{number}",
            topic_id=topic,
            voice=voice,
            stage=stage,
            who=who,
            how=how,
            source_id="book",
            due_date="2025-04-01",
            due_date_precision="fiscal_year",
        )
    for number, (issue, stage, day, precision, who, how, result) in enumerate(STEPS):
        insert(
            db,
            "actions",
            action_id=f"K{number}",
            municipality_code=CITY,
            issue_id=f"I{issue}",
            district_id=_district(ISSUES[issue][0]),
            stage=stage,
            action_date=day,
            action_date_precision=precision,
            who=who,
            how=HOSTILE if hostile and not number else how,
            result=result,
            source_id="book",
            assigned_by="issue",
        )


def _frameworks(db: duckdb.DuckDBPyConnection, hostile: bool) -> None:
    own = HOSTILE if hostile else "市の分類"
    for key, city, name, source in (("own", CITY, own, "book"), ("other", BLANK, "町の分類", "town-book")):
        insert(db, "frameworks", framework_id=key, municipality_code=city, name=name, source_id=source)
    for framework, position, name, canonical in TOPICS:
        insert(
            db,
            "topics",
            topic_id=f"{framework}-{position}",
            framework_id=framework,
            position=position,
            name=HOSTILE if hostile and name == "担い手をふやす" else name,
            canonical_topic=canonical,
            certainty="stated",
        )


def _account(db: duckdb.DuckDBPyConnection) -> None:
    insert(
        db,
        "files",
        file="活動.csv",
        part="",
        table_name="activities",
        recognised_as="contract:activities",
        encoding="cp932",
        rows_read=11,
        rows_loaded=10,
        rows_rejected=1,
    )
    insert(
        db, "files", file="施設.xlsx", part="施設", table_name="facilities", rows_read=8, rows_loaded=8, rows_rejected=0
    )
    insert(
        db,
        "findings",
        code="date_unreadable",
        severity="error",
        file="活動.csv",
        row=12,
        column="実施日",
        value="きのう",
        message_ja="日付が読めません。",
        message_en="The date cannot be read.",
        remedy_ja="2024-04-01 のように書いてください。",
        remedy_en="Write it as 2024-04-01.",
        rejected=True,
        municipality_code=CITY,
    )
    insert(
        db,
        "findings",
        code="not_recognised",
        severity="warning",
        file="メモ.txt",
        message_ja="判定できません。",
        message_en="Not recognised.",
        remedy_ja="",
        remedy_en="",
        rejected=False,
    )
    db.execute("UPDATE build_info SET rows_read = 19, rows_loaded = 18, rows_rejected = 1")
