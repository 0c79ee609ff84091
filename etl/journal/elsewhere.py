"""What an import does to other files: names that they use and nobody has any more, and so on.

A dry run lists the findings on the files at hand; these are told beside them, one for each kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from etl.build.opening import open_published
from etl.findings import Finding, finding

#: What is wrong with the store itself: why rows of earlier imports go that nobody removed.
OF_THE_STORE = frozenset({"journal_damaged", "import_file_missing", "import_file_changed"})
#: What makes a finding the same before and after.
_Place = tuple[str, str, int | None, str, str]


def elsewhere(published: Path | None, found: Iterable[Finding], own: str) -> list[Finding]:
    """The findings that are not on the files at hand and matter to whoever takes them in.

    Args:
        published: the published database.
        found: every finding of the candidate.
        own: what the names of the files at hand begin with; empty if there are none.
    """
    others = [f for f in found if f.severity != "info" and not (own and f.file.startswith(own))]
    store = [f for f in others if f.code in OF_THE_STORE]
    known = _known(published)
    groups: dict[tuple[str, str], list[Finding]] = {}
    for f in others:
        if f.code not in OF_THE_STORE and published is not None and _place(f) not in known:
            groups.setdefault((f.code, f.column), []).append(f)
    return store + [_summed(group) for group in groups.values()]


def _summed(group: Sequence[Finding]) -> Finding:
    first = group[0]
    return finding(
        "other_files_concerned", file=first.file, part=first.part, row=first.row, column=first.column,
        value=first.value, count=len(group), example=first.message_ja, example_en=first.message_en,
    )  # fmt: skip


def _place(f: Finding) -> _Place:
    return f.code, f.file, f.row, f.column, f.value


def _known(published: Path | None) -> set[_Place]:
    if published is None:
        return set()
    with open_published(published) as connection:
        found = connection.execute(
            "SELECT code, file, row, \"column\", value FROM findings WHERE severity <> 'info'"
        ).fetchall()
    return {(code, file, row, column or "", value or "") for code, file, row, column, value in found}
