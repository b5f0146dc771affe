from digitize.evaluation.lines import Ink, line_figures, score_lines
from digitize.evaluation.truth import NOWHERE
from digitize.model.geometry import Affine
from digitize.model.ocr import OcrPage
from digitize.model.truth import TruthLine, TruthPage
from tests.factories.truth import read_page, truth_page

NUMBER = "Số: 753/QĐ-UBND"


def test_each_line_holds_the_words_read_within_it():
    truth = truth_page("TỈNH BÌNH DƯƠNG", NUMBER, "Về việc giao đất")
    scores = score_lines(truth, read_page("TỈNH BÌNH DƯƠNG", "Số: 763/QĐ-UBND", ""))
    assert [(score.read, score.edits) for score in scores] == [
        ("TỈNH BÌNH DƯƠNG", 0),
        ("Số: 763/QĐ-UBND", 1),
        ("", len("Về việc giao đất")),
    ]
    assert {score.ink for score in scores} == {Ink.PRINTED}


def test_lines_that_were_glued_are_told_apart_by_their_places():
    scores = score_lines(truth_page("một hai ba", "bốn năm"), _reversed(read_page("một hai ba", "bốn năm")))
    assert [score.edits for score in scores] == [0, 0]


def _reversed(page):
    (block,) = page.blocks
    words = tuple(word for line in block.lines for word in line.words)[::-1]
    line = type(block.lines[0])(words, block.box)
    return OcrPage(page.image, (type(block)((line,), block.box),))


def test_only_edits_within_the_handwritten_run_are_of_the_hand():
    truth = truth_page(NUMBER, hand={0: ("753",)})

    def edits(read):
        scores = score_lines(truth, read_page(read))
        return [score.edits for score in scores if score.ink is Ink.HAND]

    assert edits(NUMBER) == [0]
    assert edits("Số: 758/QĐ-UBND") == [1]
    assert edits("Số: A3/QĐ-UBND") == [2]
    assert edits("Số: /QĐ-UBND") == [3]
    assert edits("Só: 753/QD-UBNO") == [0]
    assert edits("Số: 75l3/QĐ-UBND") == [1]


def test_runs_of_one_line_are_found_in_order():
    text = "ngày 05 tháng 05 năm 2021"
    truth = truth_page(text, hand={0: ("05", "05")})
    scores = score_lines(truth, read_page("ngày 05 tháng 08 năm 2021"))
    assert [score.edits for score in scores if score.ink is Ink.HAND] == [0, 1]
    figures = {ink: line_figures(scores, ink) for ink in Ink}
    assert (figures[Ink.HAND].characters, figures[Ink.HAND].cer) == (4, 0.25)
    assert (figures[Ink.MIXED].lines, figures[Ink.PRINTED].cer) == (1, None)


def test_places_are_those_of_the_frame_as_stored():
    half = Affine(0.5, 0.0, 0.0, 0.0, 0.5, 0.0)
    upright = truth_page(NUMBER)
    (score,) = score_lines(truth_page(NUMBER, to_scan=half), read_page())
    box = upright.lines[0].box
    assert score.where.left == box.left // 2
    assert score.where.bottom == box.bottom // 2


def test_lines_of_unknown_place_are_held_against_the_most_similar():
    lines = tuple(TruthLine(text, NOWHERE) for text in ("Về việc giao đất", "Nơi nhận: như trên"))
    truth = TruthPage(0, (0, 0), 0, Affine(), lines=lines)
    scores = score_lines(truth, read_page(NUMBER, "Về vlệc giao đất"))
    assert [(score.ink, score.read) for score in scores] == [(None, "Về vlệc giao đất"), (None, "")]
    assert scores[1].where is None
    assert [score.read for score in score_lines(truth, read_page())] == ["", ""]


def test_a_page_without_lines_has_no_scores():
    assert score_lines(truth_page(), read_page(NUMBER)) == ()
    assert score_lines(truth_page(".........."), read_page(NUMBER)) == ()
