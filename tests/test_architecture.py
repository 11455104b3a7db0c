"""The arrows between modules go one way, and every heavy library has one door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "refscreen"

# From the shell down to the core. A module may import what stands further down, never up, and of its own
# layer only what stands in the same set of brothers below.
LAYERS = (
    {"__main__"},
    {"cli"},
    {"commands"},
    {"bulk", "demonstration", "exchange", "inspection", "doctor", "rights", "upgrade"},
    {"conversation"},
    {"console", "batch", "keeping", "warm"},
    {"jobs"},
    {"apart", "naming", "noting", "provenance", "resealing", "twins", "executors"},
    {"advising", "production", "form", "simulation"},
    {"fitting"},
    {"press"},
    {"versions"},
    {"interview", "documents", "proof", "photo", "pdf", "store", "word", "plain"},
    {"manifest", "conformance", "overflow", "watching", "template", "word_body", "markup"},
    {"sandbox", "compiled"},
    {"vault"},
    {"access"},
    {"journal", "ledger"},
    {"appending"},
    {"disk"},
    {"view", "blocks", "columns"},
    {"conclusions", "news"},
    {"items", "sittings"},
    {"assessment", "wording", "merge", "scenario", "migration"},
    {"rules", "rules_check"},
    {"answers", "answers_check"},
    {"values", "lists", "translation", "changes"},
    {"questionnaire", "questionnaire_check", "sharing"},
    {"question"},
    {"audiences"},
    {"reading", "condition_check"},
    {"conditions"},
    {"messages"},
    {"kept"},
    {"yaml_text"},
    {"loading", "workers"},
    {"existing"},
    {
        "bounds",
        "cache",
        "dates",
        "errors",
        "later",
        "content",
        "process",
        "home",
        "machine",
        "personal_numbers",
    },
)
BROTHERS = (
    {"documents", "proof"},
    {"answers", "answers_check"},
    {"questionnaire", "questionnaire_check", "sharing"},
    {"rules", "rules_check"},
)
DOORS = {
    "typer": {"cli", "commands"},
    "rich": {"console", "bulk"},
    "yaml": {"yaml_text"},
    "jinja2": {"compiled", "sandbox", "template", "word"},
    "docx": {"word", "word_body"},
    "docxtpl": {"word"},
    "lxml": {"blocks"},
    "weasyprint": {"pdf"},
    "cffi": {"loading"},
    "questionary": {"interview"},
    "prompt_toolkit": {"interview"},
    "babel": {"wording", "lists"},
    "PIL": {"photo"},
    "segno": {"template"},
    "rapidfuzz": {"interview"},
    "platformdirs": {"cache", "home"},
    "pyrage": {"vault"},
    "keyring": {"vault"},
    "watchfiles": {"watching"},
    "openpyxl": {"exchange"},
    "xlsxwriter": {"exchange"},
    "distributed": {"executors"},
}
DEPTH = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}
SOURCES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE
)


def module_of(path: Path) -> str:
    """The module's name on the first level: ``interview`` for everything in that folder."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[tuple[str, str]]:
    """Every import as (top-level package, module on the first level of ours)."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            found.add((top, rest.split(".")[0]))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    here = module_of(path)
    ours = {name for top, name in imported(path) if top == "refscreen" and name in DEPTH and name != here}
    brothers = next((family for family in BROTHERS if here in family), set())
    wrong = {name for name in ours - brothers if DEPTH[name] <= DEPTH[here]}
    assert not wrong, f"{here} may not import {sorted(wrong)}"


def test_every_module_has_its_layer() -> None:
    assert {module_of(path) for path in SOURCES} == set(DEPTH)


@pytest.mark.parametrize("library", DOORS)
def test_a_heavy_library_has_one_door(library: str) -> None:
    users = {module_of(path) for path in SOURCES if library in {top for top, _ in imported(path)}}
    assert users == DOORS[library]


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_does_not_import_what_it_does_not_need(option: str) -> None:
    probe = (
        "import sys\nfrom refscreen.cli import main\n"
        f"try:\n    main([{option!r}])\nexcept SystemExit:\n    pass\n"
        "heavy = ('weasyprint', 'jinja2', 'questionary', 'yaml', 'babel', 'pydantic')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_keep_their_size(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name
