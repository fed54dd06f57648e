"""The wings import in one direction, pages lie where they are safe, and nothing slips past."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRAME = [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("**/*.py"))]
MODULES = sorted((ROOT / "kpdata").glob("**/*.py"))
SCHEMA = ROOT / "kpdata" / "store" / "schema.py"

# Which wings a wing may import; what all share (domain, i18n, errors, settings, areas …) is free to all.
WINGS: dict[str, set[str]] = {
    "sources": set(),
    "store": {"sources"},
    "indicators": {"store"},
    "charts": set(),
    "export": {"charts"},
    "views": {"store", "indicators", "charts", "export"},
    "ui": {"store", "indicators", "charts", "export", "views", "logs"},
    "sample": {"store", "sources"},
    "cli": {"sources", "store", "indicators", "charts", "export", "views", "sample", "logs"},
}
FOREIGN: dict[str, set[str]] = {
    "sources": {"sqlalchemy", "plotly", "streamlit"},
    "store": {"plotly", "streamlit"},
    "indicators": {"plotly", "streamlit"},
    "charts": {"sqlalchemy", "streamlit"},
    "export": {"sqlalchemy", "streamlit"},
    "views": {"sqlalchemy", "plotly", "streamlit"},
    "sample": {"plotly", "streamlit"},
    "cli": {"plotly", "streamlit"},
    "": {"sqlalchemy", "plotly", "streamlit"},
}
# Modules that only build or name queries: frames of data come after them.
WITHOUT_PANDAS = (
    "kpdata/indicators/measures.py",
    "kpdata/indicators/registry.py",
    "kpdata/indicators/queries.py",
)


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every import of a module, with the name taken from it (empty for a whole module)."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def wing(path: Path) -> str:
    """The wing a module of kpdata lies in; empty for the rooms that all share."""
    parts = path.relative_to(ROOT / "kpdata").parts
    return parts[0] if len(parts) > 1 else ""


def imported_wings(path: Path) -> set[str]:
    names = {f"{module}.{name}" for module, name in imports(path) if module.split(".")[0] == "kpdata"}
    return {parts[1] for name in names if len(parts := name.split(".")) > 1 and parts[1]} & (
        WINGS.keys() | {"logs"}
    )


def foreign(path: Path) -> set[str]:
    return {module.split(".")[0] for module, _ in imports(path)}


def identity(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=identity)
def test_wings_import_in_one_direction(path: Path) -> None:
    own = wing(path)
    if path.name == "__main__.py" and not own:
        allowed = {"cli"}
    elif path.name == "meeting.py" and not own:
        # What is taken into meetings is views, kept in the store and given out as documents.
        allowed = {"sources", "store", "charts", "export", "views"}
    else:
        allowed = WINGS.get(own, set()) | {own}
    assert imported_wings(path) - allowed == set()


@pytest.mark.parametrize("path", MODULES, ids=identity)
def test_wings_keep_to_their_libraries(path: Path) -> None:
    assert foreign(path) & FOREIGN.get(wing(path), set()) == set()
    if identity(path) in WITHOUT_PANDAS:
        assert "pandas" not in foreign(path)


@pytest.mark.parametrize("path", FRAME, ids=identity)
def test_pages_neither_query_nor_draw_by_themselves(path: Path) -> None:
    assert foreign(path) & {"sqlalchemy", "plotly"} == set()
    modules = {module for module, _ in imports(path)} | {f"{module}.{name}" for module, name in imports(path)}
    assert {m for m in modules if m.startswith(("kpdata.store", "kpdata.indicators.queries"))} == set()


def test_one_view_module_knows_the_store() -> None:
    # Pages' contents come through kpdata/views/data.py: figures of a revision, never rows.
    views = (path for path in MODULES if wing(path) == "views")
    readers = {identity(path) for path in views if "store" in imported_wings(path)}
    assert readers == {"kpdata/views/data.py"}


@pytest.mark.parametrize("path", [*FRAME, *MODULES], ids=identity)
def test_no_private_name_of_another_module_is_used(path: Path) -> None:
    private = {
        f"{module}.{name}" for module, name in imports(path) if name.startswith("_") and name != "__version__"
    }
    private |= {module for module, _ in imports(path) if "._" in module and not module.startswith("_")}
    assert private == set()
    assert {module for module, _ in imports(path) if module.split(".")[0] in ("pages", "dashboard")} == set()


def test_pages_lie_one_level_down() -> None:
    # Streamlit would run pages/*.py by themselves, without the frame: no language, no sign-in.
    assert list((ROOT / "pages").glob("*.py")) == []
    assert [
        p for p in (ROOT / "pages").glob("**/*.py") if len(p.relative_to(ROOT / "pages").parts) != 2
    ] == []


def test_the_frame_stays_short() -> None:
    assert len((ROOT / "dashboard.py").read_text(encoding="utf-8").splitlines()) <= 60


def unsafe_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(
            (k.arg or "").startswith("unsafe_allow") for k in node.keywords
        ):
            yield node


def is_constant(node: ast.expr, constants: set[str]) -> bool:
    """A literal text, or a name (or its item) that the module binds once, to literals only."""
    if isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        return node.id in constants
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def constant_names(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and node.value:
            try:
                ast.literal_eval(node.value)
            except ValueError:
                continue
            found.add(target.id)
    return found


@pytest.mark.parametrize("path", [*FRAME, *MODULES], ids=identity)
def test_unsafe_html_is_constant(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = constant_names(tree)
    assert [
        ast.unparse(c) for c in unsafe_calls(tree) if not (c.args and is_constant(c.args[0], constants))
    ] == []


@pytest.mark.parametrize("path", [*FRAME, *(p for p in MODULES if p != SCHEMA)], ids=identity)
def test_no_sql_in_strings(path: Path) -> None:
    # The schema gives defaults of columns as literals; everything else is built of expressions.
    assert [
        name for module, name in imports(path) if module.startswith("sqlalchemy") and name == "text"
    ] == []


@pytest.mark.parametrize("path", MODULES, ids=identity)
def test_modules_are_named_by_what_they_hold(path: Path) -> None:
    assert path.stem not in ("utils", "helpers", "common", "manager", "misc")
    assert (
        ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")) or ast.Module())
        or path.stem == "__init__"
    )
