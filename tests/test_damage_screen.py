"""What the screen and the server say when databases cannot be read: a banner, a page with one button, no traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.importing import access
from etl import current_database
from etl.journal import Store
from tests import damaged, tiny_city
from tests.browser.running import serving
from tests.conftest import CODE
from tests.journal_tools import activities
from tests.test_server import get, run

ROOT = Path(__file__).parents[1]
FUTURE = "20990101T000000000000.duckdb"
GEOMETRY = f"/geo/{tiny_city.CITY}-districts.0123456789abcdef.json"


@pytest.fixture
def screen(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The whole screen over a data folder of one's own, at this machine."""
    monkeypatch.delenv("CHIKU_DATABASE", raising=False)
    monkeypatch.setenv("CHIKU_BUILD_DIR", str(small_store.out))
    monkeypatch.setattr(access, "_gate", access.Gate(lan=False))
    return AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)


def words(screen: AppTest) -> str:
    parts = (screen.title, screen.warning, screen.error, screen.info, screen.markdown)
    return "\n".join(str(element.value) for part in parts for element in part)


def newer_junk(store: Store) -> None:
    good = current_database(store.out)
    assert good is not None
    junk = store.out / FUTURE
    junk.write_bytes(good.read_bytes()[: good.stat().st_size // 2])


def over_damaged(screen: AppTest, store: Store, how: str) -> None:
    """The screen where the only build is damaged."""
    database = current_database(store.out)
    assert database is not None
    damaged.damage(database, how)
    screen.run()
    assert not screen.exception


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "途中で切れています"), ("en", "it is cut short")], ids=["ja", "en"]
)
def test_the_older_build_is_shown_under_a_banner(screen: AppTest, small_store: Store, language: str, said: str) -> None:
    newer_junk(small_store)
    screen.query_params["m"], screen.query_params["lang"] = CODE, language
    screen.run()
    assert not screen.exception
    assert not screen.error
    (banner,) = [w.value for w in screen.warning if said in w.value]
    assert FUTURE.partition(".")[0] in banner


def test_where_nothing_opens_one_button_builds_again(screen: AppTest, small_store: Store) -> None:
    over_damaged(screen, small_store, "cut in half")
    assert "データを読めません / The data cannot be read" in words(screen)
    assert "途中で切れています" in words(screen)
    screen.button(key="damage_rebuild").click().run()
    assert not screen.exception
    assert activities(small_store) == {"朝市": 5, "清掃活動": 35}
    assert "データを読めません" not in words(screen)


def test_whoever_may_not_change_data_has_no_button(
    screen: AppTest, small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_gate", access.Gate(lan=True))
    over_damaged(screen, small_store, "noise")
    assert "データを読めません" in words(screen)
    assert "damage_rebuild" not in {button.key for button in screen.button}


def test_geometry_comes_from_the_builds_that_open(tmp_path: Path) -> None:
    whole = Path(tiny_city.write(tmp_path / "20260101T000000000000.duckdb"))
    (tmp_path / FUTURE).write_bytes(whole.read_bytes()[:200_000])
    (tmp_path / "20980101T000000000000.duckdb").mkdir()
    with serving(tmp_path) as address:
        assert get(address + GEOMETRY, Accept_Encoding="gzip")[0] == 200
        assert get(address + GEOMETRY.replace("0123", "9999"))[0] == 404
        assert get(address + "/")[0] == 200


@pytest.mark.parametrize("way", ["cut in half", "noise", "folder", "empty"])
def test_a_named_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, way: str) -> None:
    path = Path(tiny_city.write(tmp_path / "city.duckdb"))
    said = damaged.damage(path, way)
    done = run(database=path)
    assert done.returncode == 1
    japanese, english = done.stderr.strip().splitlines()
    assert said in japanese
    assert "cannot be read" in english


def test_a_named_file_that_is_cut_short_later_is_said_on_the_page(
    small_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = current_database(small_store.out)
    assert good is not None
    path = Path(shutil.copy(good, tmp_path / "city.duckdb"))
    monkeypatch.setenv("CHIKU_DATABASE", str(path))
    screen = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60).run()
    assert not screen.exception
    damaged.damage(path, "cut by a byte")
    screen.run()
    assert not screen.exception
    assert "途中で切れています" in words(screen)
    assert "damage_rebuild" not in {button.key for button in screen.button}
