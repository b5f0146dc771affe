"""What must hold for every register and every paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digitize.matching import compare
from digitize.matching.codes import codes_in
from digitize.matching.match import match
from digitize.matching.place import place
from digitize.matching.weigh import weigh
from digitize.model.fields import Extraction
from digitize.model.match import Component, Dossier, DossierCode, MatchDecision, Outcome, Role
from digitize.model.vocabulary import vocabulary
from tests.factories.matching import barcode, paper, permit, receipt_of, registry

OWNERS = (
    "Nguyễn Thị Hoa",
    "Nguyễn Thị Hòa",
    "Nguyễn Thị Hoá",
    "Trần Văn Nam",
    "Trần Văn Năm",
    "Lê Thị Lan",
    "Lê Thị Loan",
)
PROCEDURES = ("Cấp giấy phép xây dựng nhà ở riêng lẻ", "Đăng ký khai sinh", "Đăng ký lại khai sinh", None)
UNITS = ("UBND thành phố Thủ Dầu Một", "UBND thị xã Bến Cát")
DIGITS = "0123456789"
CARD = Component("TP.02", "Bản sao Chứng minh nhân dân hoặc Căn cước công dân")


@st.composite
def crowds(draw: st.DrawFn, least: int = 1) -> tuple[Dossier, ...]:
    """Return dossiers with running numbers without gaps; owners, procedures and days repeat."""
    start, count = draw(st.integers(1, 95)), draw(st.integers(least, 14))
    return tuple(
        draw(one(number, day))
        for number in range(start, start + count)
        for day in draw(st.sampled_from([(5,), (5, 6)]))
    )


@st.composite
def one(draw: st.DrawFn, number: int, day: int) -> Dossier:
    """Return a dossier of a day in March 2021."""
    received = date(2021, 3, day)
    return Dossier(
        code=DossierCode(f"H09.15-{received:%y%m%d}-{number:04d}"),
        owner=draw(st.sampled_from(OWNERS)),
        procedure_name=draw(st.sampled_from(PROCEDURES)),
        unit=draw(st.sampled_from(UNITS)),
        owner_id=draw(st.sampled_from(["074185000001", "074185000008", "280123456", None])),
        owner_born=draw(st.sampled_from(["1985-01-03", "1985", None])),
        components=draw(st.sampled_from([(), (CARD,)])),
        address=draw(st.sampled_from(["Khu phố 3, phường Phú Cường", "Ấp 2, xã An Tây", None])),
        received_on=received,
        due_on=draw(st.sampled_from([received + timedelta(days=12), None])),
        book="01/2021",
        serial=str(100 + number),
        results=draw(st.sampled_from([(), (permit(f"{number}/GPXD", parcel=str(number)),)])),
    )


@st.composite
def receipts(draw: st.DrawFn, dossier: Dossier) -> Extraction:
    """Return what was read of the receipt of `dossier`: any part of it."""
    whole = receipt_of(
        dossier,
        so_cccd=dossier.owner_id or "",
        dia_chi=dossier.address or "",
        ngay_hen_tra=dossier.due_on.isoformat() if dossier.due_on else "",
        quyen_so=dossier.book or "",
        so_thu_tu=dossier.serial or "",
        co_quan_ban_hanh=(dossier.unit or "").upper(),
    )
    read = draw(st.sets(st.sampled_from([field.name for field in whole.fields])))
    return replace(whole, fields=tuple(field for field in whole.fields if field.name in read))


def results_of(dossier: Dossier) -> Extraction:
    """Return the permit of `dossier`."""
    (result,) = dossier.results
    return paper(
        "giay_phep_xay_dung",
        so_ky_hieu=result.number or "",
        ngay_ban_hanh=result.issued_on.isoformat() if result.issued_on else "",
        co_quan_ban_hanh=result.issuer or "",
        ho_ten=dossier.owner,
    )


def changed(text: str, data: st.DataObject) -> str:
    at = data.draw(st.sampled_from([place for place, char in enumerate(text) if char in DIGITS]))
    return (
        text[:at]
        + data.draw(st.sampled_from([digit for digit in DIGITS if digit != text[at]]))
        + text[at + 1 :]
    )


def with_value(stated: Extraction, name: str, value: str) -> Extraction:
    return replace(
        stated,
        fields=tuple(replace(field, value=value) if field.name == name else field for field in stated.fields),
    )


@settings(max_examples=250)
@given(st.data(), crowds())
def test_a_misread_digit_in_the_code_never_links_to_a_wrong_dossier(
    data: st.DataObject, crowd: Sequence[Dossier]
) -> None:
    true = data.draw(st.sampled_from(crowd))
    read = data.draw(receipts(true))
    stated = with_value(read, "ma_ho_so", changed(true.code, data))
    decision = match(stated, [], registry(*crowd))
    if codes_in(stated.value("ma_ho_so") or ""):
        assert decision.outcome is not Outcome.LINK
    assert decision.dossier in {None, true.code}


@settings(max_examples=150)
@given(st.data(), crowds())
def test_a_misread_digit_anywhere_else_never_links_to_a_wrong_dossier(
    data: st.DataObject, crowd: Sequence[Dossier]
) -> None:
    true = data.draw(st.sampled_from(crowd))
    stated = data.draw(receipts(true))
    if true.results and data.draw(st.booleans()):
        stated = results_of(true)
    numeric = [field for field in stated.fields if any(char in DIGITS for char in field.value)]
    assume(numeric)
    field = data.draw(st.sampled_from(numeric))
    decision = match(with_value(stated, field.name, changed(field.value, data)), [], registry(*crowd))
    assert decision.dossier in {None, true.code}


@settings(max_examples=100)
@given(st.data(), crowds())
def test_a_clean_receipt_never_links_to_a_wrong_dossier(
    data: st.DataObject, crowd: Sequence[Dossier]
) -> None:
    true = data.draw(st.sampled_from(crowd))
    assert match(data.draw(receipts(true)), [], registry(*crowd)).dossier in {None, true.code}


@settings(max_examples=150)
@given(st.data(), crowds())
def test_a_card_never_links_to_a_wrong_dossier_even_if_misread(
    data: st.DataObject, crowd: Sequence[Dossier]
) -> None:
    true = data.draw(st.sampled_from(crowd))
    number = true.owner_id or data.draw(st.sampled_from(["074185000001", "280123456"]))
    read = changed(number, data) if data.draw(st.booleans()) else number
    field = "so_cccd" if len(number) == 12 else "so_cmnd"
    born = true.owner_born or "1985-01-03"
    card = paper(
        "can_cuoc_cong_dan", ho_ten=true.owner, ngay_sinh=born, dia_chi=true.address or "", **{field: read}
    )
    assert match(card, [], registry(*crowd)).dossier in {None, true.code}


@settings(max_examples=100)
@given(st.data(), crowds())
def test_dossiers_that_only_their_code_tells_apart_are_never_linked_without_it(
    data: st.DataObject, crowd: Sequence[Dossier]
) -> None:
    true = data.draw(st.sampled_from(crowd))
    twin = replace(true, code=DossierCode("H09.15-210305-0999"))
    store = registry(*crowd, twin)
    stated = data.draw(receipts(true))
    nameless = replace(stated, fields=tuple(field for field in stated.fields if field.name != "ma_ho_so"))
    assert match(nameless, [], store).outcome is not Outcome.LINK
    if true.results:
        assert match(results_of(true), [], store).outcome is not Outcome.LINK


@settings(max_examples=100)
@given(st.data(), crowds())
def test_the_order_of_the_register_changes_nothing(data: st.DataObject, crowd: Sequence[Dossier]) -> None:
    stated = data.draw(receipts(data.draw(st.sampled_from(crowd))))
    codes = [barcode(crowd[0].code)] if data.draw(st.booleans()) else []
    shuffled = data.draw(st.permutations(crowd))
    assert match(stated, codes, Scrambled(shuffled)) == match(stated, codes, registry(*crowd))


class Scrambled:
    """A register that answers in the order in which it was filled."""

    def __init__(self, dossiers: Sequence[Dossier]) -> None:
        self._codes = [dossier.code for dossier in dossiers]
        self._ordered = registry(*dossiers)

    def __getattr__(self, name: str) -> object:
        answer = getattr(self._ordered, name)

        def ask(*args: str, **options: bool) -> object:
            found = answer(*args, **options)
            if not isinstance(found, tuple):
                return found
            return tuple(sorted(found, key=lambda dossier: self._codes.index(dossier.code)))

        return ask


@settings(max_examples=100)
@given(st.data(), crowds())
def test_an_unrelated_dossier_never_changes_a_link(data: st.DataObject, crowd: Sequence[Dossier]) -> None:
    stated = data.draw(receipts(data.draw(st.sampled_from(crowd))))
    before = match(stated, [], registry(*crowd))
    assume(before.outcome is Outcome.LINK)
    taken = {dossier.code for dossier in crowd}
    number = data.draw(st.integers(1, 9999).filter(lambda number: f"H09.15-210305-{number:04d}" not in taken))
    stranger = Dossier(
        code=DossierCode(f"H09.15-210305-{number:04d}"),
        owner="Đỗ Quốc Khánh",
        procedure_name="Cấp lại thẻ căn cước",
        unit="Sở Tư pháp",
        received_on=date(2021, 3, 5),
        due_on=date(2021, 5, 4),
        book="07/2021",
        serial=str(number),
    )
    after = match(stated, [], registry(*crowd, stranger))
    assert verdict(after) == verdict(before)


def verdict(decision: MatchDecision) -> tuple[object, ...]:
    return decision.outcome, decision.dossier, decision.rung, decision.reason


@settings(max_examples=100)
@given(st.data(), crowds())
def test_a_decision_is_whole(data: st.DataObject, crowd: Sequence[Dossier]) -> None:
    stated = data.draw(receipts(data.draw(st.sampled_from(crowd))))
    decision = match(stated, [], registry(*crowd))
    linked = decision.outcome is Outcome.LINK
    assert linked == (decision.dossier is not None) == (decision.reason is None)
    assert len(decision.candidates) <= 5
    assert len({candidate.dossier for candidate in decision.candidates}) == len(decision.candidates)
    if linked:
        assert decision.candidates[0].dossier == decision.dossier
        weighed = weigh(stated, next(d for d in crowd if d.code == decision.dossier))
        assert [(item.field, item.level) for item in decision.candidates[0].comparisons] == [
            (item.field, item.level) for item in weighed.comparisons
        ]


NAMES = st.lists(
    st.sampled_from(
        [
            "Nguyễn",
            "Nguyên",
            "Thị",
            "Thi",
            "Hoa",
            "Hòa",
            "Hoà",
            "Lan",
            "Loan",
            "và",
            ",",
            "/",
            "CTY",
            "TNHH",
            "1",
        ]
    ),
    max_size=6,
).map(" ".join)
NUMBERS = st.text("0123456789-/ ", max_size=14)


@pytest.mark.parametrize(
    "function",
    [
        compare.compare_names,
        compare.compare_ids,
        compare.compare_births,
        compare.compare_codes,
        compare.compare_numbers,
        compare.compare_symbols,
        compare.compare_texts,
        compare.compare_agencies,
        compare.compare_wards,
        compare.name_similarity,
    ],
)
@given(st.one_of(NAMES, NUMBERS, st.text(max_size=12)), st.one_of(NAMES, NUMBERS, st.text(max_size=12)))
@settings(max_examples=60)
def test_comparisons_are_symmetric(function: object, left: str, right: str) -> None:
    assert callable(function)
    assert function(left, right) == function(right, left)


@settings(max_examples=100)
@given(st.data(), crowds())
def test_no_place_is_given_twice(data: st.DataObject, crowd: Sequence[Dossier]) -> None:
    dossier = data.draw(st.sampled_from(crowd))
    kinds = data.draw(st.lists(st.sampled_from(sorted(vocabulary().kinds)), max_size=6))
    taken: list[tuple[Role, str | None]] = []
    for kind in kinds:
        placement = place(kind, paper(kind), dossier, taken)
        if placement.reason is None:
            assert placement.code is not None
            assert (placement.role, placement.code) not in taken
            taken.append((placement.role, placement.code))
