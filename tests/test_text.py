"""The words: same keys and same holes in both languages, no Japanese in English, no key asked for in vain."""

from __future__ import annotations

import ast
import re
import string
from datetime import date
from pathlib import Path

import pytest

from dashboard import text

ROOT = Path(__file__).parents[1]
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: The language switch names each language in itself; a mark on the map is explained in the note beside it.
IN_BOTH_TONGUES = {"app.japanese", "facilities.provisional_mark"}
#: 千人 says in Japanese what {per} says in English.
DIFFERENT_HOLES = {"indicators.rate"}
#: An English sentence may quote headers and titles of Japanese files, as a small part of it.
QUOTED = 0.25
CODE = [p for folder in ("dashboard", "pages") for p in sorted((ROOT / folder).rglob("*.py"))]


def holes(sentence: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


def asked(path: Path) -> set[str]:
    """The keys that a file asks for in so many words: t("…"), text.t("…")."""
    keys = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "t" and isinstance(node.args[0].value, str):
                keys.add(node.args[0].value)
    return keys


def test_both_languages_have_the_same_keys() -> None:
    assert set(text.words("ja")) == set(text.words("en"))


def test_both_languages_fill_in_the_same_values() -> None:
    ja, en = text.words("ja"), text.words("en")
    differing = {key for key in ja if holes(ja[key]) != holes(en.get(key, ""))}
    assert not differing - DIFFERENT_HOLES


def test_english_is_english() -> None:
    shares = {key: len(JAPANESE.findall(word)) / len(word) for key, word in text.words("en").items()}
    assert not {key for key, share in shares.items() if share > QUOTED} - IN_BOTH_TONGUES


def test_nothing_is_left_empty() -> None:
    assert not [key for language in text.LANGUAGES for key, word in text.words(language).items() if not word]


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_key_that_code_asks_for_exists(path: Path) -> None:
    assert not asked(path) - set(text.words("ja"))


def test_an_unknown_key_says_where_to_add_it() -> None:
    with pytest.raises(KeyError, match=r"dashboard/locale/en\.toml"):
        text.translate("en", "app.nonsense")


@pytest.mark.parametrize(
    ("day", "precision", "ja", "en"),
    [
        (date(2008, 1, 1), "month", "平成20年1月（2008年1月）", "January 2008 (Heisei 20)"),
        (date(2008, 1, 15), "day", "平成20年1月15日（2008年1月15日）", "15 January 2008 (Heisei 20)"),
        (date(2019, 4, 30), "day", "平成31年4月30日（2019年4月30日）", "30 April 2019 (Heisei 31)"),
        (date(2019, 5, 1), "day", "令和元年5月1日（2019年5月1日）", "1 May 2019 (Reiwa 1)"),
        (date(2019, 1, 1), "year", "令和元年（2019年）", "2019 (Reiwa 1)"),
        (date(2019, 4, 1), "fiscal_year", "令和元年度（2019年度）", "FY2019 (Reiwa 1)"),
        (date(2007, 4, 1), "fiscal_year", "平成19年度（2007年度）", "FY2007 (Heisei 19)"),
        (date(1988, 4, 1), "fiscal_year", "昭和63年度（1988年度）", "FY1988 (Showa 63)"),
        (None, None, "", ""),
    ],
)
def test_dates_are_as_fine_as_they_are_known(day: date | None, precision: str | None, ja: str, en: str) -> None:
    assert text.date_label(day, precision, "ja") == ja
    assert text.date_label(day, precision, "en") == en


HOSTILE = "![x](http://example.invalid/x.png) [a](javascript:alert(1)) :red[x] $x^2$ <img src=x onerror=alert(1)>"


def test_text_from_data_is_neutral_where_markdown_is_read() -> None:
    shown = text.literal(HOSTILE)
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == HOSTILE  # nothing is lost
    assert not re.search(r"(?<!\\)[!\[\]()<>$:`*_#|~]", shown)


@pytest.mark.parametrize(
    "second_look", [":material/home:", ":smile:", "http://a.invalid", "www.a.invalid", "a@b.invalid", "->", "<-", ">="]
)
def test_what_streamlit_looks_for_after_markdown_is_kept_apart(second_look: str) -> None:
    assert second_look not in text.literal(second_look).replace("\\", "")


def test_line_ends_of_data_start_no_new_block() -> None:
    assert text.literal("a\n\n# b\n- c") == "a \\# b \\- c"
