"""Dossier codes and running numbers as papers state them, and what one misread digit would make of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digitize.matching.rules import rules
from digitize.model.match import DossierCode
from digitize.text.identifiers import parse_dossier_code, repair_dossier_code


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A mã hồ sơ as a paper states it. `repaired` counts its misread characters, `ours` tells the province's own."""

    code: DossierCode
    repaired: int
    ours: bool


@lru_cache(maxsize=1024)
def codes_in(text: str) -> tuple[ReadCode, ...]:
    """Return the well-formed codes in `text` after permitted repairs, each once; a suffix -KQ… is dropped."""
    found = {item.code: item.repairs for item in reversed(repair_dossier_code(text))}
    return tuple(ReadCode(DossierCode(code), found[code], _is_ours(code)) for code in reversed(found))


def _is_ours(code: str) -> bool:
    parts = parse_dossier_code(code)
    return parts is not None and parts.body == rules().province


def received_on(code: str) -> str | None:
    """Return the ISO date of receipt inside a code, or None if it is not written by the rule."""
    parts = parse_dossier_code(code)
    return parts.received.isoformat() if parts else None


def neighbours(code: str) -> Iterator[DossierCode]:
    """Yield the province's codes that differ from `code` in one digit."""
    for other in one_digit_changed(code):
        if _is_ours(other):
            yield DossierCode(other)


def variants(number: str) -> Iterator[str]:
    """Yield what a running number may have been before one digit of it was misread, lost or added.

    Only the first run of digits counts: the 45 of 45/QĐ-UBND.
    """
    match = re.search(r"\d+", number)
    if match is None:
        return
    head, digits, tail = number[: match.start()], match[0], number[match.end() :]
    changed = {
        *one_digit_changed(digits),
        *(digits[:at] + digits[at + 1 :] for at in range(len(digits))),
        *(digits[:at] + extra + digits[at:] for at in range(len(digits) + 1) for extra in "0123456789"),
    }
    yield from (head + other + tail for other in sorted(changed - {digits, ""}))


def one_digit_changed(text: str) -> Iterator[str]:
    """Yield `text` with one of its digits taken for any other."""
    for at, char in enumerate(text):
        if char in "0123456789":
            yield from (text[:at] + digit + text[at + 1 :] for digit in "0123456789" if digit != char)
