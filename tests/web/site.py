"""The web page on a real loopback port, and a reader whose pictures can be looked at."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from PIL import Image, ImageDraw, ImageFont

from tests.factories.scripted import SIZE, ScriptedReader

_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


class DrawnReader(ScriptedReader):
    """Draws the lines of a scripted scan where its words are said to stand."""

    def picture(self, path: Path, frame: int, longest: int) -> bytes:
        self._begin("picture")
        image = Image.new("RGB", SIZE, "#fdfcf7")
        draw = ImageDraw.Draw(image)
        font = ImageFont.truetype(_FONT, 30) if Path(_FONT).exists() else ImageFont.load_default(30)
        for row, text in enumerate(self._script(path)["pages"][frame]):
            left = 200
            for word in text.split():
                draw.text((left, 148 + 50 * row), word, fill="#20242c", font=font)
                left += 18 * len(word) + 14
        image.thumbnail((longest, longest))
        out = BytesIO()
        image.save(out, "JPEG", quality=85)
        return out.getvalue()


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free loopback port for the length of the context; yield its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    started = threading.Event()
    startup = server.startup

    async def startup_and_say(sockets=None):
        await startup(sockets)
        started.set()

    server.startup = startup_and_say
    thread.start()
    try:
        assert started.wait(20)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
