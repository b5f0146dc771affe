"""`digitize migrate`: bring the database to its newest schema, once, before anything else starts."""

from digitize.bootstrap import bring_up_to_date
from digitize.commands.terminal import DataOption, JsonOption, StackOption, emit, say, settings_for


def migrate_command(data: DataOption = None, stack: StackOption = False, as_json: JsonOption = False) -> None:
    """Đưa cơ sở dữ liệu lên bản mới nhất. Chạy lại không đổi gì."""
    before, revision = bring_up_to_date(settings_for(data, stack=stack))
    if as_json:
        emit({"before": before, "revision": revision})
    elif before == revision:
        say(f"Cơ sở dữ liệu đã ở bản mới nhất: {revision}.")
    else:
        say(f"Cơ sở dữ liệu từ bản {before or 'trống'} lên bản {revision}.")
