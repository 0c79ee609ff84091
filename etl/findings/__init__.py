"""What can be wrong with input, said in full sentences: the one catalogue of findings.

Every code has a severity, a message (what, where) and a remedy (what to do), each in Japanese and English.  A finding
is plain data; nothing here reads a file or decides.  Adding a code = one entry in the module of its subject.

Placeholders in the templates: ``{file} {row} {column} {value} {rows}`` are always there, the others are the parameters that
:func:`finding` is given (a missing one is a bug and raises ``KeyError``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from etl.findings.cells import CELLS
from etl.findings.changes import CHANGES
from etl.findings.files import FILES
from etl.findings.journal import JOURNAL
from etl.findings.kinds import Kind, Severity
from etl.findings.scope import SCOPE
from etl.findings.shapes import SHAPES

__all__ = ["CATALOGUE", "Finding", "Kind", "Severity", "finding"]

CATALOGUE: Mapping[str, Kind] = MappingProxyType({**FILES, **SHAPES, **CELLS, **SCOPE, **CHANGES, **JOURNAL})


@dataclass(frozen=True)
class Finding:
    """One remark about the input: where it is, what it is, what to do.

    ``part`` is the sheet, layer or zip member where the file has several, ``row`` the number the user sees (Excel row,
    CSV line, feature number from 1).  ``rejected`` says that this row
    was not loaded.  A remark about many rows alike is made once: ``rows`` says of how many it speaks and ``row`` is the
    first.  Rows read = rows loaded + :attr:`rows_rejected` of all findings.
    """

    code: str
    severity: Severity
    file: str
    part: str
    row: int | None
    column: str
    value: str
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str
    rejected: bool = False
    municipality_code: str | None = None
    rows: int = 1

    @property
    def rows_rejected(self) -> int:
        """How many rows were not loaded because of this."""
        return self.rows if self.rejected else 0


def finding(
    code: str,
    *,
    file: str,
    part: str = "",
    row: int | None = None,
    column: str = "",
    value: object = "",
    rejected: bool = False,
    municipality_code: str | None = None,
    rows: int = 1,
    **params: object,
) -> Finding:
    """A finding of the catalogue with its templates filled in.

    Raises:
        KeyError: the code is not in the catalogue, or a template wants a parameter that was not given.

    >>> finding("bad_date", file="a.csv", row=3, column="実施日", value="来週").message_ja
    '3行目の「実施日」の「来週」は日付として読めません。'
    """
    kind = CATALOGUE[code]
    file, part, column, shown = writable(file), writable(part), writable(column), writable(_short(value))
    params = {key: writable(v) if isinstance(v, str) else v for key, v in params.items()}
    number = None if row is None else int(row)  # plain, whatever library counted it
    known = {
        **params,
        "rows": f"{rows:,}",
        "file": file,
        "row": "" if number is None else number,
        "column": column,
        "value": shown,
    }
    known.setdefault("toml", f"{file.rsplit('/', 1)[-1]}.toml")
    known["part"] = f"{file} / {part}" if part else file
    return Finding(
        code=code,
        severity=kind.severity,
        file=file,
        part=part,
        row=number,
        column=column,
        value=shown,
        message_ja=kind.message_ja.format_map(known).rstrip(),
        message_en=kind.message_en.format_map(known).rstrip(),
        remedy_ja=kind.remedy_ja.format_map(known),
        remedy_en=kind.remedy_en.format_map(known),
        rejected=rejected,
        municipality_code=municipality_code,
        rows=rows,
    )


def writable(text: str) -> str:
    r"""The text with an escape for what no file or console can hold: half of a character, a byte that is no text.

    >>> writable("a\udc8ab")
    'a\\udc8ab'
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _short(value: object, limit: int = 120) -> str:
    """The value as one line of at most ``limit`` characters, so that a hostile cell cannot flood the report.

    >>> _short("a" * 200)[-3:]
    'aa…'
    """
    line = "" if value is None else " ".join(str(value).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
