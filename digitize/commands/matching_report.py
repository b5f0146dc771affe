"""What the matcher attaches, how surely, and what it learns: measured on papers of known dossiers."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitize.commands.terminal import (
    DataOption,
    EngineOption,
    JsonOption,
    emit,
    say,
    services_for,
    settings_for,
)
from digitize.evaluation.bounds import Share

if TYPE_CHECKING:
    from digitize.evaluation.linkage import JudgedPaper
    from digitize.evaluation.linkage_report import LinkageReport

_HOME = Path(__file__).parent.parent / "matching"
"""Where the product reads the weights."""

_STRANGERS = 4_000
"""Dossiers drawn from the register to see how often strangers agree."""

_SEED = 1
"""Of the choice: the same papers and register give the same weights."""

Samples = Annotated[
    list[Path],
    typer.Argument(metavar="SAMPLE…", help="Thư mục do `sample` tạo; sổ của mẫu đã nhập vào dữ liệu."),
]
Kept = Annotated[
    Path | None,
    typer.Option("--readings", metavar="DIR", help="Giữ các trang đã đọc ở đây, lần sau không đọc lại."),
]


def report_command(
    samples: Samples,
    kept: Kept = None,
    plots: Annotated[
        Path | None, typer.Option("--plots", metavar="DIR", help="Ghi biểu đồ vào thư mục này.")
    ] = None,
    data: DataOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Gắn thử giấy tờ của mẫu vào sổ đã nhập, không ghi gì: tự gắn được bao nhiêu, đúng sai, chờ vì sao.

    Mỗi giấy còn được gắn thử lần nữa khi hồ sơ của nó bị rút khỏi sổ: khi đó gắn vào đâu cũng là sai.
    """
    from digitize.evaluation.linkage import Filed, link, without_own
    from digitize.evaluation.linkage_report import report

    with services_for(data) as services:
        run = Filed()
        piles = [link(papers, services.registry, run) for papers in _judged(samples, kept, data, engine)]
        elsewhere: defaultdict[str, Filed] = defaultdict(Filed)
        orphans = [one for made in piles for one in without_own(made, services.registry, elsewhere)]
    found = report(list(chain.from_iterable(piles)), orphans)
    if plots:
        _draw(found, plots)
    if as_json:
        emit(found)
        return
    for line in _table(found):
        say(line)


def calibrate_command(
    samples: Samples,
    kept: Kept = None,
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR", help="Nơi ghi (mặc định: nơi phần mềm dùng).", show_default=False
        ),
    ] = _HOME,
    data: DataOption = None,
    engine: EngineOption = None,
) -> None:
    """Học lại trọng số so khớp từ giấy tờ đã biết hồ sơ và sổ đã nhập; ghi weights.json."""
    from digitize.evaluation.fit_matching import as_json, drawn, fit_weights, place_shares

    papers = list(chain.from_iterable(_judged(samples, kept, data, engine)))
    with services_for(data) as services:
        strangers = drawn(services.registry, _STRANGERS, _SEED)
        weights = fit_weights(papers, services.registry, strangers, _SEED)
        dossiers = services.registry.count()
    told = sum(bool(paper.own and paper.extraction) for paper in papers)
    content = {
        "fitted": {"papers": told, "strangers": len(strangers), "register": dossiers, "seed": _SEED},
        "place_shares": place_shares(strangers),
        "weights": as_json(weights),
    }
    out.mkdir(parents=True, exist_ok=True)
    out.joinpath("weights.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    say(f"Học từ {told} giấy tờ, {len(strangers)} hồ sơ khác.")


def _judged(
    samples: Sequence[Path], kept: Path | None, data: Path | None, engine: EngineOption
) -> "Iterator[tuple[JudgedPaper, ...]]":
    from digitize.evaluation.linkage import judged
    from digitize.evaluation.readings import sampled
    from digitize.readers import inline_reader

    return judged(sampled(samples, inline_reader(settings_for(data, engine=engine)), kept))


def _draw(found: "LinkageReport", folder: Path) -> None:
    from digitize.evaluation.plots import Series, alone, precision_by_threshold, reliability

    folder.mkdir(parents=True, exist_ok=True)
    series = [Series("first", found.scores)]
    for name, drawing in (
        ("precision", precision_by_threshold(series)),
        ("reliability", reliability(series)),
    ):
        folder.joinpath(f"matching-{name}.svg").write_text(alone(drawing), encoding="utf-8")


def _table(found: "LinkageReport") -> Iterator[str]:
    yield f"{'tự gắn đúng, trên giấy có hồ sơ trong sổ':44} {_told(found.attached)}"
    yield f"{'– giấy quét hai lần tính một':44} {_told(found.papers)}"
    yield f"{'– trừ giấy mật, hỏng, quét hai lần':44} {_told(found.fit)}"
    yield f"{'đúng, trên giấy đã tự gắn':44} {_told(found.precision)}"
    for rung, share in found.by_class.items():
        yield f"    {rung:40} {_told(share)}"
    yield f"{'tìm thấy hồ sơ khi lọc':44} {_told(found.blocking)}"
    yield f"{'gắn sai khi hồ sơ bị rút khỏi sổ':44} {found.false_without.right} / {found.false_without.of}"
    mean, slow = found.milliseconds
    yield f"{'ms CPU mỗi giấy: trung bình, phân vị 95':44} {mean:.1f}, {slow:.1f}"
    for reason, count in found.waiting.items():
        yield f"    chờ: {reason:35} {count}"


def _told(share: Share) -> str:
    if share.share is None:
        return "–"
    return f"{share.right} / {share.of} = {share.share:.2%} (ít nhất {share.at_least:.2%})"
