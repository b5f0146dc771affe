"""Our own recogniser, which asks Tesseract about the lines that it is unsure of."""

from pathlib import Path

from digitize.networks import MODELS
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.ocr.engines.tesseract import TesseractEngine


class BothEngine(OnnxEngine):
    """Reads pages with the models of a folder, and doubtful lines with Tesseract too.

    Args:
        language: Tesseract's model.
        models: the folder with `manifest.json`.

    Raises:
        SetupError: Tesseract, its model or one of ours is missing.
        IntegrityError: a model is not the one that the manifest names.
    """

    name = "both"

    def __init__(self, language: str = "vie", models: Path = MODELS) -> None:
        tesseract = TesseractEngine(language)
        super().__init__(models, tesseract.read_line)
        self.version = f"both-{self.version}-{tesseract.version}"
