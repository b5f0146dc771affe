"""Every kind of paper: its layout, its truth, its words."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.catalogue import rules
from digitize.extraction.view import flat
from digitize.model.intake import Sensitivity
from digitize.model.vocabulary import vocabulary
from digitize.province.chance import dice
from digitize.province.letter import Paper
from digitize.province.papers import DRAWERS, draw
from digitize.province.plan import slots_of
from digitize.province.prose import SECTORS, Author, legal_paragraphs, prose
from digitize.province.province import province_of
from digitize.province.sheet import HEIGHT, WIDTH
from digitize.province.spelled import dotted, spell, spell_day, spell_decimal
from digitize.province.units import table

SHARED = Path(__file__).resolve().parents[3] / "shared"
DPI = 100
SEEDS = range(20)


@pytest.fixture(scope="module")
def cases():
    """Return some dossiers of each kind of paper."""
    province = province_of(4, 3000)
    found = {kind: [] for kind in DRAWERS}
    everyday = province.some(dice("cases"), 700)
    for case in everyday:
        for slot in slots_of(case):
            found[slot.kind].append(case)
    return {kind: own or list(everyday[:20]) for kind, own in found.items()}


def paper_of(kind, cases, seed):
    pool = cases[kind]
    listed = tuple(pool[:16]) if kind == "so_theo_doi" else ()
    return Paper(kind, pool[seed % len(pool)], seed % 2 == 0, None, seed % 4 == 3, listed)


def share(one, two):
    """Return how much of the lower of two lines the other covers, 0 where they stand side by side."""
    across = min(one.right, two.right) - max(one.left, two.left)
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    return down / min(one.height, two.height) if across > 2 and down > 0 else 0.0


@pytest.mark.parametrize("kind", DRAWERS)
def test_papers_are_laid_out_well_name_the_owner_and_say_where_each_value_stands(kind, cases):
    for seed in SEEDS:
        paper = paper_of(kind, cases, seed)
        sheet, fields = draw(paper, dice(seed, kind), DPI)
        if kind not in ("so_theo_doi", "giay_cn_ket_hon"):
            assert fields["ho_ten"] == paper.case.owner.name
        assert sheet.fields.keys() == fields.keys()
        assert all(fields.values())
        assert 1 <= len(sheet.sides) <= 4
        for side in sheet.sides:
            assert side.lines
            for line in side.lines:
                assert line.box.left > 30
                assert line.box.right < WIDTH * sheet.scale - 15
                assert line.box.top > 30
                assert line.box.bottom < HEIGHT * sheet.scale - 30
            for number, line in enumerate(side.lines):
                assert all(share(line.box, other.box) < 0.4 for other in side.lines[number + 1 :]), line.text


def test_there_are_the_six_papers_of_the_desk_and_eighteen_of_the_sectors():
    desk = [kind for kind in DRAWERS if vocabulary().kinds[kind].role == "process"]
    assert len(desk) == 6
    assert len(DRAWERS) >= 24


def test_what_is_private_is_marked_in_the_vocabulary():
    assert vocabulary().kinds["phieu_ly_lich_tu_phap"].sensitivity is Sensitivity.SENSITIVE
    assert vocabulary().fields["tinh_trang_an_tich"].sensitivity is Sensitivity.SENSITIVE


def label_of(wording):
    """Return what a label says in folded letters, without number, remark and colon."""
    text = re.sub(r"\([^)]*\)", "", re.sub(r"^(?:\d+(?:\.\d+)*\.|\*|[IVX]+\.)\s*", "", wording))
    return flat(" ".join(text.split())).strip(" :")


def test_a_fifth_of_the_labels_is_known_to_no_form():
    """A form knows a wording if one of its labels opens it, for there it would be found."""
    known = {label.text.strip(" :") for form in rules().forms for label in form.labels}
    known = tuple(text for text in known if len(text) > 4)
    texts = [text for group in table("wordings").values() for rows in group.values() for text in rows]
    wordings = {label_of(text) for text in texts if text.endswith(":")}
    unknown = [text for text in wordings if not text.startswith(known)]
    assert len(wordings) > 250
    assert len(unknown) / len(wordings) >= 0.2


def test_sentences_fill_all_their_blanks_and_two_papers_rarely_share_a_paragraph():
    paragraphs = Counter()
    for number in range(200):
        found = prose(dice("prose", number), 4)
        assert len(found) == 4
        assert not any(set(text) & set("{}[]|") for text in found)
        paragraphs.update(found)
    assert sum(count - 1 for count in paragraphs.values()) <= 8


def test_every_sentence_and_every_word_of_the_generator_can_be_said():
    author = Author(Random(1), sector="land", day=date(2021, 6, 1), issuer="Ủy ban nhân dân")
    sentences = [
        line
        for name, group in table("sentences").items()
        if name != "words"
        for rows in group.values()
        for line in rows
    ]
    assert len(sentences) > 400
    assert len(set(sentences)) == len(sentences)
    for line in sentences:
        text = author.fill(line)
        assert not set(text) & set("{}[]|"), line
        assert "  " not in text


@pytest.mark.parametrize("sector", sorted(set(SECTORS.values())))
@pytest.mark.parametrize("day", [date(2020, 1, 6), date(2021, 12, 30)])
def test_nobody_cites_a_law_before_it_was_made(sector, day):
    author = Author(Random(2), sector=sector, day=day, issuer="Sở Xây dựng")
    for _ in range(60):
        text = " ".join(author.say(group) for group in ("grounds", "subjects", "situations"))
        cited = re.findall(r"ngày (\d{2}) tháng (\d{1,2}) năm (\d{4})", text)
        assert all(date(int(year), int(month), int(number)) <= day for number, month, year in cited)
        assert day.year > 2020 or "COVID" not in text


@pytest.mark.skipif(not (SHARED / "data/text/vbpl_text.tar.xz").is_file(), reason="no legal texts")
def test_legal_texts_are_mixed_in_on_request():
    folder = str(SHARED / "data/text")
    legal = set(legal_paragraphs(folder))
    assert len(legal) > 1000
    mixed = prose(dice("legal"), 40, texts=folder)
    assert 10 <= sum(text in legal for text in mixed) <= 30
    assert not set(prose(dice("legal"), 40)) & legal


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm lẻ năm"),
        (1005, "một nghìn không trăm lẻ năm"),
        (2_500_000, "hai triệu năm trăm nghìn"),
        (1_062_500_000, "một tỷ không trăm sáu mươi hai triệu năm trăm nghìn"),
    ],
)
def test_numbers_are_spelled_as_people_say_them(number, words):
    assert spell(number) == words


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1))
def test_different_numbers_are_spelled_differently(one, two):
    assert (spell(one) == spell(two)) is (one == two)
    assert int(dotted(one).replace(".", "")) == one


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_out_of_range_are_refused(number):
    with pytest.raises(ValueError, match="spell"):
        spell(number)


def test_days_and_decimals_are_spelled():
    assert (
        spell_day(date(1976, 11, 17)) == "ngày mười bảy tháng mười một năm một nghìn chín trăm bảy mươi sáu"
    )
    assert spell_decimal("120,5") == "một trăm hai mươi phẩy năm"
    assert spell_decimal("98") == "chín mươi tám"
    days = [spell_day(date(2020, 1, 1) + timedelta(days=number)) for number in range(400)]
    assert all(one != two for one, two in pairwise(days))
