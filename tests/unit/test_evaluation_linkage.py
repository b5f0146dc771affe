"""A run of the matcher over papers of known dossiers, and what it proves."""

from collections import defaultdict
from dataclasses import replace

from digitize.evaluation.fit_matching import fit_weights, place_shares
from digitize.evaluation.linkage import Filed, JudgedPaper, link, without_own
from digitize.evaluation.linkage_report import report
from digitize.matching.rules import rules
from digitize.model.match import Component, Level, Outcome
from tests.factories.matching import entry, paper, receipt_of, registry

CARD = Component("TP.02", "Bản sao Căn cước công dân hoặc Chứng minh nhân dân")
HOA = entry(7, components=(CARD,), owner_born="1985-01-03")
NAM = entry(8, owner="Trần Văn Nam", components=(CARD,))
STORE = registry(HOA, NAM)
RECEIPT = JudgedPaper(receipt_of(HOA), (), HOA.code, kind="giay_tiep_nhan")
ON_CARD = paper("can_cuoc_cong_dan", ho_ten=HOA.owner, so_cccd=HOA.owner_id or "", ngay_sinh="1985-01-03")
OWN_CARD = JudgedPaper(ON_CARD, (), HOA.code, kind="can_cuoc_cong_dan")


def test_a_card_goes_with_the_receipt_that_lies_on_top_of_it() -> None:
    made = link([RECEIPT, OWN_CARD], STORE, Filed())
    assert {one.decision.rung for one in made} == {"code", "beside"}
    assert not any(one.wrong for one in made)
    before, _ = link([OWN_CARD, RECEIPT], STORE, Filed())
    assert not before.links
    (alone,) = link([OWN_CARD], STORE, Filed())
    assert (alone.links, alone.reached) == (False, True)


def test_a_place_is_given_once_in_a_run() -> None:
    run = Filed()
    assert [link([RECEIPT], STORE, run)[0].links for _ in range(2)] == [True, False]


def test_what_days_alone_lead_to_a_dossier_waits_as_long_as_another_scan_of_it_does() -> None:
    asked = paper(
        "phieu_bo_sung",
        ngay_ban_hanh="2021-03-07",
        ten_tthc=HOA.procedure_name or "",
        co_quan_ban_hanh=HOA.unit or "",
        ho_ten=HOA.owner,
        so_cccd=HOA.owner_id or "",
        ngay_sinh="1985-01-03",
    )
    text = f"Phiếu yêu cầu bổ sung hồ sơ của bà {HOA.owner}, số căn cước {HOA.owner_id}"
    scan = JudgedPaper(asked, (), HOA.code, texts=(text,))
    for other, reason in ((text, "other_scan_waits"), (f"Phiếu hẹn {HOA.owner_id}", None)):
        run = Filed()
        link([replace(scan, barred="poor_scan", texts=(other,))], STORE, run)
        (again,) = link([scan], STORE, run)
        assert (again.decision.rung, again.decision.reason) == ("process_open", reason)


def test_a_paper_that_nobody_may_attach_is_not_matched() -> None:
    (secret,) = link([JudgedPaper(RECEIPT.extraction, (), HOA.code, "secret_mark")], STORE, Filed())
    assert (secret.decision.outcome, secret.decision.reason) == (Outcome.REVIEW, "secret_mark")
    (lost,) = link([JudgedPaper(None, (), HOA.code, "not_found")], STORE, Filed())
    assert lost.decision.reason == "not_found"


def test_with_its_dossier_gone_a_paper_links_nowhere_and_every_link_is_false() -> None:
    (orphan,) = without_own(link([RECEIPT], STORE, Filed()), STORE, defaultdict(Filed))
    assert not orphan.links
    other = entry(9, owner_id=HOA.owner_id)
    stolen = JudgedPaper(
        receipt_of(HOA, code=other.code, ngay_tiep_nhan="", so_cccd=HOA.owner_id or ""), (), HOA.code
    )
    both = registry(HOA, other)
    (orphan,) = without_own(link([stolen], both, Filed()), both, defaultdict(Filed))
    assert orphan.wrong


