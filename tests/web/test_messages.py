"""Everything that can go wrong has a Vietnamese sentence."""

import ast
import re
from pathlib import Path

import pytest

import digitize.errors as errors
from digitize.matching.evidence import CLASSES
from digitize.matching.rules import rules
from digitize.matching.weigh import BESIDE, COMPANY
from digitize.model.guard import Draw, Finding, ReadQuality
from digitize.model.image import Verdict
from digitize.model.intake import (
    BatchState,
    Disposition,
    DocumentStage,
    DocumentStatus,
    UploadState,
)
from digitize.model.match import Act, Comparison, Level, Role
from digitize.pipeline.near import NEAR_DUPLICATE, OTHER_SCAN_WAITS
from digitize.pipeline.preview import Change
from digitize.pipeline.review import SET_ASIDE
from digitize.pipeline.undo import WITHDRAWN
from digitize.web.messages import messages
from digitize.web.present import comparison_rows
from digitize.web.routes.review import ends

ROOT = Path(errors.__file__).parent
DECIDING = [*ROOT.glob("matching/*.py"), ROOT / "pipeline/filing.py", ROOT / "pipeline/pages.py"]
READING = [*ROOT.glob("extraction/*.py"), ROOT / "imaging/quality.py"]
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
VIETNAMESE = re.compile(
    r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE
)


def error_codes():
    kinds = [errors.DigitizeError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return sorted({kind.code for kind in kinds})


def names_in(path, group):
    """Return the codes of a group that a source hands out: as an argument, a conditional value or a return."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found |= {item.value for item in handed_out(node, group) if isinstance(item, ast.Constant)}
    return {code for code in found if isinstance(code, str) and CODE.fullmatch(code) and len(code) > 2}


def handed_out(node, group):
    if group == "warning":
        if isinstance(node, ast.Tuple) and len(node.elts) == 1:
            return node.elts
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Dict)
            and "reasons" in ast.dump(node.targets[0])
        ):
            return node.value.keys
        return ()
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        said = [word.value for word in node.keywords if word.arg in ("reason", "problem")]
        if name in ("ask_person", "find_nothing"):
            return [*said, node.args[0]]
        return [*said, *(node.args[-1:] if name in ("_placed", "Placement") else ())]
    if isinstance(node, ast.IfExp):
        return (node.body, node.orelse)
    return (node.value,) if isinstance(node, ast.Return) else ()


REASONS = sorted(
    {WITHDRAWN, NEAR_DUPLICATE, OTHER_SCAN_WAITS}.union(*(names_in(path, "reason") for path in DECIDING))
)
WARNINGS = sorted(set().union(*(names_in(path, "warning") for path in READING)))


def has_sentence(key):
    sentence = messages().find(key)
    return bool(sentence and VIETNAMESE.search(sentence))


@pytest.mark.parametrize("code", error_codes())
def test_every_error_has_a_sentence(code):
    assert has_sentence(f"error.{code}")


def test_the_known_reasons_are_found_in_the_sources():
    assert {"several_candidates", "contradiction", "component_taken", "poor_scan", "secret_mark"} <= set(
        REASONS
    )


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_a_sentence(code):
    assert any(has_sentence(f"{group}.{code}") for group in ("reason", "error", "rung"))


@pytest.mark.parametrize("evidence", [one.name for one in CLASSES])
def test_every_class_of_evidence_has_a_sentence(evidence):
    assert has_sentence(f"rung.{evidence}")


def test_the_known_warnings_are_found_in_the_sources():
    assert {"repaired", "code_date", "low_resolution", "blurred"} <= set(WARNINGS)


@pytest.mark.parametrize("code", WARNINGS)
def test_every_warning_has_a_sentence(code):
    assert has_sentence(f"warning.{code}")


@pytest.mark.parametrize(
    ("group", "states"),
    [
        ("batch", BatchState),
        ("page", Disposition),
        ("upload", UploadState),
        ("status", DocumentStatus),
        ("stage", DocumentStage),
        ("level", Level),
        ("role", Role),
        ("act", Act),
        ("change", Change),
        ("verdict", Verdict),
        ("quality", ReadQuality),
        ("draw", Draw),
        ("finding", Finding),
    ],
)
def test_every_state_has_a_sentence(group, states):
    assert [state for state in states if not has_sentence(f"{group}.{state.value}")] == []


def test_every_end_that_a_person_may_choose_has_a_sentence():
    assert set(ends()) == set(SET_ASIDE)
    codes = [code for reasons in ends().values() for code in reasons]
    assert [code for code in codes if not has_sentence(f"reason.{code}")] == []


def test_an_unknown_code_names_itself_and_a_typed_reason_is_its_own_sentence():
    assert "tai_sao" in messages().reason("tai_sao")
    assert "tai_sao" in messages().error("tai_sao")
    assert messages().reason("Giấy bị rách đôi") == "Giấy bị rách đôi"
    assert messages().reason(None) == ""


def test_a_missing_detail_breaks_no_sentence():
    assert "…" in messages().say("http.413")


def test_the_interface_writes_so_hoa_in_one_way():
    sources = [*(ROOT / "web").rglob("*.html"), *(ROOT / "web").rglob("*.po"), *(ROOT / "web").rglob("*.js")]
    assert [path.name for path in sources if "số hoá" in path.read_text(encoding="utf-8").casefold()] == []


@pytest.mark.parametrize(
    ("circumstance", "level"),
    [(BESIDE, level) for level in rules().weights[BESIDE]] + [(COMPANY, Level.EXACT), (COMPANY, Level.NEAR)],
)
def test_where_a_paper_lies_is_said_in_words(circumstance, level):
    (row,) = comparison_rows([Comparison(circumstance, "", "", level, 1.0)])
    assert has_sentence(f"level.{row.said}")
    assert row.level == level.value
