"""Commands of a scanning station, which needs neither the database nor the keys of the object store."""

import http.client
import json
from hashlib import file_digest
from pathlib import Path
from typing import Annotated, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import typer

from digitize import errors
from digitize.commands.terminal import say
from digitize.errors import DigitizeError, InputError, NotFound, TransientError

station = typer.Typer(no_args_is_help=True, help="Trạm quét.")

_SECONDS = 60.0


@station.command("send")
def send_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Tệp quét của một lô.")],
    name: Annotated[str, typer.Option("--station", metavar="S", help="Tên trạm quét.")],
    batch: Annotated[str | None, typer.Option("--batch", metavar="B", help="Tên lô quét.")] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="URL", help="Địa chỉ trang web.")
    ] = "http://127.0.0.1:8440",
) -> None:
    """Gửi một lô tệp thẳng vào kho S3: trang web cho địa chỉ, máy chủ tự nhận tệp từ kho."""
    if not to.startswith(("http://", "https://")):
        raise InputError("the address of the page begins with http:// or https://")
    described = [_described(file) for file in files]
    label = batch or files[0].resolve().parent.name or name
    body = json.dumps({"label": label, "station": name, "files": described}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    asked = Request(f"{to.rstrip('/')}/tram/lo", body, headers, method="POST")  # noqa: S310 - see above
    addresses = json.loads(_answer(asked))["addresses"]
    for file, its, address in zip(files, described, addresses, strict=True):
        with file.open("rb") as content:
            length = {"Content-Length": str(its["size"])}
            _answer(Request(address, content, length, method="PUT"))  # noqa: S310 - our own page named it
        say(f"{file}: đã gửi")


def _described(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as content:
            sha256 = file_digest(content, "sha256").hexdigest()
            return {"name": file.name, "size": content.tell(), "sha256": sha256}
    except FileNotFoundError as gone:
        raise NotFound("no such file", path=str(file)) from gone
    except OSError as refused:
        raise InputError("the file cannot be opened", path=str(file)) from refused


def _answer(request: Request) -> bytes:
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - see above
            return bytes(answer.read())
    except HTTPError as refused:
        with refused:
            raise _error(refused) from None
    except (URLError, http.client.HTTPException, OSError) as problem:
        raise TransientError("the server does not answer") from problem


def _error(refused: HTTPError) -> DigitizeError:
    """Return the error that the page names; the object store speaks another language, and a new address may help."""
    try:
        code = json.loads(refused.read())["code"]
    except (ValueError, TypeError, KeyError):
        return TransientError(f"the object store did not take the file: {refused.code}")
    kinds = (
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, DigitizeError)
    )
    kind = next((each for each in kinds if each.code == code), InputError)
    return kind(f"the page refused: {code}")
