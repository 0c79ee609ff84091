"""Tables out of the dashboard: CSV, CSV for older Excel, XLSX; each says where its numbers are from.

A file names its municipality, title, 年度, district and day, and carries the sources inside.  Text from data never
becomes a formula, and a character that an encoding lacks is replaced visibly and counted, never dropped in silence.
Files are made when the button is pressed, so that a page does not wait for them.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
import xlsxwriter

from dashboard import state, theme
from dashboard.database import queries
from dashboard.records import queries as queries_records
from dashboard.state import Language, Selection
from dashboard.text import LANGUAGES, date_label, fiscal_year_label, translate
from etl import TWINS as SAME_IN_CP932
from etl import neutral as without_formula

#: Characters that cp932 has under another code point of the same shape.
TWINS = {**SAME_IN_CP932, 0xA0: " "}
#: The mark of a missing character in Japanese printing (下駄記号).
GETA = "〓"
MAX_WIDTH = 48

Cell = str | int | float


@dataclass(frozen=True)
class Label:
    """What every exported table says about itself."""

    title: str
    municipality: str
    year: str
    district: str
    sources: tuple[str, ...]
    is_sample: bool
    day: datetime.date
    language: Language


# ---------------------------------------------------------------------------------------------------- cells
@lru_cache(maxsize=1)
def _own_words() -> frozenset[str]:
    """Our own words for nothing: one of their marks looks like a minus."""
    nothings = theme.NOTHINGS.values()
    return frozenset(
        f"{nothing.mark} {translate(tongue, nothing.label_key)}" for nothing in nothings for tongue in LANGUAGES
    )


def neutral(text: str) -> str:
    """A text of a cell that no spreadsheet takes for a formula.

    >>> neutral("=1+1"), neutral("-12.5"), neutral("－ 対象外"), neutral("防災訓練")
    ("'=1+1", '-12.5', '－ 対象外', '防災訓練')
    """
    return text if text in _own_words() else without_formula(text)


def cell(value: Any) -> Cell:
    """A value as a file holds it: numbers as numbers, lists joined, dates in ISO form, nothing as an empty text."""
    if isinstance(value, list | tuple | np.ndarray):
        return neutral("、".join(str(item) for item in value))
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, int | float):
        return int(number) if float(number).is_integer() else number
    return neutral(str(number))


def rows(frame: pd.DataFrame) -> list[list[Cell]]:
    """The header row and every row of a frame, ready for a file."""
    header: list[Cell] = [neutral(str(column)) for column in frame.columns]
    return [header, *([cell(value) for value in row] for row in frame.itertuples(index=False, name=None))]


# ---------------------------------------------------------------------------------------------------- files
def csv_bytes(frame: pd.DataFrame, label: Label, encoding: str) -> bytes:
    """The table as CSV (RFC 4180), 年度 and 出典 at the end of every row.

    Args:
        frame: columns named as on the screen.
        label: what the table is and where it is from.
        encoding: ``utf-8-sig``, or ``cp932`` with :data:`GETA` for what it lacks.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    header, *body = rows(frame)
    extra = _extra_columns(header, label)
    writer.writerow([*header, *(name for name, _ in extra)])
    writer.writerows([*row, *(value for _, value in extra)] for row in body)
    text = buffer.getvalue()
    return text.encode(encoding) if encoding != "cp932" else to_cp932(text)[0]


def _extra_columns(header: Sequence[Cell], label: Label) -> list[tuple[str, str]]:
    sample = f"【{translate(label.language, 'export.sample')}】" if label.is_sample else ""
    columns = (
        (translate(label.language, "export.fiscal_year"), label.year),
        (translate(label.language, "export.source"), sample + " / ".join(label.sources)),
    )
    return [(name, neutral(value)) for name, value in columns if name not in header]


def to_cp932(text: str) -> tuple[bytes, int]:
    """Text in cp932 and the number of characters it has no place for.

    >>> to_cp932("1〜2")[0].decode("cp932"), to_cp932("𠮷野家")[1]
    ('1～2', 1)
    """
    text = text.translate(TWINS)
    try:
        return text.encode("cp932"), 0
    except UnicodeEncodeError:
        fitted = "".join(c if _fits(c) else GETA for c in text)
    return fitted.encode("cp932"), sum(a != b for a, b in zip(text, fitted, strict=True))


def _fits(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def lost_in_cp932(frame: pd.DataFrame, label: Label) -> int:
    """How many characters of the table would be replaced in cp932."""
    texts = [str(value) for column in frame for value in frame[column] if isinstance(value, str | list | tuple)]
    lost_in_rows = to_cp932("\n".join([*map(str, frame.columns), *texts]))[1]
    return lost_in_rows + len(frame) * to_cp932("".join(label.sources))[1]


def xlsx_bytes(frame: pd.DataFrame, label: Label) -> bytes:
    """The table as a workbook: the data, and a sheet that says what it is and where it is from."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _write_data(book.add_worksheet(sheet_name(label.title)), rows(frame), bold)
        about = book.add_worksheet(translate(label.language, "export.source"))
        _write_lines(about, _about_lines(label), book.add_format({"bold": True, "valign": "top"}))
    return buffer.getvalue()


def _write_data(sheet: Any, table: Sequence[Sequence[Cell]], bold: Any) -> None:
    for r, row in enumerate(table):
        for c, value in enumerate(row):
            _put(sheet, r, c, value, bold if r == 0 else None)
    for c in range(len(table[0])):
        sheet.set_column(c, c, min(MAX_WIDTH, 2 + max(_width(row[c]) for row in table[:200])))
    sheet.freeze_panes(1, 0)
    if len(table) > 1:
        sheet.autofilter(0, 0, len(table) - 1, len(table[0]) - 1)


def _put(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _width(value: Cell) -> int:
    """Columns of a text: a full-width character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in str(value))


