"""Commands of the synthetic province: draw a sample with known truth, and hold a run against it."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer

from digitize.commands.terminal import DataOption, JsonOption, emit, say, services_for
from digitize.evaluation.trip import PaperOutcome, score_trip
from digitize.pipeline.report import Line, summary
from digitize.province.sample import make_sample
from digitize.web.messages import messages


def sample_command(
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    dossiers: Annotated[int, typer.Option("--dossiers", min=1)] = 40,
    papers: Annotated[int, typer.Option("--papers", min=1)] = 48,
    seed: Annotated[int, typer.Option("--seed")] = 1,
) -> None:
    """Vẽ một tỉnh giả định: sổ đăng ký hồ sơ và giấy tờ quét, kèm đáp án."""
    make_sample(out, dossiers=dossiers, papers=papers, seed=seed)


def evaluate_command(
    truth_dir: Annotated[Path, typer.Argument(metavar="TRUTH_DIR", help="Thư mục do `sample` tạo.")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """So kết quả gắn hồ sơ với đáp án của mẫu."""
    truth = truth_dir / "truth.jsonl"
    with services_for(data) as services:
        lines = {line.sha256: line for line in summary(services)}
    outcomes = {}
    for row in truth.read_text(encoding="utf-8").splitlines():
        file = json.loads(row)["file"]
        digest = hashlib.sha256((truth_dir / "scans" / file).read_bytes()).hexdigest()
        outcomes[file] = _outcome(lines.get(digest))
    score = score_trip(truth, outcomes)
    if as_json:
        emit(score)
        return
    say(
        f"{score.papers} giấy tờ: gắn đúng {score.right} ({score.recall:.1%} số giấy tờ có hồ sơ), "
        f"gắn sai {score.wrong}, chờ đối soát {score.review}"
    )
    for code, count in sorted(score.reasons.items()):
        say(f"  {messages().reason(code)}: {count}")


def _outcome(line: Line | None) -> PaperOutcome:
    if line is None:
        return PaperOutcome(dossier=None, role=None, component=None, reason="lost")
    return PaperOutcome(line.dossier, line.role, line.component, line.reason)
