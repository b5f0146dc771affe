"""Commands of the synthetic province: draw a sample with known truth, and hold a run against it."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer

from digitize.commands.terminal import DataOption, JsonOption, emit, say, services_for
from digitize.evaluation.trip import PaperOutcome, score_trip
from digitize.model.codec import to_plain
from digitize.model.match import Outcome, Role
from digitize.pipeline.report import Line, summary
from digitize.province.sample import make_sample
from digitize.web.messages import messages


def sample_command(
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    dossiers: Annotated[int, typer.Option("--dossiers", min=1)] = 80,
    papers: Annotated[int, typer.Option("--papers", min=1)] = 60,
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
        if digest in lines:
            outcomes[file] = _outcome(lines[digest])
    score = score_trip(truth, outcomes)
    if as_json:
        emit({**to_plain(score), "precision_at_least": score.precision_at_least})
        return
    say(
        f"{score.papers} giấy tờ, {score.owned} có hồ sơ trong sổ: gắn đúng {score.right} ({score.share:.1%}), "
        f"gắn sai {len(score.wrong)}, sai chỗ trong hồ sơ {len(score.misplaced)}, "
        f"chờ đối soát {sum(count for _, count in score.waiting)}; "
        f"độ chính xác ít nhất {score.precision_at_least:.1%} (tin cậy 95 %)"
    )
    for code, count in score.waiting:
        say(f"  {messages().reason(code)}: {count}")


def _outcome(line: Line) -> PaperOutcome:
    if line.dossier is None or line.role is None:
        return PaperOutcome(Outcome.REVIEW, reason=line.reason)
    role = Role(line.role)
    # The place of a process paper is its kind; the truth names places of components and results only.
    return PaperOutcome(Outcome.LINK, line.dossier, role, None if role is Role.PROCESS else line.component)
