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


def _asks(path: Path) -> bool:
    """Whether the module is one that puts questions to the database."""
    return path.name == "queries.py" or path.parent == ROOT / "dashboard" / "database"


#: The packages of etl in the order of the data: each imports only itself and those before it.
ORDER = (
    "contract", "findings", "values", "readers", "rows", "overlay", "places", "people", "changes", "links", "build",
    "journal", "templates", "download", "commands",
)  # fmt: skip
#: Within the readers: what reads shapes, then whose data it is, then sheets, which may be any of it; last the front.
READERS = ("", "shapes", "published", "sheets", "front")
READERS_FRONT = {"etl.readers.geo", "etl.readers.folders"}
MODULES_A_FOLDER, LINES_A_FILE = 15, 300


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def graph(paths: list[Path]) -> dict[str, set[str]]:
    """Which module imports which, late and typing-only imports counted."""
    known = {module(path) for path in paths}
    out: dict[str, set[str]] = {}
    for path in paths:
        taken: set[str] = set()
        for source, names in imports(path):
            inner = {f"{source}.{taken_name}" for taken_name in names} & known
            taken |= inner
            if source in known and (not inner or len(inner) < len(names)):
                taken.add(source)
        out[module(path)] = taken - {module(path)}
    return out


def cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other: what is left when modules that reach nothing left are taken away."""
    left = {name: set(to) for name, to in edges.items()}
    while done := {name for name, to in left.items() if not to & left.keys()}:
        left = {name: to for name, to in left.items() if name not in done}
    while done := {name for name in left if not any(name in to for to in left.values())}:
        left = {name: to for name, to in left.items() if name not in done}
    return [sorted(left)] if left else []


def test_a_cycle_is_seen() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]
    assert cycles({"a": {"b"}, "b": set()}) == []


@pytest.mark.parametrize("paths", [ETL, [*DASHBOARD, *PAGES]], ids=["etl", "screen"])
def test_no_module_imports_itself_by_way_of_others(paths: list[Path]) -> None:
    assert cycles(graph(paths)) == []


@pytest.mark.parametrize("path", ETL, ids=name)
def test_packages_of_etl_import_only_those_before_them(path: Path) -> None:
    own = module(path).split(".")
    if len(own) < 2 or own[1] == "__main__":
        return
    for to in graph(ETL)[module(path)]:
        other = to.split(".")
        if len(other) > 1:
            assert ORDER.index(other[1]) <= ORDER.index(own[1]), f"{module(path)} imports {to}"
            if other[1] == own[1] == "readers":
                assert _room(to) <= _room(module(path)), f"{module(path)} imports {to}"


def _room(name: str) -> int:
    if name in READERS_FRONT:
        return READERS.index("front")
    parts = name.split(".")
    return READERS.index(parts[2]) if len(parts) > 2 and parts[2] in READERS else 0


@pytest.mark.parametrize("folder", sorted({path.parent for path in [*ETL, *DASHBOARD, *PAGES]}), ids=name)
def test_no_folder_holds_more_than_a_reader_can_keep_in_mind(folder: Path) -> None:
    assert len([p for p in folder.glob("*.py") if p.name != "__init__.py"]) <= MODULES_A_FOLDER


@pytest.mark.parametrize("path", [*ETL, *DASHBOARD, *PAGES], ids=name)
def test_no_file_is_longer_than_can_be_read_at_once(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LINES_A_FILE


@pytest.mark.parametrize("path", ETL, ids=name)
def test_etl_never_imports_the_screen(path: Path) -> None:
    assert not {top(module) for module, _ in imports(path)} & {"streamlit", "dashboard", "pages", "folium"}


def test_columns_that_only_the_build_knows_are_declared() -> None:
    from etl.rows.account import BUILD_COLUMNS

    where: dict[str, set[str]] = {}
    for path in ETL:
        if module(path).split(".")[1:2] not in (["templates"], ["values"], ["contract"]):
            for text in strings(path):
                if re.fullmatch("_[a-z_]+", text) and text != "_precision":  # the end of a column's name
                    where.setdefault(text, set()).add(module(path))
    shared = {column for column, modules in where.items() if len(modules) > 1}
    assert shared - {"_other"} <= BUILD_COLUMNS.keys()  # two functions of one idea, each drops its own
    assert BUILD_COLUMNS.keys() <= where.keys()


def test_a_build_is_a_few_stages_of_a_few_calls_each() -> None:
    tree = ast.parse((ROOT / "etl" / "build" / "stages.py").read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    prepare = {
        n.func.id for n in ast.walk(functions["prepare"]) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    stages = [name for name in functions if name in prepare]
    assert stages == ["read", "own", "tell_apart", "shape", "link", "place", "close"]
    for stage in stages:
        said = ast.get_docstring(functions[stage]) or ""
        assert "Needs " in said
        assert "Gives " in said
        assert len([n for n in functions[stage].body[1:] if not isinstance(n, ast.Return)]) <= 8


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
    if not _asks(path):
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


@pytest.mark.parametrize("path", [p for p in DASHBOARD if not _asks(p)], ids=name)
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