def _write_lines(sheet: Any, lines: Iterable[tuple[str, str]], bold: Any) -> None:
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, neutral(value))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)


def _about_lines(label: Label) -> list[tuple[str, str]]:
    def word(key: str) -> str:
        return translate(label.language, f"export.{key}")

    lines = [
        (word("title"), label.title),
        (word("municipality"), label.municipality),
        (word("fiscal_year"), label.year),
        (word("district"), label.district or word("all_districts")),
        (word("exported"), date_label(label.day, "day", label.language)),
    ]
    if label.is_sample:
        lines.append((word("sample"), word("sample_note")))
    return [*lines, *((word("source"), source) for source in label.sources or (word("no_source"),))]


def sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet: at most 31 characters, brackets, colons, slashes left out."""
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "1"


def file_name(label: Label, suffix: str) -> str:
    """The name of a file: municipality, title, 年度, district if one is chosen, day.

    >>> day = datetime.date(2026, 4, 1)
    >>> file_name(Label("活動/件数", "潮見野市", "令和7年度（2025年度）", "", (), True, day, "ja"), "csv")
    '潮見野市_活動 件数_令和7年度（2025年度）_20260401.csv'
    """
    parts = [label.municipality, label.title, label.year, label.district, label.day.strftime("%Y%m%d")]
    clean = (re.sub(r'[\x00-\x1f<>:"/\\|?*_]+', " ", part).strip(" .") for part in parts)
    return f"{'_'.join(part for part in clean if part)[:150]}.{suffix}"


# --------------------------------------------------------------------------------------------------- screen
def source_line(source: Mapping[str, Any], language: Language) -> str:
    """A source in one line: title, publisher, page, as-of date, terms."""
    as_of = date_label(source["as_of"], source["as_of_precision"], language)
    published = date_label(source["published"], source["published_precision"], language)
    parts = [
        source["publisher"],
        source["page"] and translate(language, "sources.page_number", page=source["page"]),
        published and translate(language, "sources.published_on", date=published),
        as_of and translate(language, "sources.as_of_on", date=as_of),
        source["terms"],
    ]
    rest = " | ".join(str(part) for part in parts if part)
    return translate(language, "sources.line", title=source["title"], rest=rest) if rest else str(source["title"])


def label_of(database: str, title: str, selection: Selection, sources: Iterable[str | None]) -> Label:
    """What a table of this selection says about itself."""
    language = selection.language
    place = queries_records.place(database, selection.municipality, selection.district)
    documents = queries.sources(database, tuple(sorted({s for s in sources if isinstance(s, str) and s})))
    return Label(
        title=title,
        municipality=place.municipality_en if language == "en" else place.municipality,
        year=fiscal_year_label(selection.fiscal_year, language),
        district=place.district,
        sources=tuple(source_line(row, language) for row in queries.records(documents)),
        is_sample=place.is_sample,
        day=datetime.date.today(),
        language=language,
    )


def download_buttons(
    frame: pd.DataFrame, *, title: str, selection: Selection, sources: Iterable[str | None], key: str, year: str = ""
) -> None:
    """The three buttons under a table.

    Args:
        frame: what is exported, columns named as on the screen, numbers as numbers.
        title: the table's name in the reader's language.
        selection: municipality, 年度, district and language at this moment.
        sources: ids of the sources of the table's numbers.
        key: unique on the page.
        year: the period in words where it is not the selected 年度.
    """
    label = label_of(state.database(), title, selection, sources)
    label = replace(label, year=year) if year else label
    csv_type, xlsx_type = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    files = (
        ("csv", "csv", partial(csv_bytes, frame, label, "utf-8-sig"), csv_type),
        ("cp932", "sjis.csv", partial(csv_bytes, frame, label, "cp932"), csv_type),
        ("xlsx", "xlsx", partial(xlsx_bytes, frame, label), xlsx_type),
    )
    with st.container(horizontal=True, gap="small"):
        for kind, suffix, make, mime in files:
            st.download_button(
                translate(label.language, f"export.{kind}"),
                make,
                file_name=file_name(label, suffix),
                mime=mime,
                key=f"{key}_{kind}",
                help=translate(label.language, f"export.{kind}_help"),
                icon=":material/download:",
                on_click="ignore",
                disabled=frame.empty,
            )
    lost = lost_in_cp932(frame, label)
    if lost:
        st.caption(translate(label.language, "export.lost", count=lost, mark=GETA))
