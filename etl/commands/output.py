"""What the commands say: progress on standard error, results for a person or as one JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from etl.findings import guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.build.collect import Progress
    from etl.build.database import Result
    from etl.findings import Finding

#: So many findings of each kind are printed in a terminal; --json has all of them.
SHOWN = 3
_SEVERITIES = {"error": "誤り error", "warning": "注意 warning", "info": "参考 info"}
_STEPS = {
    "read": "読み込み reading",
    "link": "照合 linking",
    "measure": "計測 measuring",
    "map": "地図 drawing map data",
    "write": "書き込み writing",
    "store": "保存 storing",
    "compare": "比較 comparing",
    "commit": "記録 recording",
    "publish": "公開 publishing",
    "tidy": "片付け tidying",
}


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A bar on standard error when that is a terminal, otherwise silence."""
    if not sys.stderr.isatty():
        yield lambda step, detail: None
        return
    from tqdm import tqdm

    with tqdm(unit=" step", file=sys.stderr, leave=False) as bar:

        def show(step: str, detail: str) -> None:
            bar.set_description_str(f"{_STEPS.get(step, step)} {detail}"[:70])
            bar.update()

        yield show


@contextmanager
def bytes_bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of bytes on standard error when that is a terminal, otherwise silence."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(desc=name, unit="B", unit_scale=True, file=sys.stderr, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        yield show


def say(result: Result, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_object(result), ensure_ascii=False))
        return
    for line in summary(result):
        print(line)


def say_unexpected(error: Exception, command: str, *, as_json: bool) -> None:
    """The last word on an error that nobody foresaw: one finding, in the form that was asked for."""
    found = guard.told(error, doing=f"{command} の処理をする", doing_en=f"running {command}")
    if as_json:
        print(json.dumps({"findings": [finding_object(found)]}, ensure_ascii=False))
    print("\n".join(finding_lines([found])), file=sys.stderr)


def as_object(result: Result) -> dict[str, Any]:
    """The result as the JSON object of the public interface."""
    return {
        "database": None if result.database is None else str(result.database),
        "tables": {name: count for name, count in sorted(result.tables.items()) if count},
        "rows": {"read": result.rows_read, "loaded": result.rows_loaded, "rejected": result.rows_rejected},
        "findings": [finding_object(f) for f in result.findings],
    }


def finding_object(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity,
        "file": found.file,
        "part": found.part,
        "row": found.row,
        "column": found.column,
        "value": found.value,
        "message": found.message_ja,
        "remedy": found.remedy_ja,
        "message_en": found.message_en,
        "remedy_en": found.remedy_en,
        "rejected": found.rejected,
        "rows": found.rows,
    }


def summary(result: Result) -> list[str]:
    """What a person should know: counts, then the findings by kind, the gravest first."""
    lines = [
        f"読み取り read {result.rows_read:,} 行 = 取り込み loaded {result.rows_loaded:,}"
        f" + 除外 rejected {result.rows_rejected:,}"
    ]
    lines += [f"  {name}: {count:,}" for name, count in sorted(result.tables.items()) if count]
    lines += finding_lines(result.findings)
    if result.database is not None:
        lines.append(f"公開しました published: {result.database}")
    return lines


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    lines: list[str] = []
    for severity, label in _SEVERITIES.items():
        groups: dict[str, list[Finding]] = {}
        for found in findings:
            if found.severity == severity:
                groups.setdefault(found.code, []).append(found)
        for code, group in groups.items():
            lines.append(f"[{label}] {code}: {len(group):,}")
            shown = group if severity == "error" and len(group) <= 2 * SHOWN else group[:SHOWN]
            for found in shown:
                where = f"{found.file} [{found.part}]" if found.part else found.file
                lines.append(f"    {where}: {found.message_ja}")
                lines.append(f"      {found.message_en}")
            lines.append(f"      → {group[0].remedy_ja} / {group[0].remedy_en}")
    return lines
