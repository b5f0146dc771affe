"""Commands on how papers are matched."""

import typer

from digitize.commands.matching_bands import bands_command
from digitize.commands.matching_preview import preview_command
from digitize.commands.matching_report import calibrate_command, report_command

matching = typer.Typer(no_args_is_help=True, help="Gắn giấy tờ vào hồ sơ.")
matching.command("preview")(preview_command)
matching.command("report")(report_command)
matching.command("calibrate")(calibrate_command)
matching.command("bands")(bands_command)
