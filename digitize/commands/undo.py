"""The command that takes back the last decision about a paper."""

from typing import Annotated

import typer

from digitize.commands.terminal import DataOption, JsonOption, emit, say, services_for
from digitize.model.intake import Document
from digitize.pipeline.lineage import latest
from digitize.pipeline.lookup import need
from digitize.pipeline.undo import undo
from digitize.web.messages import messages


def undo_command(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="Mã giấy tờ, như `export` và trang web nêu.")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Lý do, lưu cùng quyết định.")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hoàn tác quyết định cuối cùng về một giấy tờ. Lịch sử không bị xóa; hoàn tác cũng hoàn tác được."""
    with services_for(data) as services:
        with services.ledger.reading() as tx:
            revision = need(tx, Document, document).revision
        undo(services, document, revision, reason)
        with services.ledger.reading() as tx:
            now, decision = need(tx, Document, document), latest(tx, document)
    if as_json:
        emit({"document": document, "status": now.status, "problem": now.problem, "decision": decision})
        return
    say(f"{messages().say(f'status.{now.status.value}')}. {messages().reason(now.problem)}")
