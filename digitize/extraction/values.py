"""From the text beside a label to values: the reader of the field's type, and the words that the value was read from."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from digitize.extraction.anchors import Labelled
from digitize.extraction.catalogue import rules
from digitize.extraction.forms import IDENTITY, Form
from digitize.extraction.grammars import READERS, SPECIAL
from digitize.extraction.header import Found
from digitize.extraction.readers import Reader, Reading, read_cccd, read_cmnd
from digitize.extraction.view import Piece
from digitize.model.ocr import Word
from digitize.model.vocabulary import vocabulary
from digitize.text.phrases import spelled

_KINDS_OF: Mapping[str, tuple[str, ...]] = {IDENTITY: ("so_cccd", "so_cmnd", "so_ho_chieu", "ma_so_thue")}
_STRICT: Mapping[str, Reader] = {"so_cccd": read_cccd, "so_cmnd": read_cmnd}
_TRIMMED_WORDS = 60


def read_labelled(item: Labelled, field: str, form: Form) -> Iterator[Found]:
    """Yield what a label announces; a label for CMND or CCCD is decided by what stands there."""
    for name in _KINDS_OF.get(field, (field,)):
        reader = _reader(name, form)
        reading = reader(item.text) if reader else None
        if name == "ma_so_thue" and field == IDENTITY and reading and reading.warnings:
            continue  # Ten digits after "CMND/CCCD" are a tax code only if their check digit says so.
        if reader and reading:
            piece = _narrowed(item.piece, reader, reading.value)
            reading = _in_set_words(name, reading)
            yield Found(name, replace(reading, certainty=reading.certainty * item.certainty), piece)


def _in_set_words(name: str, reading: Reading) -> Reading:
    """Return a reading spelled as it is always said, whole or up to its first comma, where that field has set phrases."""
    phrases = rules().phrases.get(name, ())
    value = spelled(reading.value, phrases)
    if value == reading.value:
        head, comma, rest = value.partition(",")
        value = spelled(head, phrases) + comma + rest
    if value == reading.value:
        return reading
    return Reading(value, 0.85 * reading.certainty, (*reading.warnings, "repaired"))


def _reader(name: str, form: Form) -> Reader | None:
    """Return the reader of a field: that of the type that the form gives it, else the field's own."""
    own, usual = form.field(name), vocabulary().fields[name].form
    if own and own.type != usual:
        return READERS.get(own.type)
    return _STRICT.get(name) or SPECIAL.get(name) or READERS.get(usual)


def _narrowed(piece: Piece, reader: Reader, value: str) -> Piece:
    """Return the fewest words of a piece, from both ends, that still read as the value."""
    words = piece.words[:_TRIMMED_WORDS]
    if not _says(words, piece, reader, value):
        return piece
    while len(words) > 1 and _says(words[:-1], piece, reader, value):
        words = words[:-1]
    while len(words) > 1 and _says(words[1:], piece, reader, value):
        words = words[1:]
    return Piece(piece.page, words)


def _says(words: tuple[Word, ...], piece: Piece, reader: Reader, value: str) -> bool:
    reading = reader(Piece(piece.page, words).text)
    return reading is not None and reading.value == value
