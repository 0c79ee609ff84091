"""Any sequence of imports, corrections, removals and undos gives what a simple model of it gives."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from etl.journal import Store, accept, discard, history, pending, propose, undo
from tests.journal_tools import activity, rows, table

BASE = {"A1": 5, "A2": 35}
#: Title and day of the rows of the folder, so that an import may repeat one of them to the letter.
ABOUT = {"A1": ("朝市", "2024-05-01"), "A2": ("清掃活動", "2024-05-12")}
KEYS = st.sampled_from(["A1", "A2", "B1", "B2"])


@dataclass
class Line:
    """One line of the journal, as the model knows it."""

    undoes: int = 0
    name: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    replaces: set[int] = field(default_factory=set)


def active(lines: list[Line]) -> set[int]:
    standing = set(range(1, len(lines) + 1))
    for number in range(len(lines), 0, -1):
        if number in standing and lines[number - 1].undoes:
            standing.discard(lines[number - 1].undoes)
    return standing


def published(lines: list[Line]) -> dict[str, int]:
    out, standing = dict(BASE), active(lines)
    replaced = {old for number in standing for old in lines[number - 1].replaces}
    for number in sorted(standing):
        line = lines[number - 1]
        out = {key: people for key, people in out.items() if key not in line.removed}
        if number not in replaced:
            out |= line.rows
    return out


class Imports(RuleBasedStateMachine):
    """The store beside its model."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.at(Path(shutil.copytree(self.template, Path(self.folder.name) / "data")))
        self.lines: list[Line] = []

    @rule(
        name=st.sampled_from(["一.csv", "二.csv"]),
        people=st.dictionaries(KEYS, st.integers(0, 9), min_size=1),
        remove=st.booleans(),
    )
    def take_in(self, name: str, people: dict[str, int], remove: bool) -> None:
        about = {key: ABOUT.get(key, (key, "2024-05-12")) for key in people}
        upload = table(name, *(activity(about[k][0], n, key=k, day=about[k][1]) for k, n in people.items()))
        proposal = propose(self.store, [upload], remove_absent=remove)
        before, standing = published(self.lines), active(self.lines)
        names = {n for n in standing if self.lines[n - 1].name == name}
        current = {n for n in names if not any(n in self.lines[m - 1].replaces for m in standing)}
        line = Line(0, name, people, replaces=current)
        without = published([*self.lines, line])
        line.removed = set(before) - set(people) if remove else set()
        after = published([*self.lines, line])
        assert set(proposal.replaces) == current
        assert proposal.absent == ({"activities": len(gone)} if (gone := set(before) - set(people)) else {}), without
        changed = {k for k in before if k in after and before[k] != after[k]}
        counts = (len(set(after) - set(before)), len(changed), len(set(before) - set(after)))
        assert proposal.difference.counts.get("activities", (0, 0, 0)) == counts
        if proposal.can_accept:
            assert accept(self.store, proposal).number == len(self.lines) + 1
            self.lines.append(line)
        else:
            assert after == before
            discard(self.store, proposal)

    @precondition(lambda self: bool(active(self.lines)))
    @rule(choice=st.integers(0, 99))
    def take_back(self, choice: int) -> None:
        standing = sorted(active(self.lines))
        self.lines.append(Line(undoes=standing[choice % len(standing)]))
        undo(self.store, self.lines[-1].undoes)

    def teardown(self) -> None:
        found = dict(rows(self.store, "SELECT activity_id, participants FROM activities"))
        assert found == published(self.lines)
        assert {e.number for e in history(self.store) if e.active} == active(self.lines)
        assert pending(self.store) == ()
        self.folder.cleanup()


def test_imports_and_undos_follow_the_model(small_folder: Path) -> None:
    Imports.template = small_folder
    quick = settings(
        max_examples=3,
        stateful_step_count=5,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(Imports, settings=quick)
