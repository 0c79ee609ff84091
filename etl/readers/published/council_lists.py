"""What a list of councils says beside their names: the status of a council, or of a district that has none.

Staff keep one list with a row for each district.  Rows that name a district and no council (未設立, 準備中) become
events of the district.  What a row says is dated by its own cell, else by the day of record in the title
(令和7年4月1日現在), else by the newest founding in the list, which cannot be older than it; how it was dated is told.
A row that says nothing about a council is left out and told: not known is not 未設立.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from etl.contract import TABLES
from etl.findings import Finding
from etl.readers.base import AS_OF, DISTRICTS, FOUNDED, STATUS, Given, RawTable
from etl.readers.context import as_of_told
from etl.values.cells import DASHES, plain
from etl.values.dates import PartialDate
from etl.values.normalize import CellError, choice, text
from etl.values.periods import read_date

#: What is said of a district, by the kind of event that it means.
_SAID: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("対象外の決定", re.compile("対象外|対象としない")),
    ("代替組織", re.compile("代替|代行")),
    ("準備会発足", re.compile("準備")),
    ("未設立の確認", re.compile("未設立|未結成|未組織|未発足|検討中|協議中|該当なし|設立予定|予定|^なし$|^無し?$|^×$")),
)
_PLANNED = re.compile("予定|見込|目標|計画")
_OPEN = re.compile("未定|不明|調整中|検討中")


def is_no_name(cell: object) -> bool:
    """Whether the cell of a council's name holds none: blank, a dash, or words that say that there is none.

    >>> is_no_name("（未設立）"), is_no_name("-"), is_no_name("西の会設立準備会"), is_no_name("準備中")
    (True, True, False, True)
    """
    written = plain(text(cell)).strip("()（）")
    return set(written) <= DASHES or (len(written) <= 6 and written != "準備会" and bool(_meaning(written)))


def _meaning(written: str) -> str:
    return next((kind for kind, pattern in _SAID if pattern.search(written)), "")


#: The event that a date of founding dates, by the status that is written beside it; other statuses it does not date.
DATED_BY = {
    **dict.fromkeys(("founding", "suspension", "resumption", "renaming", "merger", "dissolution"), "founding"),
    "preparation": "preparation",
    "substitute": "substitute",
}
#: Statuses that hold on the day of record, whenever they began.  A founding is dated by nothing but its own date: it
#: would count as one of that year.
_HOLDING = frozenset({"preparation", "substitute", "suspension", "dissolution"})


def event_of(status: str) -> str:
    """The kind of event that a written status is the outcome of; of unknown words (活動中) the founding.

    >>> event_of("準備中"), event_of("未設立"), event_of("活動中")
    ('preparation', 'absence_confirmed', 'founding')
    """
    try:
        return choice(TABLES["council_events"].column("kind"), status).value
    except CellError:
        return "founding"


def with_day(
    given: Given, frame: pd.DataFrame, headers: dict[str, str], titles: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """The day of record beside each status of a named council that holds on it and has no date of its own.

    The arguments are those of :func:`split`.
    """
    if STATUS not in frame or "name" not in frame:
        return frame, []
    status = frame[STATUS].map(lambda cell: event_of(text(cell)) if text(cell) else "")
    dated = frame[FOUNDED].map(_certain).notna() if FOUNDED in frame else pd.Series(False, index=frame.index)
    own = dated & (status == status.map(DATED_BY))
    undated = status.isin(_HOLDING) & ~own & frame["name"].notna() & ~frame["name"].map(is_no_name)
    day, how = _day_of_record(given, titles, frame) if undated.any() else ("", ("", ""))
    if not day:
        return frame, []
    column = pd.Series(None, index=frame.index, dtype=object).mask(undated, day)
    said = given.finding(
        "status_dated", row=undated.idxmax(), column=headers[STATUS], value=day, how=how[0], how_en=how[1]
    )
    return frame.assign(**{AS_OF: column}), [said]


def split(
    given: Given, frame: pd.DataFrame, headers: dict[str, str], titles: str
) -> tuple[pd.DataFrame, list[RawTable]]:
    """The rows that name a council, and a table of events from those that name a district only.

    Args:
        given: the file.
        frame: cells under the contract's names of ``councils`` and the columns beside them.
        headers: the file's name of each column.
        titles: what stands above the header.
    """
    if DISTRICTS not in frame or "name" not in frame:
        return frame, []
    nameless = frame["name"].map(is_no_name) | frame["name"].isna()
    alone = frame[nameless & frame[DISTRICTS].notna()]
    if alone.empty:
        return frame, []
    day, how = _day_of_record(given, titles, frame)
    rows, index, said = [], [], []
    for row, cells in alone.iterrows():
        event, found = _event(given, row, cells, headers, day)
        said += [found] if found is not None else []
        if event is not None:
            rows.append(event)
            index.append(row)
    made = pd.DataFrame(rows, index=pd.Index(index), columns=[*_COLUMNS] if not rows else None, dtype=object)
    if any(r["event_date"] == day for r in rows):
        said.append(given.finding("status_dated", row=index[0], value=day, how=how[0], how_en=how[1]))
    part = given.at("/".join(p for p in (given.part, "未設立などの地区") if p))
    names = {"district_id": headers[DISTRICTS], "kind": headers.get(STATUS, headers["name"])}
    table = part.table(
        "council_events", frame=made, headers=names, recognised_as="council-list:districts", rows_read=len(alone),
        findings=said,
    )  # fmt: skip
    return frame.drop(index=alone.index), [table]


_COLUMNS = ("district_id", "kind", "event_date", "detail", "municipality_code")


def _event(
    given: Given, row: Any, cells: pd.Series, headers: dict[str, str], day: str
) -> tuple[dict[str, object] | None, Finding | None]:
    """The event that a row means, or the finding that says why it means none."""
    words = [text(cells.get(c)) for c in (STATUS, "name", FOUNDED, "note")]
    kind = next((meaning for word in words if (meaning := _meaning(plain(word)))), "")
    district = text(cells[DISTRICTS])
    if not kind:
        said = "、".join(w for w in words if w and not set(w) <= DASHES)
        code = "missing_required" if said else "district_without_statement"
        column = headers["name"] if said else headers[DISTRICTS]
        return None, given.finding(code, row=row, column=column, value="" if said else district, rejected=True)
    own = _certain(cells.get(FOUNDED))
    if own is None and not day:
        return None, given.finding(
            "district_status_undated", row=row, column=headers[DISTRICTS], value=district, rejected=True
        )
    event: dict[str, object] = dict.fromkeys(_COLUMNS)
    event |= {"district_id": district, "kind": kind, "detail": "、".join(dict.fromkeys(w for w in words if w))}
    event["event_date"] = cells[FOUNDED] if own is not None else day
    event["municipality_code"] = cells.get("municipality_code")
    return event, None


def _certain(cell: object) -> PartialDate | None:
    """The date in a cell, unless it is only planned."""
    written = text(cell)
    return None if not written or _PLANNED.search(written) or _OPEN.search(written) else read_date(written)


def _day_of_record(given: Given, titles: str, frame: pd.DataFrame) -> tuple[str, tuple[str, str]]:
    """The day on which the list is true at least, and how that is known."""
    if written := as_of_told(given, titles):
        return written, ("表題などの「現在」の日", "the day of record in the title")
    cells = list(frame[FOUNDED].dropna().unique()) if FOUNDED in frame else []
    dates = [found for cell in cells if (found := _certain(cell)) is not None]
    if dates:
        newest = max(d.end for d in dates)
        return newest.isoformat(), ("一覧の中で最も新しい設立の日", "the newest founding in the list")
    return "", ("", "")


def without_plans(given: Given, frame: pd.DataFrame, headers: dict[str, str]) -> tuple[pd.DataFrame, list[Finding]]:
    """A founding that is only planned (令和8年予定) is no founding; the words go to the note."""
    if FOUNDED not in frame:
        return frame, []
    planned = frame[FOUNDED].map(lambda cell: isinstance(cell, str) and _PLANNED.search(cell) is not None)
    if not planned.any():
        return frame, []
    note = frame["note"] if "note" in frame else pd.Series(None, index=frame.index, dtype=object)
    words = headers[FOUNDED] + ": " + frame[FOUNDED].astype(object)
    joined = note.where(note.isna(), note.astype(object) + "、" + words).fillna(words)
    out = frame.assign(note=note.astype(object).where(~planned, joined), **{FOUNDED: frame[FOUNDED].mask(planned)})
    said = [
        given.finding("founding_planned", row=row, column=headers[FOUNDED], value=frame.at[row, FOUNDED])
        for row in frame.index[planned]
    ]
    return out, said
