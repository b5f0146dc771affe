"""The house rules that a linter does not know."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("digitize", "workers", "ocr_models")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_over_400_lines_and_no_function_over_40(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    long = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body and node.end_lineno - body[0].lineno + 1 > 40:
                long.append(node.name)
    assert long == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "__init__.py"], ids=str)
def test_init_holds_one_docstring_and_nothing_else(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_no_drawer_is_called_utils():
    forbidden = {"utils", "helpers", "common", "misc", "manager", "base"}
    assert [path for path in SOURCES if path.stem in forbidden] == []


def test_only_settings_reads_the_environment():
    readers = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if ("os.environ" in text or "getenv" in text) and path.name != "settings.py":
            readers.append(str(path.relative_to(ROOT)))
    # Libraries take their number of threads, and Tesseract its models, from the environment and nowhere else.
    assert readers == ["digitize/machine.py", "digitize/ocr/engines/tesseract.py"]


def test_nothing_personal_to_a_machine_is_committed():
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    drawn = "docs/province/"  # Pages of the synthetic province.
    kept = (name for name in names if not name.startswith(drawn))
    assert [name for name in kept if name.endswith((".pdf", ".jpg", ".tif", ".sqlite"))] == []
