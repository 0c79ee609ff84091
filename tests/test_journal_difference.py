"""The dry run says exactly what would be added, changed and removed, cell by cell."""

from __future__ import annotations

import pytest

from etl import current_database
from etl.journal import Store, Upload, accept, discard, propose
from tests.conftest import CODE
from tests.journal_tools import activity, rows, shown, table, take_in


@pytest.fixture
def store(small_store: Store) -> Store:
    return small_store


def test_added_and_changed_exactly(store: Store) -> None:
    proposal = propose(store, [table("活動.csv", activity("清掃活動", 36, key="A2"), activity("新しい活動", 5))])
    assert proposal.difference.counts == {"activities": (1, 1, 0)}
    (added, changed) = shown(proposal)
    assert changed == ("changed", "清掃活動", {"participants": ("35", "36")})
    assert added[:2] == ("added", "新しい活動")
    assert added[2]["start_date"] == (None, "2024-05-12")
    assert proposal.can_accept
    assert proposal.parts[0].recognised_as == "contract:activities"


def test_a_dry_run_changes_nothing(store: Store) -> None:
    before, files = current_database(store.out), sorted(p for p in store.out.iterdir() if p.suffix != ".lock")
    proposal = propose(store, [table("活動.csv", activity("新しい活動", 5))])
    discard(store, proposal)
    assert current_database(store.out) == before
    assert sorted(p for p in store.out.iterdir() if p.suffix != ".lock") == files
    assert not store.journal.exists()
    assert list(store.staging("").iterdir()) == []


def test_the_same_content_is_no_change(store: Store) -> None:
    given = store.activities[0] / f"{CODE}_小浜町" / "activities.csv"
    proposal = propose(store, [Upload("コピー.csv", given.read_bytes())])
    assert proposal.difference.counts == {}
    assert not proposal.can_accept
    assert "same_as_before" in {f.code for f in proposal.findings}


def test_a_date_is_compared_with_its_precision(store: Store) -> None:
    proposal = propose(store, [table("活動.csv", "A2|" + CODE + "||清掃活動|環境|令和6年5月|35")])
    assert shown(proposal) == [("changed", "清掃活動", {"start_date": ("2024-05-12", "2024-05")})]


def test_findings_name_the_file_as_the_user_does(store: Store) -> None:
    proposal = propose(store, [table("活動.csv", activity("会合", day="来週"), activity("朝市"))])
    (bad,) = [f for f in proposal.findings if f.severity == "error"]
    assert (bad.code, bad.file, bad.row, bad.rejected) == ("bad_date", "活動.csv", 2, True)
    assert (proposal.parts[0].rows_read, proposal.parts[0].rows_loaded, proposal.parts[0].rows_rejected) == (2, 1, 1)


def test_removal_only_when_asked(store: Store) -> None:
    upload = table("活動.csv", activity("朝市", 5, key="A1", day="2024-05-01"))
    kept = propose(store, [upload])
    assert kept.absent == {"activities": 1}
    assert kept.difference.counts == {}
    asked = propose(store, [upload], remove_absent=True)
    assert asked.difference.counts == {"activities": (0, 0, 1)}
    accept(store, asked)
    again = propose(store, [table("別.csv", activity("清掃活動", 35, key="A2"))])
    assert again.difference.counts == {"activities": (1, 0, 0)}


def test_files_changed_by_hand_are_told(store: Store) -> None:
    take_in(store, table("活動.csv", activity("新しい活動", 5)))
    assert not propose(store, [table("別.csv", activity("朝の会", 5))]).folder_changes
    path = store.activities[0] / f"{CODE}_小浜町" / "activities.csv"
    path.write_text(path.read_text("utf-8-sig").replace("35", "36"), "utf-8")
    proposal = propose(store, [table("別.csv", activity("朝の会", 5))])
    assert proposal.folder_changes
    assert proposal.difference.counts == {"activities": (1, 1, 0)}


def test_many_rows_replaced_or_removed_are_told_once(store: Store) -> None:
    many = [activity(f"会{n}", n, key=f"M{n}") for n in range(30)]
    take_in(store, table("一.csv", *many))
    take_in(store, table("二.csv", *(activity(f"会{n}", n + 1, key=f"M{n}") for n in range(30))))
    told = "SELECT code, rows, row, value, rejected FROM findings WHERE code LIKE '%_by_import%'"
    assert rows(store, told) == [("superseded_by_import_many", 30, 2, "M0", True)]
    take_in(store, table("三.csv", activity("朝市", 5, key="A1", day="2024-05-01")), remove_absent=True)
    assert sorted(rows(store, told)) == [
        ("removed_by_import", 1, 3, "A2", True),
        ("removed_by_import_many", 30, 2, "M0", True),
        ("removed_by_import_many", 30, 2, "M0", True),
    ]
    assert rows(store, "SELECT rows_read - rows_loaded - rows_rejected FROM build_info") == [(0,)]
