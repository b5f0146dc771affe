"""The command of the synthetic province: draw a sample with known truth."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from digitize.commands.terminal import screen
from digitize.province.profile import Profile
from digitize.province.sample import make_sample


def sample_command(
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    dossiers: Annotated[int, typer.Option("--dossiers", min=1, help="Số hồ sơ trong sổ.")] = 80,
    papers: Annotated[int, typer.Option("--papers", min=1, help="Số giấy tờ được quét.")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="Cùng một số cho ra cùng một mẫu.")] = 1,
    profile: Annotated[
        Profile, typer.Option("--profile", help="Giấy tờ và bản quét xấu đến đâu.")
    ] = Profile.CLEAN,
    register_json: Annotated[
        bool, typer.Option("--json", help="Ghi thêm sổ dạng JSON (register.jsonl).")
    ] = False,
    text: Annotated[
        Path | None,
        typer.Option(
            "--text", metavar="DIR", help="Thư mục văn bản pháp luật (vbpl_text.tar.xz) để trộn vào văn xuôi."
        ),
    ] = None,
    hands: Annotated[
        Path | None,
        typer.Option(
            "--hands",
            metavar="DIR",
            help="Thư mục nét chữ hand-….ttf viết thay nét chữ có sẵn: để dạy bộ đọc.",
        ),
    ] = None,
) -> None:
    """Vẽ một tỉnh giả định: sổ đăng ký hồ sơ và giấy tờ quét, kèm đáp án."""
    with _bar() as bar:
        task = bar.add_task("Vẽ giấy tờ", total=papers)
        make_sample(
            out,
            dossiers=dossiers,
            papers=papers,
            seed=seed,
            profile=profile,
            as_json=register_json,
            texts=text,
            hands=hands,
            tell=lambda done: bar.update(task, completed=done),
        )


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=screen,
    )