def test_with_its_dossier_gone_of_two_scans_of_a_paper_one_goes_elsewhere() -> None:
    other = entry(9, owner_id=HOA.owner_id)
    stolen = JudgedPaper(
        receipt_of(HOA, code=other.code, ngay_tiep_nhan="", so_cccd=HOA.owner_id or ""), (), HOA.code
    )
    both, elsewhere = registry(HOA, other), defaultdict[str, Filed](Filed)
    scans = [next(without_own(link([stolen], both, Filed()), both, elsewhere)) for _ in range(2)]
    assert [one.links for one in scans] == [True, False]
    assert scans[1].decision.reason == "duplicate_process_paper"


def test_with_its_dossier_gone_a_paper_still_lies_beside_papers_of_others() -> None:
    other = entry(
        21, day=19, owner=HOA.owner, owner_id=HOA.owner_id, owner_born="1985-01-03", components=(CARD,)
    )
    both = registry(HOA, other)
    pile = [JudgedPaper(receipt_of(other), (), other.code), OWN_CARD]
    orphans = list(without_own(link(pile, both, Filed()), both, defaultdict(Filed)))
    assert [(one.decision.rung, one.wrong) for one in orphans][1] == ("beside", True)


def test_the_report_counts_by_class_with_bounds_and_says_why_papers_wait() -> None:
    strange = JudgedPaper(receipt_of(NAM), (), None)
    odd = JudgedPaper(None, (), NAM.code, "not_found", oddity="illegible")
    made = [*link([RECEIPT, OWN_CARD], STORE, Filed()), *link([strange, odd], STORE, Filed())]
    found = report(made, list(without_own(made[:2], STORE, defaultdict(Filed))))
    assert (found.attached.right, found.attached.of) == (2, 3)
    assert (found.fit.right, found.fit.of) == (2, 2)
    assert (found.precision.right, found.precision.of) == (2, 3)
    assert {rung: share.of for rung, share in found.by_class.items()} == {"code": 2, "beside": 1}
    assert found.waiting == {"illegible": 1}
    assert (found.blocking.right, found.blocking.of) == (2, 2)
    assert found.false_without.right == 0
    assert 0 < found.precision.at_least < 2 / 3


def test_two_scans_of_one_paper_are_one_paper() -> None:
    again = JudgedPaper(receipt_of(HOA), (), HOA.code, oddity="rescan", kind="giay_tiep_nhan")
    waits = JudgedPaper(receipt_of(NAM), (), NAM.code, "poor_scan", kind="giay_tiep_nhan")
    for pile in ([again, RECEIPT, waits], [RECEIPT, again, waits], [again, waits]):
        found = report(link(pile, STORE, Filed()), [])
        assert (found.attached.right, found.attached.of) == (1, len(pile))
        assert (found.papers.right, found.papers.of) == (1, 2)


def test_weights_are_learned_from_papers_and_strangers_and_few_papers_teach_nothing() -> None:
    dossiers = [
        entry(number, day=number % 8 + 1, owner=f"Lê Văn {name}") for number, name in enumerate(_names(), 1)
    ]
    store = registry(*dossiers)
    papers = [JudgedPaper(receipt_of(one), (), one.code) for one in dossiers]
    weights = fit_weights(papers, store, dossiers, seed=1)
    assert weights["ma_ho_so"][Level.EXACT].bits > 4 > 0 > weights["ma_ho_so"][Level.DIFFERENT].bits
    assert weights["so_thua"] == dict(rules().weights["so_thua"])
    assert weights.keys() == rules().weights.keys()
    few = fit_weights(papers[:5], store, dossiers, seed=1)
    assert few["ma_ho_so"] == dict(rules().weights["ma_ho_so"])


def _names() -> list[str]:
    return ["An", "Ba", "Bình", "Cư", "Danh", "Giang", "Hà", "Khoa", "Lam", "Minh"] * 5


def test_places_that_all_dossiers_have_and_places_that_none_has() -> None:
    shares = place_shares([HOA, NAM, entry(9)])
    assert shares["can_cuoc_cong_dan"] == 0.66667
    assert "giay_uy_quyen" not in shares
