"""The command that shows what today's matcher would change, and changes nothing."""

from collections import Counter
from typing import Any

from digitize.commands.terminal import DataOption, JsonOption, emit, say, services_for
from digitize.model.codec import to_plain
from digitize.pipeline.preview import Change, End, Preview, preview
from digitize.web.messages import messages


def preview_command(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Chạy thử: ghép lại mọi giấy tờ đã xếp bằng quy tắc hiện nay, nêu điều sẽ đổi, không ghi gì.

    Giấy tờ do người quyết định được nêu riêng và không bao giờ bị đề nghị đổi.
    """
    counts: Counter[str] = Counter()
    by_person: Counter[str] = Counter()
    with services_for(data) as services:
        for found in preview(services):
            (by_person if found.by_person else counts)[found.change.value] += 1
            if found.change is Change.SAME:
                continue
            if as_json:
                emit(_plain(found))
            else:
                _print(found)
    if as_json:
        emit({"papers": counts.total() + by_person.total(), "machine": counts, "person": by_person})
        return
    say(f"Giấy tờ do máy xếp: {_told(counts)}")
    say(f"Giấy tờ do người quyết định (giữ nguyên): {_told(by_person)}")


def _plain(found: Preview) -> dict[str, Any]:
    return {"change": found.change, **to_plain(found)}


def _print(found: Preview) -> None:
    who = "  [người quyết định, giữ nguyên]" if found.by_person else ""
    change = messages().say(f"change.{found.change.value}")
    say(f"{change}: {found.file}  {found.document}  {_end(found.before)} → {_end(found.after)}{who}")


def _end(end: End) -> str:
    return end.dossier or messages().reason(end.reason).rstrip(".") or "–"


def _told(counts: Counter[str]) -> str:
    return ", ".join(
        f"{messages().say(f'change.{change.value}')} {counts[change.value]}" for change in Change
    )
