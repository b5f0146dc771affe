"""extract: the kind of a document and its fields, each with confidence and evidence.

Only the first and the last three pages are looked at (`view.look`); header and labels come from the front, the
signature from the end. The strongest source of a field wins: a barcode, then the header, then a label, then the bare
shape of a dossier code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from digitize.extraction.anchors import Labelled, labelled
from digitize.extraction.checks import check
from digitize.extraction.classify import Judgement, judge
from digitize.extraction.forms import Form, rules
from digitize.extraction.header import Found, addressees, place_and_date, read_header, signing_day
from digitize.extraction.prose import read_person
from digitize.extraction.readers import READERS, SPECIAL, Reading, read_cccd, read_cmnd
from digitize.extraction.signature import read_signature
from digitize.extraction.view import FRONT_PAGES, Piece, View, look
from digitize.model.fields import Classification, Evidence, Extraction, Field
from digitize.model.ocr import OcrPage
from digitize.model.vocabulary import OTHER, vocabulary
from digitize.text.addresses import ward_of
from digitize.text.identifiers import find_dossier_code, repair_dossier_code

_BARCODE = 0.99
_BARE_CODE = 0.9
_PERSON = frozenset(
    {"ngay_sinh", "gioi_tinh", "so_cccd", "so_cmnd", "so_dinh_danh", "dia_chi", "so_dien_thoai"}
)
_IDENTITY: Mapping[str, tuple[str, ...]] = {"so_dinh_danh": ("so_cccd", "so_cmnd")}


def extract(pages: Sequence[OcrPage], kind: str | None = None) -> Extraction:
    """Return the kind and the fields of a document.

    Args:
        pages: the document's pages in order. May be a lazy sequence: at most six are read.
        kind: what a person says that it is; None is judged here.

    Returns:
        At most one field a name, in the vocabulary's order. A paper under a secrecy mark has no text, hence no fields.
    """
    view = look(pages)
    judgement = judge(view) if kind is None else Judgement(Classification(kind, 1.0), ())
    if not view.pages:
        return Extraction(judgement.classification)
    issued = _issued(view)
    form = rules().form(judgement.classification.kind, issued)
    found = [
        *_kind(judgement),
        *_from_header(view, form, judgement),
        *_from_labels(view, form),
        *_bare_code(view),
    ]
    if form.abstract:
        found += read_person(view.first)
    if form.signed:
        found += read_signature(view)
    fields = {field.name: field for field in reversed([_field(item) for item in found])}
    fields |= {field.name: field for field in _from_barcodes(view, fields.get("ma_ho_so"))}
    fields |= {field.name: field for field in _ward(fields.pop("xa", None))}
    ordered = tuple(fields[name] for name in vocabulary().fields if name in fields)
    return Extraction(judgement.classification, check(ordered))


def _issued(view: View) -> date | None:
    """Return the day printed in the header, to choose the form that was in force."""
    page = view.first
    found = place_and_date(page.rows(0, page.size[0], 0, 0.5 * page.size[1]))
    return date.fromisoformat(found.reading.value) if found else None


def _kind(judgement: Judgement) -> Iterator[Found]:
    kind = judgement.classification.kind
    if kind != OTHER and judgement.title:
        words = tuple(word for piece in judgement.title for word in piece.words)
        reading = Reading(vocabulary().kinds[kind].name, judgement.classification.confidence)
        yield Found("loai_van_ban", reading, Piece(judgement.title[0].page, words))


def _from_header(view: View, form: Form, judgement: Judgement) -> Iterator[Found]:
    if form.header == "agency":
        yield from read_header(view.first, form, judgement.title)
    elif form.header == "citizen":
        yield from addressees(view.first)
        days = (signing_day(page.pieces) for page in view.pages)
        yield from (day for day in days if day)


def _from_labels(view: View, form: Form) -> Iterator[Found]:
    """Yield what labels announce; data of a person only while the owner is spoken of, and of the first owner named."""
    seen: set[str] = set()
    owner = True
    for page in view.pages:
        if page.number > FRONT_PAGES:
            return
        for item in labelled(page, form):
            field = item.label.field
            owner = owner and not item.label.other_person and not (field == "ho_ten" and "ho_ten" in seen)
            if field is None or (field in _PERSON and not owner):
                continue
            for found in _read(item):
                if found.field not in seen:
                    seen.add(found.field)
                    yield found


def _read(item: Labelled) -> Iterator[Found]:
    """Read the text beside a label; a label for CMND or CCCD is decided by the number of digits."""
    field = item.label.field or ""
    for name in _IDENTITY.get(field, (field,)):
        reader = {"so_cccd": read_cccd, "so_cmnd": read_cmnd}.get(name) or SPECIAL.get(name)
        reader = reader or READERS.get(vocabulary().fields[name].form)
        reading = reader(item.text) if reader else None
        if reading:
            yield Found(
                name, Reading(reading.value, reading.certainty * item.certainty, reading.warnings), item.piece
            )


def _bare_code(view: View) -> Iterator[Found]:
    """Yield a dossier code that stands without a label; several different ones are nobody's."""
    found = [
        (code, piece)
        for page in view.pages
        if page.number <= FRONT_PAGES
        for piece in page.pieces
        for code in repair_dossier_code(piece.text)
    ]
    if len({code.code for code, _ in found}) == 1:
        code, piece = found[0]
        reading = Reading(code.code, _BARE_CODE * 0.85**code.repairs, ("repaired",) * code.repaired)
        yield Found("ma_ho_so", reading, piece.cut(code.start, code.end))


def _from_barcodes(view: View, printed: Field | None) -> Iterator[Field]:
    """Yield the dossier code of the first barcode that holds one: it beats what was read (Thông tư 01/2018, Điều 19)."""
    for page in view.pages:
        for barcode in page.barcodes:
            code = find_dossier_code(barcode.text)
            if code:
                differs = printed is not None and printed.value != code
                evidence = Evidence(page.number, barcode.box, barcode.text)
                yield Field("ma_ho_so", code, _BARCODE, evidence, ("print_differs",) * differs)
                return


def _ward(address: Field | None) -> Iterator[Field]:
    """Yield the commune that a parcel's address names."""
    ward = ward_of(address.value) if address else None
    if address and ward:
        yield replace(address, value=ward)


def _field(found: Found) -> Field:
    """Return a field: the words' confidence times the reader's certainty."""
    confidence = round(min(1.0, max(0.0, found.piece.confidence * found.reading.certainty)), 4)
    sensitivity = vocabulary().fields[found.field].sensitivity
    return Field(
        found.field,
        found.reading.value,
        confidence,
        found.piece.evidence(),
        found.reading.warnings,
        sensitivity=sensitivity,
    )
