"""Who made an output, with which recipe. Kept beside outputs, never inside them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the bytes of an output: stage, its version, the model and the options.

    An output is keyed by its recipe and its input, so that a second run finds the first one's result.
    """

    stage: str
    version: str
    model: str = ""
    options: str = ""
