"""Commands on records: dossiers, search, export, verify, audit."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from digitize.commands.terminal import DataOption, JsonOption, emit, say, screen, services_for
from digitize.errors import IntegrityError, NotFound
from digitize.model.codec import to_json, to_plain
from digitize.model.coverage import Holding, holding
from digitize.model.match import Attachment, Dossier
from digitize.pipeline import upkeep
from digitize.pipeline.register import import_register
from digitize.pipeline.report import export
from digitize.pipeline.search import search
from digitize.pipeline.stamp import viewed
from digitize.text.identifiers import mask
from digitize.web.messages import messages

dossiers = typer.Typer(no_args_is_help=True, help="Sổ đăng ký hồ sơ.")
audit = typer.Typer(no_args_is_help=True, help="Vết kiểm toán.")


@dossiers.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX hoặc JSON.")],
    replace: Annotated[bool, typer.Option("--replace", help="Ghi đè hồ sơ đã có nội dung khác.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Nhập sổ đăng ký hồ sơ. Hồ sơ đã có mà nội dung khác được báo, không bị ghi đè."""
    with services_for(data) as services:
        report = import_register(file, services, replace=replace)
    if as_json:
        emit(report)
        return
    say(f"Thêm {report.added}, không đổi {report.unchanged}, ghi đè {report.replaced}.")
    for code in report.conflicts:
        say(f"  khác với hồ sơ đã có: {code}")


@dossiers.command("show")
def show_command(
    code: Annotated[str, typer.Argument(metavar="MA_HO_SO")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cho xem một hồ sơ và giấy tờ đã gắn vào."""
    with services_for(data) as services:
        dossier = services.registry.get(code)
        if dossier is None:
            raise NotFound("no such dossier")
        viewed(services, f"dossier/{dossier.code}", "cli")
        with services.ledger.reading() as tx:
            attachments = tx.find(Attachment, dossier=dossier.code, active=True)
    held = holding(dossier, attachments)
    if as_json:
        emit({**to_plain(_masked(dossier)), "attachments": attachments, "holding": _holding(held)})
        return
    say(f"{dossier.code}  {dossier.owner}  {dossier.procedure_name or ''}")
    for attachment in attachments:
        say(f"  {attachment.role.value}  {attachment.code or '-'}  {attachment.document_id}")
    say(messages().say(f"holding.{held.state}"))
    for code in _holding(held)["missing"]:
        say(f"  thiếu {code}")


def _holding(held: Holding) -> dict[str, Any]:
    missing = [one.code for one in held.missing_components] + [one.code for one in held.missing_results]
    return {"state": held.state, "complete": held.complete, "missing": missing}


def _masked(dossier: Dossier) -> dict[str, object]:
    plain: dict[str, object] = to_plain(dossier)
    return {**plain, "owner_id": mask("cccd", dossier.owner_id) if dossier.owner_id else None}


def search_command(
    query: Annotated[list[str], typer.Argument(metavar="QUERY")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=200)] = 20,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tìm trong kho; có dấu hay không dấu đều được, trùng dấu xếp trước."""
    text = " ".join(query)
    with services_for(data) as services:
        hits = search(services, text, limit, "cli")
    for hit in hits:
        if as_json:
            emit(hit)
        else:
            say(f"{hit.title}  [{hit.dossier or 'chưa gắn'}]  trang {hit.page}\n    {hit.snippet}")
    if not hits:
        screen.print("Không tìm thấy.")


def export_command(
    out: Annotated[
        Path | None, typer.Argument(metavar="[OUT]", help="Tệp JSON Lines; bỏ trống: stdout.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Xuất giấy tờ, trường dữ liệu và quyết định của mọi hồ sơ theo thứ tự chuẩn."""
    with services_for(data) as services:
        rows: Iterable[object] = export(services)
        if out is None:
            for row in rows:
                emit(row)
            return
        with out.open("w", encoding="utf-8") as file:
            file.writelines(to_json(row) + "\n" for row in rows)


def verify_command(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Kiểm tra mọi tệp đã lưu còn nguyên vẹn và chuỗi kiểm toán không đứt."""
    with services_for(data) as services:
        checked, problems = 0, []
        for key, problem in upkeep.verify_blobs(services):
            checked += 1
            if problem:
                problems.append({"key": key, "problem": problem})
        events = upkeep.verify_audit(services)
    if as_json:
        emit({"blobs": checked, "problems": problems, "events": events})
    else:
        say(f"{checked} tệp, {events} dòng kiểm toán, {len(problems)} sai lệch")
        for item in problems:
            say(f"  {item['key']}: {item['problem']}")
    if problems:
        raise IntegrityError("stored bytes are not what was written", count=len(problems))


@audit.command("verify")
def audit_verify_command(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Kiểm tra chuỗi kiểm toán."""
    with services_for(data) as services:
        events = upkeep.verify_audit(services)
    if as_json:
        emit({"events": events, "intact": True})
    else:
        say(f"Chuỗi kiểm toán nguyên vẹn: {events} dòng.")
