"""Search: queries, ranking, snippets, titles."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.model.fields import Classification, Extraction, Field
from digitize.model.intake import BatchId, Document, DocumentId, UnitCode, UploadId
from digitize.model.match import DossierCode
from digitize.model.search import Candidate, Query
from digitize.search.describe import describe, title_of
from digitize.search.query import parse
from digitize.search.snippet import rank
from digitize.text.fold import fold, tokens
from tests.factories.pages import make_page


def candidate(id_: str, text: str, page: int = 1) -> Candidate:
    return Candidate(DocumentId(id_), page, text, f"Giấy {id_}", "khac", None)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Hoà Bình", Query(("hòa", "bình"), ("hoa", "binh"))),
        ('"Thủ Dầu Một"', Query(("thủ", "dầu", "một"), ("thu", "dau", "mot"), phrase=True)),
        ("“Bến Cát”", Query(("bến", "cát"), ("ben", "cat"), phrase=True)),
        ("H09.15-210305", Query(("h09", "15", "210305"), ("h09", "15", "210305"))),
        ('"An"', Query(("an",), ("an",))),
        ("", Query((), ())),
        ('" – "', Query((), ())),
    ],
)
def test_parse(text: str, query: Query) -> None:
    assert parse(text) == query


@given(st.text(max_size=50))
def test_folded_follows_exact(text: str) -> None:
    query = parse(text)
    assert tuple(map(fold, query.exact)) == query.folded
    assert len(query.folded) == len(tokens(text.strip()))


def test_tone_marks_rank_first_then_order_then_nearness() -> None:
    pages = [
        candidate("far", "Bình kia và rất xa sau đó mới có Hòa"),
        candidate("near", "Bình và Hòa"),
        candidate("toneless", "đường HOA BINH"),
        candidate("row", "thành phố Hoà Bình"),
    ]
    hits = rank(parse("hòa bình"), pages, 10)
    assert [hit.document_id for hit in hits] == ["row", "near", "far", "toneless"]
    assert [hit.exact for hit in hits] == [True, True, True, False]


def test_phrase_wants_its_words_in_a_row() -> None:
    pages = [candidate("apart", "Bến sông và Cát vàng"), candidate("row", "thị xã Ben\nCat")]
    hits = rank(parse('"Bến Cát"'), pages, 10)
    assert [(hit.document_id, hit.exact) for hit in hits] == [("row", False)]


def test_one_answer_a_document_the_best_page_of_it() -> None:
    pages = [
        candidate("a", "nguyen van an", 1),
        candidate("a", "Nguyễn Văn An", 2),
        candidate("b", "Nguyễn Văn An"),
    ]
    hits = rank(parse("Nguyễn Văn An"), pages, 10)
    assert [(hit.document_id, hit.page) for hit in hits] == [("a", 2), ("b", 1)]
    assert len(rank(parse("Nguyễn Văn An"), pages, 1)) == 1


def test_nothing_asked_nothing_answered() -> None:
    assert rank(parse(""), [candidate("a", "chữ")], 10) == ()
    assert rank(parse("không"), [candidate("a", "chữ")], 10) == ()
    assert rank(parse("chữ"), [], 10) == ()


def test_marks_stand_on_the_words() -> None:
    text = "đầu " * 80 + "cấp cho bà Trần Thị Lan ở Bến Cát" + " đuôi" * 80
    (hit,) = rank(parse("tran thi lan"), [candidate("a", text)], 10)
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["Trần", "Thị", "Lan"]
    assert hit.snippet.startswith("… ")
    assert hit.snippet.endswith(" …")
    assert len(hit.snippet) <= 170


@given(
    st.lists(st.sampled_from(["an", "Án", "bình", "Dĩ", "đất", "H09.15", "12"]), min_size=1, max_size=120),
    st.data(),
)
def test_every_snippet_is_short_and_its_marks_fold_to_the_query(
    words: list[str], data: st.DataObject
) -> None:
    asked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    query = parse(" ".join(asked))
    (hit,) = rank(query, [candidate("a", " ".join(words))], 10)
    assert len(hit.snippet) <= 170
    assert hit.marks
    assert {fold(hit.snippet[start:end]) for start, end in hit.marks} <= set(query.folded)
    assert list(hit.marks) == sorted(hit.marks)


def paper(*fields: tuple[str, str], kind: str = "quyet_dinh") -> Extraction:
    return Extraction(Classification(kind, 0.9), tuple(Field(name, value, 0.9) for name, value in fields))


@pytest.mark.parametrize(
    ("extraction", "title"),
    [
        (
            paper(("so_ky_hieu", "45/QĐ-UBND"), ("trich_yeu", "Về việc giao đất")),
            "Quyết định 45/QĐ-UBND – Về việc giao đất",
        ),
        (
            paper(("ho_ten", "Trần Thị Lan"), ("so_cccd", "074085123456"), kind="giay_uy_quyen"),
            "Giấy ủy quyền – Trần Thị Lan",
        ),
        (paper(("so_cmnd", "280123456"), kind="can_cuoc_cong_dan"), "Căn cước công dân, chứng minh nhân dân"),
        (paper(kind="khac"), "Loại khác"),
    ],
)
def test_title(extraction: Extraction, title: str) -> None:
    assert title_of(extraction) == title


def test_a_long_title_is_cut_between_words() -> None:
    title = title_of(paper(("trich_yeu", "giao đất " * 60)))
    assert len(title) <= 162
    assert title.endswith(" …")


def test_describe() -> None:
    now = datetime(2025, 3, 1, tzinfo=UTC)
    document = Document(DocumentId("d"), BatchId("b"), UploadId("u"), (), now, unit=UnitCode("H09.15"))
    pages = [make_page([(0.1, 0.1, "Quyết định"), (0.1, 0.2, "Điều 1")]), make_page()]
    entry = describe(document, paper(("so_ky_hieu", "1/QĐ-UBND")), DossierCode("H09.15-210305-0001"), pages)
    assert entry.pages == ("Quyết định\nĐiều 1", "")
    assert (entry.title, entry.kind, entry.unit) == ("Quyết định 1/QĐ-UBND", "quyet_dinh", "H09.15")
    assert entry.dossier == "H09.15-210305-0001"
