import pytest

from digitize.evaluation.papers import (
    Confusion,
    confusions,
    kind_share,
    paired,
    score_kinds,
    score_split,
    split_figures,
)
from digitize.evaluation.reading import FoundPaper
from digitize.model.truth import Face, TruthFile
from tests.factories.truth import found, paper, truth_page


def _file(*papers, faces=()):
    pages = tuple(truth_page("chữ", frame=frame, face=face) for frame, face in enumerate(faces))
    return TruthFile("lo-01/1.pdf", "office", pages, papers)


def _sheets(count):
    return (Face.PAPER,) * count


def test_papers_are_paired_with_those_whose_pages_agree_best_one_to_one():
    truth = (paper("quyet_dinh", 0, 1), paper("cong_van", 2), paper("to_khai", 3))
    ours = (found("cong_van", 1, 2, 3), found("quyet_dinh", 0))
    pairs = paired(truth, ours)
    assert pairs == ((truth[0], ours[1]), (truth[1], ours[0]), (truth[2], None))
    assert paired((), ours) == ((None, ours[0]), (None, ours[1]))
    assert paired((), ()) == ()


def test_kinds_are_counted_over_the_papers_of_the_truth():
    truth = (paper("quyet_dinh", 0), paper("cong_van", 1), paper("", 2), paper("to_khai", 3))
    ours = (found("quyet_dinh", 0, confidence=0.8), found("to_trinh", 1), found("cong_van", 2))
    kinds = score_kinds(paired(truth, ours))
    assert [(kind.true, kind.found, kind.confidence) for kind in kinds] == [
        ("quyet_dinh", "quyet_dinh", 0.8),
        ("cong_van", "to_trinh", 0.9),
        ("to_khai", "", 0.0),
    ]
    assert (kind_share(kinds).right, kind_share(kinds).of) == (1, 3)
    assert confusions([*kinds, kinds[1]])[0] == Confusion("cong_van", "to_trinh", 2)
    assert (kind_share([]).share, confusions([])) == (None, ())


@pytest.mark.parametrize(
    ("ours", "right", "said", "hits"),
    [
        ([(0, 1), (2,)], True, 1, 1),
        ([(0, 1, 2)], False, 0, 0),
        ([(0,), (1, 2)], False, 1, 0),
        ([(0,), (1,), (2,)], False, 2, 1),
        ([], False, 0, 0),
    ],
)
def test_borders_between_papers(ours, right, said, hits):
    truth = _file(paper("quyet_dinh", 0, 1), paper("cong_van", 2), faces=_sheets(3))
    score = score_split(truth, [FoundPaper(frames) for frames in ours])
    assert (score.papers, score.right, score.borders, score.found, score.hits) == (2, right, 1, said, hits)


def test_separators_and_blank_backs_part_nothing():
    faces = (Face.PAPER, Face.BLANK, Face.SEPARATOR, Face.PAPER)
    truth = _file(paper("quyet_dinh", 0, 1), paper("cong_van", 3), faces=faces)
    assert score_split(truth, [FoundPaper((0,)), FoundPaper((1, 2, 3))]).right


def test_files_of_several_papers_are_counted_apart():
    alone = score_split(_file(paper("to_khai", 0), faces=_sheets(1)), [FoundPaper((0,))])
    two = _file(paper("quyet_dinh", 0), paper("cong_van", 1), faces=_sheets(2))
    glued = score_split(two, [FoundPaper((0, 1))])
    parted = score_split(two, [FoundPaper((0,)), FoundPaper((1,))])
    figures = split_figures([alone, glued, parted])
    assert (figures.files.right, figures.files.of) == (2, 3)
    assert (figures.several.right, figures.several.of) == (1, 2)
    assert (figures.precision.share, figures.recall.share) == (1.0, 0.5)
    assert split_figures([]).several.share is None
