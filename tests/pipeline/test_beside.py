"""Papers beside one another in a file: the owner's card behind a receipt goes where the receipt went."""

from dataclasses import replace
from datetime import date

import pytest

from digitize.model.guard import AutoLink, Band, Closing, Draw, Stratum
from digitize.model.intake import Document, DocumentStatus
from digitize.model.match import Attachment, Component, Decision, Role
from digitize.pipeline.guarding import BAND_CLOSED
from tests.factories.dossiers import CODE, dossier, receipt_lines
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services, postgres_services
from tests.pipeline.test_trip import records, send

CARD = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "CĂN CƯỚC CÔNG DÂN",
    "Số: 074185001234",
    "Họ và tên: NGUYỄN THỊ HOA",
    "Ngày sinh: 01/02/1985",
    "Giới tính: Nữ",
    "Quốc tịch: Việt Nam",
]
FORM = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG",
    "Kính gửi: UBND thành phố Thuận An",
    "Tên chủ hộ: Nguyễn Thị Hoa",
    "Số CCCD: 074185001234",
    "Thuận An, ngày 04 tháng 3 năm 2021",
]
LACKING = "H09.15-210304-0007"
LATER = "H09.15-210917-0480"
ASKS = Component("TP2", "Căn cước công dân")


@pytest.fixture(params=["memory", "embedded", "postgresql"])
def services(request, tmp_path):
    if request.param == "memory":
        made = memory_services()
    elif request.param == "embedded":
        made = embedded_services(tmp_path)
    else:
        made = postgres_services(request.getfixturevalue("postgres_url"), tmp_path)
    later = replace(dossier(LATER, number="78/QĐ-UBND"), received_on=date(2021, 9, 17), serial="480")
    made.registry.put([replace(dossier(), components=(*dossier().components, ASKS)), later])
    yield made
    made.ledger.close()


def kinds(services):
    """Return each paper with the decision of the machine about it, by kind."""
    decisions = {one.document_id: one.decision for one in records(services, Decision)}
    return {one.kind: (one, decisions[one.id]) for one in records(services, Document)}


# The owner has two dossiers, and a card names its owner alone: that one of them asks for it is too little.


def test_a_card_goes_where_the_receipt_before_it_in_its_file_went(services):
    send(services, ("tập.png", scan(receipt_lines(), CARD)))
    drain(services)
    _, by_code = kinds(services)["giay_tiep_nhan"]
    card, by_neighbour = kinds(services)["can_cuoc_cong_dan"]
    assert (by_code.rung, by_neighbour.rung) == ("code", "beside")
    (attachment,) = records(services, Attachment, document_id=card.id, active=True)
    assert (attachment.dossier, attachment.role, attachment.code) == (CODE, Role.INPUT, "TP2")
    assert {link.dossier for link in records(services, AutoLink)} == {CODE}
    assert len(records(services, AutoLink)) == 2


def test_a_card_alone_is_a_persons_to_place(services):
    send(services, ("thẻ.png", scan(CARD)))
    send(services, ("phiếu.png", scan(receipt_lines())), label="lô 2")
    drain(services)
    card, decision = kinds(services)["can_cuoc_cong_dan"]
    assert card.status is DocumentStatus.REVIEW
    assert {one.dossier for one in decision.candidates} == {CODE, LATER}
    assert records(services, AutoLink, id=card.id) == ()


def test_a_receipt_that_a_closed_band_holds_back_tells_nothing_of_the_card_behind_it(services):
    stratum, then = Stratum(procedure="1.004193"), services.clock()
    with services.ledger.writing() as tx:
        tx.put(Band(stratum.id, stratum, closings=(Closing(then, then, 3, 3),)))
    send(services, ("tập.png", scan(receipt_lines(), CARD)))
    drain(services)
    held, _ = kinds(services)["giay_tiep_nhan"]
    card, _ = kinds(services)["can_cuoc_cong_dan"]
    assert (held.problem, card.status) == (BAND_CLOSED, DocumentStatus.REVIEW)
    (link,) = records(services, AutoLink)
    assert (link.id, link.drawn) == (held.id, Draw.HELD)
    assert records(services, Attachment) == ()


def test_a_form_that_days_alone_lead_to_a_dossier_waits_beside_a_paper_of_a_dossier_that_the_register_lacks(
    services,
):
    send(services, ("đơn.png", scan(FORM)))
    send(services, ("tập.png", scan(FORM, receipt_lines(LACKING))), label="lô 2")
    drain(services)
    decisions = {one.document_id: one.decision for one in records(services, Decision)}
    forms = [decisions[one.id] for one in records(services, Document) if one.kind == "don_cap_phep_xay_dung"]
    assert {(one.rung, one.reason) for one in forms} == {
        ("application", None),
        ("application", "homeless_beside"),
    }


def test_a_form_that_days_alone_lead_to_a_dossier_waits_as_long_as_another_scan_of_it_does(services):
    send(services, ("tập.png", scan(FORM, receipt_lines(LACKING))))
    drain(services)
    send(services, ("đơn.png", scan([*FORM, "(quét lại)"])), label="lô 2")
    drain(services)
    forms = [one for one in records(services, Document) if one.kind == "don_cap_phep_xay_dung"]
    assert {one.problem for one in forms} == {"homeless_beside", "other_scan_waits"}
