"""The design rules: text can be read on its ground, classes differ without colour, no raw colour outside the theme."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from dashboard import navigation, text, theme
from dashboard.theme import MAP_PAINT, contrast

ROOT = Path(__file__).parents[1]
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\brgba?\(|\bhsla?\(")
SOURCES = [
    path
    for folder in ("dashboard", "pages")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".js", ".css"} and path.name != "theme.py"
]
CLASSES = [*theme.STATUSES.values(), *theme.NOTHINGS.values(), *theme.SEQUENTIAL, *theme.BINARY.values()]
POINTS = [*theme.CATEGORIES.values(), *theme.FACILITIES.values()]
TEXT_ON_GROUND = [
    ("text", "halo"), ("text", "panel"), ("text", "land"), ("place", "land"), ("place", "halo"), ("place", "sea"),
    ("sample", "sample-ground"), ("focus", "panel"), ("halo", "text"),
]  # fmt: skip


@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_on_the_map_can_be_read(ink: str, ground: str) -> None:
    assert contrast(MAP_PAINT[ink], MAP_PAINT[ground]) >= 4.5


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.mark_key)
def test_the_letter_of_a_point_can_be_read(point: theme.PointClass) -> None:
    assert contrast(point.ink, point.colour) >= 4.5
    assert point.ink == theme.ink_on(point.colour)


@pytest.mark.parametrize("style", CLASSES, ids=lambda style: style.key)
def test_a_pattern_stands_out_from_its_fill(style: theme.MapClass) -> None:
    """Graphics need a contrast of 3 (WCAG 2.2, 1.4.11); a solid fill has no pattern to see."""
    if style.texture not in ("solid", "none"):
        assert contrast(style.ink, style.colour) >= 3


@pytest.mark.parametrize("group", [theme.STATUSES.values(), theme.NOTHINGS.values(), theme.SEQUENTIAL])
def test_classes_differ_by_pattern_and_mark_without_any_colour(group: list[theme.MapClass]) -> None:
    styles = list(group)
    assert len({style.texture for style in styles}) == len(styles)
    assert len({style.mark for style in styles}) == len(styles)


def test_quantities_grow_darker() -> None:
    lights = [theme.luminance(style.colour) for style in theme.SEQUENTIAL]
    assert lights == sorted(lights, reverse=True)


def test_points_of_a_group_differ_by_colour_shape_or_letter() -> None:
    for group in (theme.CATEGORIES, theme.FACILITIES):
        for language in text.LANGUAGES:
            looks = {(p.colour, p.shape, text.translate(language, p.mark_key)) for p in group.values()}
            assert len(looks) == len(group)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_raw_colours_stand_in_the_theme_only(path: Path) -> None:
    assert not RAW_COLOUR.findall(path.read_text("utf-8"))


def test_streamlits_own_theme_can_be_read() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for ground in (settings["backgroundColor"], settings["secondaryBackgroundColor"]):
        for ink in (settings["textColor"], settings["primaryColor"], settings["linkColor"]):
            assert contrast(ink, ground) >= 4.5
    assert contrast(theme.CHART["text"], settings["backgroundColor"]) >= 4.5


def test_the_style_sheet_uses_only_paint_that_exists() -> None:
    css = (ROOT / "dashboard" / "maps" / "renderer" / "map.css").read_text("utf-8")
    used = set(re.findall(r"var\(--map-([a-z-]+)", css))
    assert used <= set(MAP_PAINT)


def test_the_menu_has_its_pages_and_titles() -> None:
    names = [entry.name for entry in navigation.PAGES]
    assert names == ["overview", "formation", "activities", "facilities", "issues", "about_data", "import_data"]
    for entry in navigation.PAGES:
        assert entry.path.is_file()
        for language in text.LANGUAGES:
            assert text.translate(language, f"nav.{entry.name}")
