"""``import``, ``undo`` and ``history``: the journal of imports from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.commands.output import finding_lines, finding_object, shown_progress
from etl.commands.places import DATA, refuse_missing
from etl.findings import guard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from etl.journal import Entry, Proposal

_ACTIONS = {"import": "取り込み import", "undo": "取り消し undo"}
#: So many changed rows are printed in a terminal; --json has all that a proposal lists.
_SHOWN = 20
_MARKS = {"added": "+", "changed": "~", "removed": "-"}


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    take = commands.add_parser("import", help="ファイルを取り込む（取り消せる）/ import files; can be undone")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE")
    take.add_argument("--municipality", default="", metavar="CODE", help="whose files they are, if they do not say so")
    take.add_argument("--by", default="", metavar="TEXT", help="誰が（任意）/ who imports, for the history")
    take.add_argument("--note", default="", metavar="TEXT", help="メモ（任意）/ why, for the history")
    take.add_argument("--dry-run", action="store_true", help="変わる行を示すだけ / only show what would change")
    take.add_argument(
        "--remove-absent", action="store_true", help="ファイルにない行を削除 / remove rows not in the files"
    )
    take.add_argument(
        "--keep-same-name", action="store_true", help="同じ名前の前の取り込みも残す / keep an earlier file of that name"
    )
    take.set_defaults(run=_import)

    undo = commands.add_parser("undo", help="取り込みを取り消す / take an import back")
    undo.add_argument("entry", type=int, metavar="NUMBER")
    undo.add_argument("--by", default="", metavar="TEXT", help="誰が（任意）/ who, for the history")
    undo.add_argument("--note", default="", metavar="TEXT", help="メモ（任意）/ why, for the history")
    undo.set_defaults(run=_undo)

    past = commands.add_parser("history", help="取り込みの履歴 / what was imported, the newest first")
    past.set_defaults(run=_history)
    for command in (take, undo, past):
        command.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"the data folder; default {DATA}")
        command.add_argument("--json", action="store_true", help="print one JSON object")


def _import(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    refuse_missing(parser, [*options.files, options.data])
    guard.log_in(options.data)
    if folders := [p for p in options.files if p.is_dir()]:
        parser.error(f"「{folders[0]}」はフォルダです。ファイルを指定してください / is a folder; give files")
    from etl import journal
    from etl.readers.settings import code_in_name

    if options.municipality and code_in_name(options.municipality) == "":
        parser.error(f"「{options.municipality}」は市区町村コードではありません / is not a municipality code")
    store = journal.Store.at(options.data)
    try:
        uploads = [journal.Upload(p.name, p.read_bytes()) for p in options.files]
    except OSError as error:
        print(f"ファイルを読めませんでした / the file could not be read: {error}", file=sys.stderr)
        return 1
    try:
        with shown_progress() as progress:
            proposal = journal.propose(
                store, uploads, municipality=code_in_name(options.municipality),
                remove_absent=True if options.remove_absent else None,
                replace_same_name=not options.keep_same_name, progress=progress,
            )  # fmt: skip
            wanted = proposal.can_accept and not options.dry_run
            try:
                entry = (
                    journal.accept(store, proposal, by=options.by, note=options.note, progress=progress)
                    if wanted
                    else None
                )
            finally:  # nobody can take up this dry run again
                journal.discard(store, proposal)
    except journal.JournalError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(_proposal_object(proposal, entry), ensure_ascii=False))
    else:
        print("\n".join(_proposal_lines(proposal, entry, dry_run=options.dry_run)))
    return 0 if proposal.can_accept else 1


def _undo(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    refuse_missing(parser, [options.data])
    guard.log_in(options.data)
    from etl import journal

    try:
        with shown_progress() as progress:
            entry = journal.undo(
                journal.Store.at(options.data), options.entry, by=options.by, note=options.note, progress=progress
            )
    except journal.JournalError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(_entry_object(entry), ensure_ascii=False) if options.json else "\n".join(_entry_lines(entry)))
    return 0


def _history(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    refuse_missing(parser, [options.data])
    from etl import journal

    try:
        store = journal.Store.at(options.data)
        entries, damage = journal.history(store), journal.damage(store)
    except journal.JournalError as error:
        print(error, file=sys.stderr)
        return 1
    if damage:
        print("\n".join(finding_lines(damage)), file=sys.stderr)
    if options.json:
        print(json.dumps({"entries": [_entry_object(e) for e in entries]}, ensure_ascii=False))
    elif entries:
        print("\n".join(line for e in entries for line in _entry_lines(e)))
    else:
        print("取り込みはまだありません / nothing was imported yet")
    return 0


# ------------------------------------------------------------------------------------------------------ output
def _proposal_object(proposal: Proposal, entry: Entry | None) -> dict[str, Any]:
    return {
        "entry": None if entry is None else _entry_object(entry),
        "can_accept": proposal.can_accept,
        "files": [asdict(p) for p in proposal.parts],
        "difference": _counts_object(proposal.difference.counts),
        "rows": [asdict(r) for r in proposal.difference.rows],
        "absent": dict(proposal.absent),
        "replaces": list(proposal.replaces),
        "folder_changes": proposal.folder_changes,
        "findings": [finding_object(f) for f in proposal.findings],
    }


def _entry_object(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.number, "action": entry.action, "at": entry.at, "by": entry.by, "note": entry.note,
        "undoes": entry.undoes, "active": entry.active, "pending": entry.pending,
        "files": [{"name": f.name, "sha256": f.sha256, "size_bytes": f.size_bytes} for f in entry.files],
        "difference": _counts_object(entry.difference),
    }  # fmt: skip


def _counts_object(counts: Mapping[str, tuple[int, int, int]]) -> dict[str, dict[str, int]]:
    return {table: dict(zip(("added", "changed", "removed"), c, strict=True)) for table, c in counts.items()}


def _proposal_lines(proposal: Proposal, entry: Entry | None, *, dry_run: bool) -> list[str]:
    lines = [
        f"{p.file}{f' [{p.part}]' if p.part else ''} → {p.table or '？'}: 読み取り read {p.rows_read:,}"
        f" = 取り込み loaded {p.rows_loaded:,} + 除外 rejected {p.rows_rejected:,}"
        for p in proposal.parts
    ]
    lines += finding_lines(proposal.findings)
    lines += _counted(proposal.difference.counts)
    for row in proposal.difference.rows[:_SHOWN]:
        cells = "、".join(f"{c.column}: {c.before} → {c.after}" for c in row.cells) if row.kind == "changed" else ""
        lines.append(f"  {_MARKS[row.kind]} {row.table} {row.label} {cells}".rstrip())
    if proposal.difference.total > _SHOWN:
        lines.append("  …")
    if entry is not None:
        return [*lines, *_entry_lines(entry)]
    if not proposal.can_accept:
        return [*lines, "変わる行がないため、取り込みませんでした / nothing would change; nothing was imported"]
    return [*lines, "試しただけで、取り込んでいません / dry run; nothing was imported"] if dry_run else lines


def _entry_lines(entry: Entry) -> list[str]:
    state = "" if entry.active else "（取り消し済み undone）"
    state += "（公開待ち not published yet）" if entry.pending else ""
    what = f" → {entry.undoes}" if entry.undoes is not None else ""
    head = f"{entry.number} {entry.at} {_ACTIONS[entry.action]}{what} {entry.by} {entry.note}".rstrip()
    files = [f"    {f.name} {f.size_bytes:,} B sha256 {f.sha256[:12]}" for f in entry.files]
    return [head + state, *files, *(f"  {line}" for line in _counted(entry.difference))]


def _counted(counts: Mapping[str, tuple[int, int, int]]) -> list[str]:
    return [f"  {t}: 追加 +{a:,} 変更 ~{c:,} 削除 -{r:,} added/changed/removed" for t, (a, c, r) in counts.items()]
