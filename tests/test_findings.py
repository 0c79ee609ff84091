"""Every finding is a full, polite sentence in both languages, and can be made."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from etl.findings import CATALOGUE, finding


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_each_code_speaks_both_languages(code: str) -> None:
    kind = CATALOGUE[code]
    assert kind.severity in {"error", "warning", "info"}
    for sentence in (kind.message_ja, kind.remedy_ja):
        assert sentence.rstrip("}").endswith(("。", "hint", "suggestion")), sentence
    for sentence in (kind.message_en, kind.remedy_en):
        assert sentence.rstrip("}").rstrip(")").endswith((".", "hint_en", "suggestion_en")), sentence


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_each_code_can_be_made(code: str) -> None:
    kind = CATALOGUE[code]
    wanted = set.union(*(placeholders(t) for t in (kind.message_ja, kind.message_en, kind.remedy_ja, kind.remedy_en)))
    params = dict.fromkeys(wanted - {"file", "row", "column", "value", "rows"}, "x")
    made = finding(code, file="a/b.csv", row=3, column="列", value="値", rejected=True, **params)
    assert (made.code, made.row, made.rejected) == (code, 3, True)
    assert "{" not in made.message_ja + made.message_en + made.remedy_ja + made.remedy_en


def test_a_cell_with_braces_is_only_text() -> None:
    made = finding("bad_date", file="a.csv", row=1, column="{x}", value="{0.__class__}${1}")
    assert "{0.__class__}${1}" in made.message_ja


def test_a_forgotten_parameter_is_a_bug() -> None:
    with pytest.raises(KeyError):
        finding("out_of_range", file="a.csv", row=1, column="人口", value="-1")


def test_a_hostile_cell_does_not_flood_the_report() -> None:
    assert len(finding("bad_date", file="a.csv", row=1, column="c", value="x\n" * 10_000).value) <= 120


def test_every_code_is_used_somewhere() -> None:
    folder = Path(__file__).parents[1] / "etl"
    texts = [p.read_text("utf-8") for p in folder.rglob("*.py")]
    spoken = "".join(text for text in texts if ": dict[str, Kind] = {" not in text)  # not the catalogue itself
    assert [code for code in CATALOGUE if f'"{code}"' not in spoken] == []
