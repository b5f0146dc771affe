"""From an error to what a person sees: a sentence of the catalogue, as a page or as JSON, never a stack trace."""

import logging
import secrets
import traceback
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digitize.errors import DigitizeError
from digitize.web.messages import messages
from digitize.web.templating import page

logger = logging.getLogger(__name__)

SECRET = "secret"  # noqa: S105 - the name of a sentence, not a password
"""Detail of a 403 that refuses a paper with a secrecy mark."""


def install(app: FastAPI) -> None:
    """Teach the application to answer errors."""

    @app.exception_handler(DigitizeError)
    def foreseen(request: Request, error: DigitizeError) -> Response:
        sentence = messages().error(error.code, **error.details)
        return answer(request, error.http_status, error.code, sentence)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return refusal(request, error.status_code, error.detail)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, _error: RequestValidationError) -> Response:
        return refusal(request, 422)


def refusal(request: Request, status: int, detail: str = "") -> Response:
    """Return the answer to a request that the web itself refuses.

    Args:
        request: what is refused.
        status: the HTTP status; the sentence is that of `http.<status>`, or of `http.<status>.<detail>` if there is one.
        detail: SECRET, or for a 413 the bound as people write it.
    """
    known = (f"http.{status}.{detail}", f"http.{status}", "http.other")
    key = next(key for key in known if messages().find(key))
    return answer(request, status, key.replace(".", "_"), messages().say(key, detail=detail))


def answer(request: Request, status: int, code: str, sentence: str, incident: str | None = None) -> Response:
    """Return a problem as JSON to a script and as a page to a person."""
    if "application/json" in request.headers.get("accept", ""):
        body = {"code": code, "message": sentence}
        return JSONResponse(body | ({"incident": incident} if incident else {}), status)
    title = {404: "Không tìm thấy", 409: "Đã có thay đổi"}.get(status, "Chưa thực hiện được")
    return page(
        request, "problem.html", status=status, title=title, sentence=sentence, code=code, incident=incident
    )


class CalmErrors:
    """ASGI middleware: a bug becomes a calm page with an incident number.

    The log gets the number, the kind of the error and where it arose; its message may hold personal data and is left
    out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        started = False

        async def watching(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watching)
        except Exception as error:  # noqa: BLE001 - the last line of defence; everything foreseen was answered before
            incident = secrets.token_hex(4).upper()
            logger.error("incident %s: %s at %s", incident, type(error).__name__, _place(error))  # noqa: TRY400
            if not started and scope["type"] == "http":
                sentence = messages().error("internal")
                response = answer(
                    Request(scope), HTTPStatus.INTERNAL_SERVER_ERROR, "internal", sentence, incident
                )
                await response(scope, receive, send)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(
        f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})" for frame in reversed(frames)
    )
