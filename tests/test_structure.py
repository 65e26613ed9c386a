"""The size and the order of the source: functions, modules, folders, imports."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("gouji", "review", "pipeline", "models", "training", "configs")
LONGEST_FUNCTION = 48  # lines
MEDIAN_FUNCTION, P90_FUNCTION = 8, 18  # lines
SMALLEST_MODULE = 60  # lines, of a module that one other module imports
MOST_MODULES = 16  # in one folder
# Modules that wrap an outside library, or one command, may be small.
WRAPPED = frozenset(
    ("alembic", "camelot", "csv", "cv2", "docx", "duckdb", "fastapi", "jieba", "lxml", "marisa_trie", "matplotlib", "mlflow", "opencc",
     "openpyxl", "packaging", "pandas", "pikepdf", "PIL", "pyarrow", "pypdfium2", "rapidocr", "scipy",
     "sklearn", "spacy", "sqlalchemy", "typer", "uvicorn", "weasyprint", "xlsxwriter", "yaml")
)  # fmt: skip


def find_modules() -> dict[str, Path]:
    """The modules by import name; links in `gouji` are followed from the top folders only."""
    modules = {}
    for top in FOLDERS:
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if top == "gouji" and len(parts) > 1 and parts[1] in FOLDERS:
                continue
            names = parts if top == "gouji" else ("gouji", *parts)
            modules[".".join(names).removesuffix(".__init__")] = path
    return modules


MODULES = find_modules()
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}


def imports(tree: ast.Module) -> Iterator[str]:
    """Every module that a module imports, lazily or not; also as the parent of a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in MODULES else node.module


def function_lengths() -> dict[str, int]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        f"{name}:{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    }


def test_functions_are_short() -> None:
    lengths = function_lengths()
    assert len(lengths) > 1000
    assert median(lengths.values()) <= MEDIAN_FUNCTION
    assert quantiles(lengths.values(), n=10)[-1] <= P90_FUNCTION
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def test_a_module_is_a_concept_and_not_a_fragment() -> None:
    importers: defaultdict[str, set[str]] = defaultdict(set)
    for name, tree in TREES.items():
        for imported in imports(tree):
            importers[imported].add(name)
    small = {
        name
        for name, path in MODULES.items()
        if path.name not in ("__init__.py", "__main__.py")
        and path.read_text("utf-8").count("\n") < SMALLEST_MODULE
        and len(importers[name]) <= 1
        and not {module.split(".")[0] for module in imports(TREES[name])} & WRAPPED
    }
    assert small == set()


def test_no_folder_is_crowded() -> None:
    sizes = Counter(path.parent.relative_to(ROOT).as_posix() for path in MODULES.values())
    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


def test_every_module_and_package_says_what_it_is() -> None:
    assert [name for name, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_no_import_cycle() -> None:
    graph = {
        name: {one for one in imports(tree) if one in MODULES and one != name and one != "gouji"}
        for name, tree in TREES.items()
    }
    while graph:
        leaves = {name for name, targets in graph.items() if not targets & graph.keys()}
        assert leaves, f"these import one another: {sorted(graph)}"
        graph = {name: targets for name, targets in graph.items() if name not in leaves}


@pytest.mark.parametrize("folder", [*FOLDERS, "data", "tests"])
def test_every_top_folder_has_a_readme(folder: str) -> None:
    readme = (ROOT / folder / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) > 5
