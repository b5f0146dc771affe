from dataclasses import replace
from datetime import date

import pytest

from digitize.model.match import Blocked, BlockingKeys, Component, Dossier, DossierCode, ResultRecord
from digitize.ports import ImportReport, Registry


def dossier(code: str, **values: object) -> Dossier:
    made = Dossier(DossierCode(code), owner="Nguyễn Văn Đức")
    return replace(made, **values)  # type: ignore[arg-type]


FULL = dossier(
    "H01.1-2",
    procedure_code="1.004227",
    owner_id_type="CCCD",
    owner_id="001 099 000 001",
    received_on=date(2026, 1, 2),
    book="Q1",
    serial="17",
    components=(Component("TP2", "Đơn"), Component("TP1", "Bản vẽ", 2)),
    results=(
        ResultRecord("KQ1", "12 / QĐ-UBND", date(2026, 2, 3), "UBND xã", "Xã Một", "7", "123"),
        ResultRecord("KQ2"),
    ),
)


def codes(found: tuple[Dossier, ...]) -> list[str]:
    return [one.code for one in found]


def test_a_dossier_comes_back_whole(registry: Registry) -> None:
    assert registry.put([FULL, dossier("a")]) == ImportReport(2, 0, 0, ())
    assert registry.get("H01.1-2") == FULL
    assert registry.get("nobody") is None
    assert list(registry.codes()) == ["H01.1-2", "a"]
    assert registry.count() == 2


def test_importing_again_changes_nothing(registry: Registry) -> None:
    registry.put([FULL])
    assert registry.put([FULL]) == ImportReport(0, 1, 0, ())
    assert registry.get(FULL.code) == FULL


@pytest.mark.parametrize("change", [{"status": "trả"}, {"components": ()}, {"results": FULL.results[:1]}])
def test_a_changed_dossier_is_a_conflict_unless_replaced(
    registry: Registry, change: dict[str, object]
) -> None:
    registry.put([FULL])
    changed = replace(FULL, **change)  # type: ignore[arg-type]
    assert registry.put([changed, dossier("b")]) == ImportReport(1, 0, 0, (FULL.code,))
    assert registry.get(FULL.code) == FULL
    assert registry.put([changed], replace=True) == ImportReport(0, 0, 1, ())
    assert registry.get(FULL.code) == changed


def test_a_code_twice_in_one_import_is_compared_with_the_first(registry: Registry) -> None:
    other = dossier("a", status="khác")
    assert registry.put([dossier("a"), dossier("a"), other]) == ImportReport(1, 1, 0, (other.code,))
    assert registry.get("a") == dossier("a")
    assert registry.put([other, dossier("b"), dossier("b", book="1")], replace=True) == ImportReport(
        1, 0, 2, ()
    )
    assert registry.get("b") == dossier("b", book="1")


def test_replacing_forgets_the_old_keys(registry: Registry) -> None:
    registry.put([FULL])
    registry.put([dossier(FULL.code, owner="Lê Thị Hoà")], replace=True)
    old = BlockingKeys(persons=("001099000001",), owners=(FULL.owner,), results=(("12/QĐ-UBND", None),))
    assert registry.block(old) == Blocked()
    assert codes(registry.by_owner("LE THI HOA")) == [FULL.code]


def test_people_are_found_whatever_the_spelling(registry: Registry) -> None:
    registry.put([FULL, dossier("b", owner="Nguyen Van Duc"), dossier("c", owner="Nguyễn Văn")])
    for name in ("NGUYỄN VĂN ĐỨC", "nguyen  van duc", "Nguye\u0302\u0303n Va\u0306n Đư\u0301c"):
        assert codes(registry.by_owner(name)) == ["H01.1-2", "b"]
    assert registry.by_owner("") == ()


def test_a_common_name_gives_two_hundred(registry: Registry) -> None:
    registry.put([dossier(f"{number:03}") for number in range(203)])
    assert codes(registry.by_owner("nguyen van duc")) == [f"{number:03}" for number in range(200)]


def block(registry: Registry, **keys: object) -> list[str]:
    return codes(registry.block(BlockingKeys(**keys)).dossiers)  # type: ignore[arg-type]


def test_identity_numbers_are_found_by_their_digits(registry: Registry) -> None:
    registry.put([FULL, dossier("b"), dossier("c", owner_id="không có")])
    assert block(registry, persons=("001.099.000001",)) == ["H01.1-2"]
    assert block(registry, persons=("", "không có", "001")) == []


def test_books_results_and_parcels_are_found(registry: Registry) -> None:
    registry.put([FULL, dossier("b", book="Q1", serial="18"), dossier("c", results=FULL.results)])
    assert block(registry, books=(("Q1", "17"),)) == ["H01.1-2"]
    assert block(registry, books=(("Q1", "17"),), received_on=date(2026, 1, 2)) == ["H01.1-2"]
    assert block(registry, books=(("Q1", "17"), ("Q2", "17")), received_on=date(2026, 1, 3)) == []
    assert block(registry, results=((" 12/qd–ubnd", None),)) == ["H01.1-2", "c"]
    assert block(registry, results=(("012/QĐ-UBND", date(2026, 2, 3)),)) == ["H01.1-2", "c"]
    assert block(registry, results=(("12/QĐ-UBND", date(2025, 2, 3)), ("", None))) == []
    assert block(registry, parcels=(("7", "123"),)) == ["H01.1-2", "c"]
    assert block(registry, parcels=(("7", "12"),)) == []


