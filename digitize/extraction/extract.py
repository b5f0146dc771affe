"""extract: the kind of a document and its fields, each with confidence and evidence.

Only the first and the last three pages are looked at (`view.look`); header and labels come from the front, the
signature from the end. The strongest source of a field wins: a barcode, then the header, then a label, then a sentence,
then the bare shape of a dossier code; what the others say is kept as alternatives.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from digitize.extraction.anchors import labelled
from digitize.extraction.catalogue import rules
from digitize.extraction.checks import check
from digitize.extraction.citizens import agreed
from digitize.extraction.classify import Classifier, Judgement, judge, told
from digitize.extraction.confidence import Paper, Traits, confidence, legibility, traits
from digitize.extraction.echoes import echoed, named_after
from digitize.extraction.forms import IDENTITY, Form
from digitize.extraction.founders import OF_FOUNDER, is_new
from digitize.extraction.header import Found, addressees, place_and_date, read_header, signing_day
from digitize.extraction.homes import read_unlabelled_home
from digitize.extraction.land import read_land_serial
from digitize.extraction.places import place
from digitize.extraction.prose import read_prose
from digitize.extraction.readers import Reading, clean, read_name
from digitize.extraction.signature import read_signature
from digitize.extraction.values import read_labelled
from digitize.extraction.view import FRONT_PAGES, PageView, Piece, View, look
from digitize.model.fields import Alternative, Evidence, Extraction, Field
from digitize.model.ocr import OcrPage
from digitize.model.vocabulary import OTHER, vocabulary
from digitize.text.addresses import parse_address
from digitize.text.fold import exact_key
from digitize.text.identifiers import find_dossier_code, repair_dossier_code

_SERIAL = re.compile(r"[A-ZĐ]{1,2}\s?\d{6,8}")
_COMMUNE = re.compile(r"^(?:xa|phuong|thi tran) [^,:]{2,25}, (?:huyen|quan|thi xa|thanh pho) ")
_BARCODE = 0.99
_BARE_CODE = 0.9
_ALTERNATIVES = 3
_UNLABELLED = 0.85
"""How sure a value is that stands where it always does, behind a label that nobody can read."""
_OF_IDENTITY = {IDENTITY: ("so_cmnd", "so_cccd")}
_OWNER = "ho_ten"
_SHOPS = {"ten_ho_kinh_doanh", "ten_du_an"}
KIND = "loai_van_ban"
"""Its certainty is that of the classification."""
_ALWAYS = frozenset({"ma_ho_so", "so_cccd", "so_ho_chieu", "ma_so_thue"})
"""Labels of these announce them on papers of any form."""
_PERSON = frozenset(
    {"ngay_sinh", "gioi_tinh", IDENTITY, "so_cccd", "so_cmnd", "so_ho_chieu", "dia_chi", "so_dien_thoai"}
)


def extract(pages: Sequence[OcrPage], kind: str | None = None) -> Extraction:
    """Return the kind and the fields of a document.

    Args:
        pages: the document's pages in order. May be a lazy sequence: at most six are read.
        kind: what a person says that it is; None is judged here.

    Returns:
        At most one field a name, in the vocabulary's order. A paper under a secrecy mark has no text, hence no fields.
    """
    judgement, fields, _ = _read(pages, kind)
    return Extraction(judgement.classification, fields)


def extract_as(pages: Sequence[OcrPage], form: Form) -> Extraction:
    """Return what a document says if it is read as a paper of `form`; its kind is that which this form alone tells.

    Args:
        pages: as for `extract`.
        form: need not belong to the catalogue.
    """
    view = look(pages)
    judgement = Classifier([form]).judge(view)
    return Extraction(judgement.classification, _read_as(view, judgement, form, _dated(view))[0])


def field_traits(pages: Sequence[OcrPage]) -> tuple[Judgement, dict[str, tuple[str, Traits]]]:
    """Return what told the kind, and the values by field, each with what tells how sure it is, to fit `confidence` by."""
    judgement, fields, told = _read(pages)
    return judgement, {field.name: (field.value, told[field.name]) for field in fields if field.name in told}


def _read(
    pages: Sequence[OcrPage], kind: str | None = None
) -> tuple[Judgement, tuple[Field, ...], dict[str, Traits]]:
    view = look(pages)
    judgement = judge(view) if kind is None else told(kind)
    dated = _dated(view)
    form = rules().form(judgement.classification.kind, _day_of(dated), judgement.printed)
    return judgement, *_read_as(view, judgement, form, dated)


def _read_as(
    view: View, judgement: Judgement, form: Form, dated: Found | None
) -> tuple[tuple[Field, ...], dict[str, Traits]]:
    """Return the fields of a paper of a form, and what tells how sure each is; `dated` is the day in its header."""
    by_name: dict[str, list[Found]] = {}
    issued = _day_of(dated)
    for item in _all_found(view, form, judgement, dated) if view.pages else ():
        for placed in place(item, issued):
            by_name.setdefault(placed.field, []).append(placed)
    for one in form.fields:
        if one.same_as in by_name and one.key not in by_name:
            by_name[one.key] = [replace(item, field=one.key) for item in by_name[one.same_as]]
    by_name = _said_elsewhere(by_name, view)
    verdicts = check({name: items[0].reading.value for name, items in by_name.items()})
    # What one value repaired of another confirms neither: the checks are of what was read.
    by_name = _agreed(by_name)
    fields: dict[str, Field] = {}
    told: dict[str, Traits] = {}
    sure = judgement.classification.confidence
    paper = Paper(sure, legibility(view.pages), issued)
    for name, items in by_name.items():
        warnings = (*items[0].reading.warnings, *verdicts.warnings.get(name, ()))
        if name != KIND:
            told[name] = traits(items, warnings, paper, name in verdicts.confirmed)
        certain = confidence(told[name]) if name in told else sure
        fields[name] = _field(items, warnings, round(certain, 4), form)
    fields |= {field.name: field for field in _from_barcodes(view, fields.get("ma_ho_so"))}
    return tuple(fields[name] for name in vocabulary().fields if name in fields), told


def _agreed(by_name: dict[str, list[Found]]) -> dict[str, list[Found]]:
    """Return what was found with an identity number and a birth that nearly tell one year made to tell it."""
    if not {"so_cccd", "ngay_sinh"} <= by_name.keys():
        return by_name
    sex = by_name["gioi_tinh"][0].reading.value if "gioi_tinh" in by_name else None
    pair = agreed(by_name["so_cccd"][0], by_name["ngay_sinh"][0], sex)
    return by_name | {one.field: [one, *by_name[one.field]] for one in pair if one not in by_name[one.field]}


def _said_elsewhere(by_name: Mapping[str, list[Found]], view: View) -> dict[str, list[Found]]:
    """Return what was found with names spelled as the paper says them elsewhere, too."""
    told = {
        name: echoed(items, view) if vocabulary().fields[name].form == "name" else items
        for name, items in by_name.items()
    }
    for name in told.keys() & _SHOPS if _OWNER in told else ():
        told[name] = [named_after(told[name][0], told[_OWNER][0]), *told[name][1:]]
    return told


def _all_found(view: View, form: Form, judgement: Judgement, dated: Found | None) -> Iterator[Found]:
    """Yield everything that was found, the strongest source first."""
    yield from _kind(judgement)
    yield from _from_header(view, form, judgement)
    prose = list(read_prose(view)) if form.field("trich_yeu") else []
    told = _from_labels(view, form, dated)
    yield from (*prose, *told)
    yield from _from_below(view, form, told)
    if not any(one.field == "dia_chi" for one in (*prose, *told)):
        yield from read_unlabelled_home(view.first, form)
    yield from _bare_code(view)
    if form.field("so_phat_hanh"):
        yield from _bare_serial(view.first)
    if form.field("xa"):
        yield from _bare_commune(view.first)
    if form.field("nguoi_ky"):
        yield from read_signature(view)


def _day_of(dated: Found | None) -> date | None:
    return date.fromisoformat(dated.reading.value) if dated else None


def _dated(view: View) -> Found | None:
    """Return the day printed in the header, which tells the form that was in force."""
    if not view.pages:
        return None
    page = view.first
    return place_and_date(page.rows(0, page.size[0], 0, 0.5 * page.size[1]))


def _kind(judgement: Judgement) -> Iterator[Found]:
    kind = judgement.classification.kind
    if kind != OTHER and kind in vocabulary().kinds and judgement.title:
        words = tuple(word for piece in judgement.title for word in piece.words)
        reading = Reading(vocabulary().kinds[kind].name, judgement.classification.confidence)
        yield Found(KIND, reading, Piece(judgement.title[0].page, words))


def _from_header(view: View, form: Form, judgement: Judgement) -> Iterator[Found]:
    if form.header == "citizen":
        yield from addressees(view.first)
        days = (signing_day(page.pieces) for page in view.pages)
        yield from (day for day in days if day)
    else:
        found = list(read_header(view.first, form, judgement.title))
        yield from found
        if not any(one.field == "ngay_ban_hanh" for one in found):
            # Licences in two languages bear it above the signature.
            yield from (day for page in view.pages if (day := signing_day(page.pieces)))


def _from_labels(view: View, form: Form, dated: Found | None) -> list[Found]:
    """Return what labels announce; data of a person only while the owner is spoken of, and of the first owner named.

    Where a form has a section for its owner, what the persons before it say of themselves is not the owner's.
    """
    found: list[Found] = []
    homes: list[Found] = []
    section, owner, founder, named = "", True, False, False
    names, opened = _section_names(form), set[str]()
    owners = {section for label in form.labels for section, field in label.within if field == _OWNER}
    for page in view.pages[:FRONT_PAGES]:
        for item in labelled(page, form):
            label = item.label
            if label.opens:
                founder = label.founder and is_new(found, dated)
                section, owner = label.opens, not label.other_person
                if owner and section in owners - opened:
                    # Who speaks for the owner lives with him, as far as nothing else is said: a parent for the child.
                    homes = [one for one in found if one.field == "dia_chi"]
                    found, named = [one for one in found if one.field not in _PERSON | {_OWNER}], False
                opened.add(section)
            field = label.announces(section)
            if field == _OWNER and not owner and section in names:
                field = names[section]
            if not label.opens and (label.other_person or (field == _OWNER and named)):
                owner = False
            if field is None or (form.field(field) is None and field not in _ALWAYS):
                continue
            if owner or (founder and field in OF_FOUNDER) or field not in _PERSON | {_OWNER}:
                read = list(read_labelled(item, field, form))
                if founder and field == names.get(section):
                    founder = not named
                    read += [replace(one, field=_OWNER) for one in read if founder]
                named = named or any(one.field == _OWNER for one in read)
                found += read
    return [*found, *homes, *_from_back(view, form, {one.field for one in found})]


def _from_back(view: View, form: Form, known: Collection[str]) -> Iterator[Found]:
    """Yield what labels announce on the last pages of a long paper and its first do not, as a notary's number."""
    for page in view.pages[FRONT_PAGES:]:
        for item in labelled(page, form):
            field = item.label.field
            if field and form.field(field) and field not in {*known, *_PERSON, _OWNER}:
                yield from read_labelled(item, field, form)


