"""What an import does to other files is told before it is accepted: names that they use and nobody has any more."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from etl import accept, current_database, findings_workbook, open_published, propose, propose_undo
from etl.journal import Store
from tests.conftest import CODE
from tests.journal_tools import rows, table, take_in

COUNCILS = "協議会ID|市区町村コード|協議会名"
USES = "活動ID|市区町村コード|協議会|活動名|実施日"


def council(name: str) -> str:
    return f"N1|{CODE}|{name}"


def test_a_council_that_is_renamed_leaves_those_who_call_it_by_its_old_name(store: Store) -> None:
    take_in(store, table("協議会.csv", council("灯台まちづくり協議会"), header=COUNCILS))
    events = [f"U{n}|{CODE}|灯台まちづくり協議会|会{n}|2024-05-0{n}" for n in (1, 2)]
    take_in(store, table("活動.csv", *events, header=USES))
    renamed = table("改称.csv", council("灯台と港の協議会"), header=COUNCILS)
    published = current_database(store.out)
    assert published is not None
    with open_published(published):  # as the screen does
        proposal = propose(store, [renamed])
    (told,) = [f for f in proposal.findings if f.code == "other_files_concerned"]
    assert (told.severity, told.file, told.rejected) == ("warning", "imports/000002/活動.csv", False)
    assert "確認事項が1件ふえます" in told.message_ja
    assert "「灯台まちづくり協議会」は見つかりません" in told.message_ja
    assert "1 new finding(s) on other files" in told.message_en
    assert proposal.difference.counts["activities"] == (0, 2, 0)
    book = load_workbook(io.BytesIO(findings_workbook({renamed.name: renamed.data}, proposal.findings)))
    assert book.sheetnames[0] == "確認事項"

    accept(store, proposal)
    assert rows(store, "SELECT count(*) FROM activities WHERE activity_id LIKE 'U%' AND council_id IS NULL") == [(2,)]
    again = propose(store, [table("次.csv", f"V1|{CODE}||ほかの会|2024-05-03", header=USES)])
    assert [f.code for f in again.findings if f.severity != "info"] == [], "what is published already is no news"
    assert propose_undo(store, 3).findings == ()
    assert [f.code for f in propose_undo(store, 1).findings] == [], "the renamed council is import 3's"
