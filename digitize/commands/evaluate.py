"""The command that measures: a folder with truth, read by one or several readers, or as a data folder handled it."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from digitize.bootstrap import open_services
from digitize.commands.terminal import DataOption, JsonOption, emit, say, screen, settings_for
from digitize.errors import InputError
from digitize.evaluation.figures import bounded, page_table, percent, table
from digitize.evaluation.reading import FileReading
from digitize.evaluation.report import Measured, write_report
from digitize.evaluation.run import measure
from digitize.evaluation.score import FileScore, score_file
from digitize.evaluation.stored import stored_readings
from digitize.evaluation.summary import Summary
from digitize.evaluation.trip import TripScore, score_trip
from digitize.evaluation.truth import Case, is_sample, read_truth
from digitize.model.codec import to_plain
from digitize.readers import page_readers
from digitize.settings import Settings
from digitize.web.messages import messages

_STORED = "data"
"""The name under which a data folder stands beside the readers."""
_PAGES_SHOWN = 12


def evaluate_command(
    truth_dir: Annotated[
        Path,
        typer.Argument(
            metavar="TRUTH_DIR", help="Thư mục do `sample` tạo, hoặc tệp quét kèm *.gt.txt và *.fields.json."
        ),
    ],
    engines: Annotated[
        list[str] | None,
        typer.Option(
            "--engine",
            metavar="NAME",
            help="Bộ đọc cần đo: plain (Tesseract trần), tesseract, ours (mạng của ta), both (cả hai); lặp lại để so sánh.",
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Ghi báo cáo HTML vào tệp.")
    ] = None,
    kept: Annotated[
        Path | None,
        typer.Option(
            "--readings",
            metavar="DIR",
            help="Giữ các trang đã đọc ở đây, lần sau không đọc lại; chỉ với một bộ đọc.",
        ),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Đo chất lượng so với đáp án: đọc chữ, phân loại, bóc tách, gắn hồ sơ.

    Nếu kho dữ liệu (--data) đã xử lý mẫu thì chấm kết quả trong kho; nếu không thì đọc lại bằng các bộ đọc.

    JSON, một đối tượng: `readings` là danh sách `evaluation.summary.Summary`, một mục cho mỗi bộ đọc ("data" là kho dữ
    liệu). Khi chấm kho dữ liệu của một mẫu thì có thêm `papers`, `owned`, `right`, `misplaced`, `wrong`, `waiting`
    (`evaluation.trip.TripScore`), `precision_at_least` (cận dưới một phía 95 %) và `attached`, `recall`, `precision`,
    `review` (`evaluation.bounds.Share`).
    """
    cases = read_truth(truth_dir)
    settings = settings_for(data)
    factories = page_readers(settings)
    if unknown := [name for name in engines or () if name not in factories]:
        raise InputError("no such reader", engine=unknown[0], known=" ".join(factories))
    if kept and len(engines or ()) > 1:
        raise InputError("kept readings are those of one reader", engine=" ".join(engines or ()))
    packs = kept / truth_dir.resolve().name if kept else None
    scores: dict[str, Sequence[FileScore]] = {}
    trip = None
    stored = _stored(settings, truth_dir, cases, told=data is not None)
    if stored is not None:
        scores[_STORED] = [score_file(case, stored.get(case.truth.file, FileReading())) for case in cases]
        trip = score_trip([case.truth for case in cases], stored) if is_sample(truth_dir) else None
    for name in engines or _unasked(settings, factories, stored=stored is not None, kept=kept is not None):
        scores[name] = _watched(name, measure(cases, factories[name], packs), len(cases))
    measured = Measured.of(truth_dir.name, cases, scores, trip)
    if report is not None:
        write_report(report, measured, messages().reason)
    if as_json:
        emit({**(_trip_json(trip) if trip else {}), "readings": measured.summaries})
        return
    if trip:
        _say_trip(trip)
    _say_readings(measured.summaries)


def _unasked(settings: Settings, readers: Iterable[str], *, stored: bool, kept: bool) -> Sequence[str]:
    """Return the readers that are measured where none was named: all, the one of the settings, or none."""
    if kept:
        return (settings.engine,)
    return () if stored else tuple(readers)


def _stored(
    settings: Settings, folder: Path, cases: Sequence[Case], *, told: bool
) -> dict[str, FileReading] | None:
    """Return what the data folder made of the files, None where it has nothing to do with them.

    A data folder that was named counts whatever it holds; one that merely lies there only for a sample that it has seen.
    """
    if not told and not (is_sample(folder) and (settings.database_url or settings.data.is_dir())):
        return None
    digests = {case.truth.file: hashlib.sha256(case.path.read_bytes()).hexdigest() for case in cases}
    with open_services(settings) as services:
        readings = dict(stored_readings(services, digests))
    return readings if readings or told else None


def _watched(name: str, scores: Iterable[FileScore], count: int) -> list[FileScore]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        return list(progress.track(scores, total=count, description=name))


def _trip_json(score: TripScore) -> dict[str, Any]:
    shares = {name: getattr(score, name) for name in ("attached", "recall", "precision", "review")}
    plain: dict[str, Any] = to_plain(score)
    return {**plain, **shares, "precision_at_least": score.precision.at_least}


def _say_trip(score: TripScore) -> None:
    waiting = sum(count for _, count in score.waiting)
    say(
        f"{score.papers} giấy tờ, {score.owned} có hồ sơ trong sổ: gắn đúng {score.right} "
        f"({percent(score.attached.share, 1)}), gắn sai {len(score.wrong)}, "
        f"sai chỗ trong hồ sơ {len(score.misplaced)}, chờ đối soát {waiting}; "
        f"độ chính xác ít nhất {percent(score.precision.at_least, 1)} (tin cậy 95 %)"
    )
    say(f"  Precision: {bounded(score.precision)}")
    say(f"  Recall: {bounded(score.recall)}")
    for code, count in score.waiting:
        say(f"  {messages().reason(code)}: {count}")


def _say_readings(summaries: Sequence[Summary]) -> None:
    for line in (*table(summaries), "", *page_table(summaries, _PAGES_SHOWN)):
        say(line)