def _from_below(view: View, form: Form, found: Sequence[Found]) -> Iterator[Found]:
    """Yield names without a label that can be read, from the line under the field that they always stand below."""
    known = {one.field for one in found}
    for own in form.fields:
        above = (one for one in found if one.field in (own.below, *_OF_IDENTITY.get(own.below, ())))
        line = next(above, None) if own.below and own.key not in known else None
        pages = (page for page in view.pages if line and page.number == line.piece.page)
        below = next((page.under(line.piece) for page in pages if line), None)
        reading = read_name(below.text.partition(":")[2]) if below else None
        if below and reading and "unusual_name" not in reading.warnings:
            yield Found(own.key, replace(reading, certainty=_UNLABELLED * reading.certainty), below)


def _section_names(form: Form) -> dict[str, str]:
    """Return which field each section of a form has for the name of its person."""
    names: dict[str, str] = {}
    for label in form.labels:
        for section, field in label.within:
            if field != IDENTITY and vocabulary().fields[field].form == "name":
                names.setdefault(section, field)
    return names


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


def _bare_serial(page: PageView) -> Iterator[Found]:
    """Yield a certificate's serial number that stands on a line of its own, as it does on the cover."""
    for piece in page.pieces:
        reading = read_land_serial(piece.text)
        if reading and _SERIAL.fullmatch(piece.text):
            yield Found("so_phat_hanh", reading, piece)


