"""describe: what search and lists show of a document."""

from collections.abc import Iterable

from digitize.model.fields import Extraction
from digitize.model.intake import Document
from digitize.model.match import DossierCode
from digitize.model.ocr import OcrPage
from digitize.model.search import SearchEntry
from digitize.model.vocabulary import OTHER, vocabulary

_LONGEST = 160


def describe(
    document: Document, extraction: Extraction, dossier: DossierCode | None, pages: Iterable[OcrPage]
) -> SearchEntry:
    """Return the search entry of a filed document.

    Args:
        document: the document.
        extraction: its kind and fields.
        dossier: the dossier that it is attached to, if any.
        pages: its pages in order; a page under a secrecy mark has no text and lends none.
    """
    return SearchEntry(
        document_id=document.id,
        title=title_of(extraction),
        pages=tuple("" if page.secret_mark else page.text for page in pages),
        kind=extraction.classification.kind,
        dossier=dossier,
        unit=document.unit,
        access_level=document.access_level,
    )


def title_of(extraction: Extraction) -> str:
    """Return a title for a document: kind, số/ký hiệu, then abstract, owner or business; never an identity number.

    The name of the kind stands first: "Quyết định 45/QĐ-UBND – Về việc …". It has at most 160 letters.
    """
    kind = extraction.classification.kind
    name = vocabulary().kinds[kind].name if kind in vocabulary().kinds else vocabulary().kinds[OTHER].name
    head = " ".join(part for part in (name, extraction.value("so_ky_hieu")) if part)
    about = next(
        filter(None, map(extraction.value, ("trich_yeu", "ho_ten", "ten_ho_kinh_doanh", "ten_tthc"))), None
    )
    title = f"{head} – {about}" if about else head
    return title if len(title) <= _LONGEST else f"{title[:_LONGEST].rsplit(' ', 1)[0]} …"