def test_certificates_are_found_by_either_number(registry: Registry) -> None:
    result = ResultRecord("KQ1", book_number="CS 00538", serial_number="BN 148253")
    registry.put([dossier("a", results=(result,)), dossier("b")])
    assert block(registry, certificates=("cs00538",)) == block(registry, certificates=("BN148253",)) == ["a"]
    assert block(registry, certificates=("", "BN148254")) == []


def test_keys_give_their_dossiers_once_in_order(registry: Registry) -> None:
    registry.put([FULL, dossier("b", book="Q1", serial="18"), dossier("a")])
    keys = {"codes": ("b", "nobody", "H01.1-2"), "persons": ("001099000001",), "books": (("Q1", "18"),)}
    assert block(registry, **keys) == ["H01.1-2", "b"]
    assert block(registry) == []


def test_dossiers_come_without_what_belongs_to_them_where_nobody_asks(registry: Registry) -> None:
    registry.put([FULL])
    keys = BlockingKeys(codes=(FULL.code,))
    assert registry.block(keys).dossiers == (FULL,)
    assert registry.block(keys, whole=False).dossiers == (replace(FULL, components=(), results=()),)


def test_a_rare_name_is_found_on_any_day_and_a_common_one_within_its_days(registry: Registry) -> None:
    registry.put([dossier(f"{number:03}", received_on=date(2021, 1, 1 + number)) for number in range(20)])
    week = (date(2021, 1, 3), date(2021, 1, 5))
    assert len(block(registry, owners=("NGUYEN VAN DUC",))) == 20
    assert len(block(registry, owners=("NGUYEN VAN DUC", ""), received=week)) == 20
    registry.put([dossier("020", received_on=date(2021, 1, 4))])
    assert block(registry, owners=("NGUYEN VAN DUC",)) == []
    assert block(registry, owners=("NGUYEN VAN DUC",), received=week) == ["002", "003", "004", "020"]


def test_a_birth_is_found_within_the_days_of_receipt(registry: Registry) -> None:
    days = ("001", date(2021, 1, 4)), ("002", date(2021, 2, 4)), ("003", None)
    registry.put([dossier(code, owner_born="1985-01-03", received_on=day) for code, day in days])
    registry.put([dossier("004", owner_born="1985-01-04", received_on=date(2021, 1, 4))])
    week = (date(2021, 1, 3), date(2021, 1, 5))
    assert block(registry, births=("1985-01-03",), received=week) == ["001"]
    assert block(registry, births=("1985-01-03", "1985-01-04"), received=week) == ["001", "004"]
    assert block(registry, births=("1985-01-03",)) == []


def test_a_key_that_too_many_share_finds_none(registry: Registry) -> None:
    registry.put([dossier(f"{number:03}", book="Q1", serial="1") for number in range(200)])
    assert len(block(registry, books=(("Q1", "1"),))) == 200
    registry.put([dossier("200", book="Q1", serial="1")])
    assert block(registry, books=(("Q1", "1"),)) == []


def test_namesakes_are_counted_marks_aside(registry: Registry) -> None:
    registry.put([FULL, dossier("b", owner="NGUYEN VAN DUC"), dossier("c", owner="Nguyễn Văn")])
    assert (registry.named("Nguyễn Văn Đức"), registry.named("Lê"), registry.named("")) == (2, 0, 0)


def test_a_block_says_how_many_bear_the_names_asked_for(registry: Registry) -> None:
    registry.put([FULL, *(dossier(f"{number:03}") for number in range(30)), dossier("c", owner="Lê Hoa")])
    found = registry.block(BlockingKeys(codes=("c",), owners=("Nguyễn Văn Đức", "LE HOA", "Trần Thị Lý", "")))
    assert codes(found.dossiers) == ["c"]
    assert found.namesakes == {"nguyen van duc": 31, "le hoa": 1, "tran thi ly": 0}
    assert registry.block(BlockingKeys(owners=("Trần Thị Lý",))) == Blocked()


def test_any_number_of_codes_is_looked_up(registry: Registry) -> None:
    registry.put(dossier(f"{number:03}") for number in range(300))
    assert len(block(registry, codes=tuple(f"{number:03}" for number in range(500)))) == 300


def test_an_import_that_breaks_off_can_be_run_again(registry: Registry) -> None:
    def broken() -> object:
        yield FULL
        raise ValueError("row 2")

    with pytest.raises(ValueError, match="row 2"):
        registry.put(broken())  # type: ignore[arg-type]
    assert registry.put([FULL]) in (ImportReport(1, 0, 0, ()), ImportReport(0, 1, 0, ()))


def test_a_register_longer_than_a_chunk_streams(registry: Registry) -> None:
    many = (dossier(f"{number:05}", components=(Component("TP", "Đơn"),)) for number in range(4_500))
    assert registry.put(many).added == 4_500
    assert list(registry.codes()) == [f"{number:05}" for number in range(4_500)]
    assert [one.code for one in registry.dossiers()] == list(registry.codes())
    assert next(registry.dossiers()) == dossier("00000", components=(Component("TP", "Đơn"),))
    assert registry.get("04499") == dossier("04499", components=(Component("TP", "Đơn"),))


def test_several_codes_are_one_question(registry: Registry) -> None:
    codes = ["H09.15-210305-0003", "H09.15-210305-0001"]
    registry.put(Dossier(DossierCode(code), "Nguyễn Thị Hoa") for code in codes)
    found = registry.among([*codes, *codes, "H09.15-210305-0009"])
    assert [dossier.code for dossier in found] == sorted(codes)
    assert registry.among([]) == ()