def _bare_commune(page: PageView) -> Iterator[Found]:
    """Yield the commune of a parcel that stands on a line of its own, as on an extract of the cadastral map."""
    for piece in page.pieces:
        if _COMMUNE.match(piece.folded) and not piece.is_upper and parse_address(piece.text).ward:
            yield Found("xa", Reading(clean(piece.text), _BARE_CODE), piece)
            return


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


def _field(items: list[Found], warnings: tuple[str, ...], sure: float, form: Form) -> Field:
    """Return the field of what was found first, with the other values as alternatives."""
    found, others = items[0], dict[str, Alternative]()
    for item in items[1:]:
        if exact_key(item.reading.value) != exact_key(found.reading.value):
            value = Alternative(item.reading.value, _plain_confidence(item), item.piece.evidence())
            others.setdefault(item.reading.value, value)
    own = form.field(found.field) or vocabulary().fields[found.field]
    likeliest = sorted(others.values(), key=lambda other: -other.confidence)[:_ALTERNATIVES]
    return Field(
        found.field,
        found.reading.value,
        sure,
        found.piece.evidence(),
        warnings,
        sensitivity=own.sensitivity,
        alternatives=tuple(likeliest),
    )


def _plain_confidence(found: Found) -> float:
    """Return the words' confidence times the reader's certainty."""
    return round(min(1.0, max(0.0, found.piece.confidence * found.reading.certainty)), 4)
