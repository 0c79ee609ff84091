"""The dependency rule: pages -> dashboard -> DuckDB file <- etl; what a review says twice is a test here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ETL = sorted((ROOT / "etl").rglob("*.py"))
DASHBOARD = sorted((ROOT / "dashboard").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(")
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.*\b(FROM|INTO|SET)\b", re.IGNORECASE | re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every imported module of a file with the names taken from it, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = "." * node.level + (node.module or "")
            if node.level:
                base = path.relative_to(ROOT).parent.parts[: len(path.relative_to(ROOT).parent.parts) - node.level + 1]
                package = ".".join([*base, *([node.module] if node.module else [])])
            yield package, tuple(alias.name for alias in node.names)


def top(module: str) -> str:
    return module.split(".", 1)[0]


def strings(path: Path) -> Iterator[str]:
    """The string constants of a file, docstrings left out."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def test_there_is_something_to_check() -> None:
    assert ETL
    assert DASHBOARD
    assert PAGES


@pytest.mark.parametrize("path", ETL, ids=name)
def test_etl_never_imports_the_screen(path: Path) -> None:
    assert not {top(module) for module, _ in imports(path)} & {"streamlit", "dashboard", "pages", "folium"}


@pytest.mark.parametrize("path", DASHBOARD, ids=name)
def test_dashboard_reaches_etl_only_by_its_front_door(path: Path) -> None:
    import etl

    allowed = set(etl.__all__)
    for module, names in imports(path):
        if top(module) == "etl":
            assert module == "etl", f"{name(path)} imports {module}; import the name from etl"
            assert set(names) <= allowed, f"{name(path)} takes {set(names) - allowed} from etl"


@pytest.mark.parametrize("path", DASHBOARD, ids=name)
def test_dashboard_keeps_each_library_in_its_place(path: Path) -> None:
    modules = {top(module) for module, _ in imports(path)}
    if not path.name.startswith("queries"):
        assert "duckdb" not in modules
    if path.parent != ROOT / "dashboard" / "maps":
        assert not modules & {"folium", "streamlit_folium", "branca"}
    if path.name != "state.py":
        assert not re.search(r"\bst\.(session_state|query_params)\b", path.read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_only_arrange(path: Path) -> None:
    modules = {top(module) for module, _ in imports(path)}
    assert not modules & {"etl", "duckdb", "folium", "streamlit_folium", "geopandas", "shapely"}
    assert not re.search(r"\bst\.(session_state|query_params)\b", path.read_text("utf-8"))
    for text in strings(path):
        assert not JAPANESE.search(text), f"words belong to locale/: {text!r}"
        assert not COLOUR.search(text), f"colours belong to theme.py: {text!r}"
        assert not SQL.search(text), f"SQL belongs to queries.py: {text!r}"


@pytest.mark.parametrize("path", [p for p in DASHBOARD if not p.name.startswith("queries")], ids=name)
def test_only_queries_speak_sql(path: Path) -> None:
    assert not [text for text in strings(path) if SQL.search(text)]


@pytest.mark.parametrize("path", [p for p in DASHBOARD if p.name != "theme.py"], ids=name)
def test_colours_stand_in_the_theme_only(path: Path) -> None:
    assert not [text for text in strings(path) if re.search(r"#[0-9a-fA-F]{6}\b", text)]


@pytest.mark.parametrize("path", [*DASHBOARD, *PAGES], ids=name)
def test_data_never_becomes_markup(path: Path) -> None:
    assert "unsafe_allow_html=True" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    "path",
    [p for d in ("dashboard", "pages") for p in sorted((ROOT / d).rglob("*")) if p.suffix in {".py", ".js", ".css"}],
    ids=name,
)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    allowed = re.compile(r"https?://(127\.0\.0\.1|localhost|\{)")
    assert not [m for m in re.findall(r"https?://\S+", text) if not allowed.match(m)]


@pytest.mark.parametrize("path", [*ETL, *DASHBOARD, *PAGES], ids=name)
def test_every_module_begins_with_its_promise(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{name(path)} has no docstring"
