"""How good a day the scanning room has: the numbers behind `--profile clean|office|hard`."""

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """What the scans of a sample are like."""

    CLEAN = "clean"
    OFFICE = "office"
    HARD = "hard"


class Mode(StrEnum):
    """What the scanner was set to."""

    COLOUR = "colour"
    GREY = "grey"
    BITONAL = "bitonal"


@dataclass(frozen=True, slots=True)
class Habits:
    """What happens how often under a profile.

    Attributes:
        wear: shape (alpha, beta) of the beta distribution that a page's wear, 0 to 1, is drawn from: many pages are
            good and some are bad, as in every office.
        resolutions: dots per inch with the weight of each.
        modes: settings of the scanner with the weight of each.
        skew: standard deviation of the skew in degrees; it ends at ±3.
        soft: range of how far toner blurs before it sets, standard deviation in inches: it decides how many of the small
            marks of Vietnamese letters survive, and with it most of what a reader gets wrong.
        quality: range of the JPEG quality, worst and best.
    """

    wear: tuple[float, float]
    resolutions: tuple[tuple[int, int], ...]
    modes: tuple[tuple[Mode, int], ...]
    skew: float
    soft: tuple[float, float]
    quality: tuple[int, int]


HABITS = {
    Profile.CLEAN: Habits(
        wear=(1.0, 60.0),
        resolutions=((200, 1), (300, 1)),
        modes=((Mode.COLOUR, 8), (Mode.GREY, 2)),
        skew=0.2,
        soft=(0.0025, 0.0035),
        quality=(80, 95),
    ),
    Profile.OFFICE: Habits(
        wear=(0.9, 4.2),
        resolutions=((150, 1), (200, 8), (240, 2), (300, 9)),
        modes=((Mode.COLOUR, 14), (Mode.GREY, 3), (Mode.BITONAL, 3)),
        skew=0.6,
        soft=(0.0044, 0.0057),
        quality=(55, 92),
    ),
    Profile.HARD: Habits(
        wear=(2.2, 2.2),
        resolutions=((150, 5), (200, 9), (240, 2), (300, 4)),
        modes=((Mode.COLOUR, 9), (Mode.GREY, 5), (Mode.BITONAL, 6)),
        skew=1.3,
        soft=(0.0048, 0.0064),
        quality=(30, 75),
    ),
}
