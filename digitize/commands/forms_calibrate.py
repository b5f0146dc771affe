"""How sure kinds and values are, fitted anew: for whoever changed a form, a reader, or has corrections enough."""

import json
from collections.abc import Iterator, Mapping
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

if TYPE_CHECKING:
    from digitize.evaluation.fit_fields import Graded

_HOME = Path(__file__).parent.parent / "extraction"
"""Where the product reads the weights."""


def calibrate_command(
    samples: Annotated[
        list[Path], typer.Argument(metavar="SAMPLE…", help="Thư mục do `sample` tạo, không dùng để chấm.")
    ],
    kept: Annotated[
        Path | None,
        typer.Option(
            "--readings",
            metavar="DIR",
            help="Giữ các trang đã đọc ở đây, lần sau không đọc lại. Bộ đọc khác, thư mục khác.",
        ),
    ] = None,
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR", help="Nơi ghi (mặc định: nơi phần mềm dùng).", show_default=False
        ),
    ] = _HOME,
    data: DataOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tính lại độ tin cậy của loại giấy tờ và của từng trường, ghi kèm biểu đồ.

    Ghi certainty.toml, confidence.json và confidence.svg. Có --data thì các giá trị được sửa hoặc được xác nhận khi đối soát
    cũng là mẫu.
    """
    from digitize.evaluation.fit_fields import fit_fields, graded_by_truth
    from digitize.evaluation.fit_kinds import as_toml, fit_kinds, legible_papers
    from digitize.evaluation.plots import Series, alone, reliability
    from digitize.evaluation.readings import sampled
    from digitize.readers import inline_reader

    read = list(sampled(samples, inline_reader(settings_for(data, engine=engine)), kept))
    kinds = fit_kinds(list(legible_papers(read)))
    fit = fit_fields([*graded_by_truth(read, kinds), *_taught(data, kinds)])
    out.mkdir(parents=True, exist_ok=True)
    out.joinpath("certainty.toml").write_text(as_toml(kinds), encoding="utf-8")
    weights = json.dumps(
        {"fitted": fit.figures, "lines": fit.lines, "weights": fit.weights}, indent=1, sort_keys=True
    )
    out.joinpath("confidence.json").write_text(weights + "\n", encoding="utf-8")
    plot = alone(reliability([Series("first", fit.held_out)]))
    out.joinpath("confidence.svg").write_text(plot, encoding="utf-8")
    if as_json:
        emit(fit.figures)
        return
    for name, figure in fit.figures.items():
        say(f"{name:14} {figure}")


def _taught(data: Path | None, kinds: Mapping[str, float]) -> "Iterator[Graded]":
    """Yield what people said of the values of a data folder; nothing unless one is named."""
    from digitize.evaluation.fit_fields import graded_by_people
    from digitize.pipeline.lessons import lessons

    if data is not None:
        with services_for(data) as services:
            yield from graded_by_people(lessons(services), kinds)
