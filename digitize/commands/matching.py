"""Commands on how papers are matched."""

import typer

from digitize.commands.matching_preview import preview_command

matching = typer.Typer(no_args_is_help=True, help="Gắn giấy tờ vào hồ sơ.")
matching.command("preview")(preview_command)


@matching.callback()
def _group() -> None:
    """Stand in for further commands: with one alone typer would drop its name."""
