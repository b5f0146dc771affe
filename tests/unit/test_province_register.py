import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.errors import InputError
from digitize.model.match import Component, ResultRecord
from digitize.pipeline.register import read_register
from digitize.province import register
from digitize.province.cases import procedures
from digitize.province.province import MOST, province_of
from digitize.province.register import write_register
from digitize.province.shuffle import Shuffle
from digitize.province.units import wards
from digitize.province.workdays import WORKING_DAYS, working_days_later
from digitize.text.identifiers import PATTERNS, is_tax_code, parse_cccd, parse_dossier_code, parse_phone
from digitize.text.units import Unit

OLD = re.compile(r"000\.(\d{2})\.(\d{2})\.H09-(\d{6})-(\d{4})")
NEW = re.compile(r"H09\.(\d{2})(?:\.(\d{2}))?-(\d{6})-(\d{4})")
SIZE = 4000


@pytest.fixture(scope="module")
def province():
    return province_of(11, SIZE)


@pytest.fixture(scope="module")
def cases(province):
    return tuple(province.cases())


@pytest.fixture(scope="module")
def year_of_a_ward():
    """All of a ward and a district of the whole province: numbers begin at 1 there."""
    whole = province_of(5, 1_350_000)
    first = next(n for n in range(0, 1_350_000, 200) if re.search(r"\.\d\d\.\d\d", whole.case(n).code))
    return tuple(whole.cases(first, first + 6000))


def test_codes_are_unique_and_have_the_shape_of_their_day(cases):
    assert len({case.code for case in cases}) == len(cases) == SIZE
    shapes = Counter()
    for case in cases:
        pattern = NEW if case.received_on >= date(2020, 9, 15) else OLD
        match = pattern.fullmatch(case.code)
        assert match
        parsed = parse_dossier_code(case.code)
        assert (parsed.body, parsed.received) == ("H09", case.received_on)
        shapes[pattern] += 1
    assert min(shapes.values()) > SIZE / 5


def test_running_numbers_of_a_day_have_no_gaps_and_in_the_whole_register_begin_at_one(cases, year_of_a_ward):
    for rows, whole in ((cases, False), (year_of_a_ward[500:-500], True)):
        numbers = defaultdict(list)
        for case in rows:
            office, running = case.code.rsplit("-", 1)
            numbers[office].append(int(running))
        found = list(numbers.values())
        assert max(map(len, found)) > 1
        for row in found[1:-1] if whole else found:
            assert sorted(row) == list(range(min(row), max(row) + 1))
            assert min(row) == 1 or not whole


def test_the_register_is_ordered_by_agency_and_day_and_numbers_itself(cases):
    assert [case.number for case in cases] == list(range(SIZE))
    agencies = [_agency(case) for case in cases]
    assert len(set(agencies)) == 1 + sum(one != next_one for one, next_one in itertools.pairwise(agencies))
    for _, rows in _grouped(cases, _agency):
        assert [case.received_on for case in rows] == sorted(case.received_on for case in rows)


def test_books_are_filled_without_gaps_and_in_the_order_of_receipt(cases):
    for _, rows in _grouped(cases, lambda case: (_agency(case), case.book)):
        assert [case.serial for case in rows] == list(range(rows[0].serial, rows[0].serial + len(rows)))
        assert {case.book[-4:] for case in rows} == {str(case.received_on.year) for case in rows}


def test_numbers_of_results_are_unique_and_rise_with_time(cases, year_of_a_ward):
    for rows in (cases, year_of_a_ward):
        issued = [case for case in rows if case.result and case.result.number and case.company is None]
        numbers = Counter((_agency(case), case.result.number, case.result.issued_on.year) for case in issued)
        assert max(numbers.values()) == 1
        for _, own in _grouped(issued, lambda case: (_agency(case), _series(case))):
            own.sort(key=lambda case: _running(case.result.number))
            days = [case.result.issued_on for case in own]
            assert days == sorted(days)


def test_dates_lie_in_2020_and_2021_and_in_legal_order(cases):
    late = 0
    for case in cases:
        assert date(2020, 1, 1) <= case.received_on <= case.due_on
        assert case.received_on.weekday() < 5
        assert (
            bisect_left(WORKING_DAYS, case.due_on) - bisect_left(WORKING_DAYS, case.received_on) == case.days
        )
        assert case.owner.born <= case.owner.id_issued_on <= case.received_on
        procedure = next(row for row in procedures() if row.code == case.procedure)
        assert procedure.first <= case.received_on <= procedure.last
        if case.result:
            assert case.received_on <= case.result.issued_on <= date(2021, 12, 31)
            late += case.result.issued_on > case.due_on
    assert 0.05 < late / len(cases) < 0.2


def test_every_number_passes_the_checks_of_the_reader(cases):
    kinds = Counter()
    for case in cases:
        for person in _everybody(case):
            kinds[person.id_type] += 1
            _check(person)
            assert parse_phone(person.phone) == person.phone
            assert not person.former_number or re.fullmatch(PATTERNS["cmnd"], person.former_number)
        if case.company:
            assert is_tax_code(case.company.tax_code)
        if case.parcel:
            assert re.fullmatch(PATTERNS["land_serial"], case.parcel.serial_number)
            assert re.fullmatch(PATTERNS["land_book"], case.parcel.book_number)
    assert min(kinds[kind] for kind in ("CMND", "CCCD", "MST", "HC")) > SIZE / 100


def _check(person):
    number = person.id_number
    if person.id_type == "CCCD":
        told = parse_cccd(number)
        assert told.born == person.born.year
        assert told.sex == person.sex.lower()
    elif person.id_type == "MST":
        assert is_tax_code(number)
        assert number.startswith("37")
    else:
        assert re.fullmatch({"CMND": PATTERNS["cmnd"], "HC": r"[A-Z]\d{7,8}"}[person.id_type], number)


def test_no_two_people_share_a_number(cases):
    owners = defaultdict(set)
    for case in cases:
        for person in _everybody(case):
            owners[person.id_number].add((person.name, person.born))
            if person.former_number:
                owners[person.former_number].add((person.name, person.born))
    assert [number for number, people in owners.items() if len(people) > 1] == []


def test_what_makes_matching_hard_occurs_in_real_shares(cases):
    people = defaultdict(list)
    for case in cases:
        people[case.owner.name, case.owner.born, case.owner.home].append(case)
    several = [rows for rows in people.values() if len(rows) > 1]
    assert 0.15 < len(several) / len(people) < 0.5
    assert any((rows[-1].received_on - rows[0].received_on).days > 180 for rows in several)
    changed = [rows for rows in several if len({case.owner.id_type for case in rows}) > 1]
    assert len(changed) / len(people) > 0.003
    for rows in changed:
        rows.sort(key=lambda case: case.received_on)
        assert (rows[0].owner.id_type, rows[-1].owner.id_type) == ("CMND", "CCCD")
        assert rows[-1].owner.former_number == rows[0].owner.id_number
    homes = defaultdict(set)
    names = defaultdict(set)
    for case in cases:
        if case.owner.id_type in {"CMND", "CCCD"}:
            homes[case.owner.home, case.owner.ward].add(case.owner.name)
            names[case.owner.name, case.owner.born.year].add(case.owner.id_number[-6:])
    assert sum(len(row) > 1 for row in homes.values()) / len(homes) > 0.15
    assert sum(len(row) > 1 for row in names.values()) / len(names) > 0.01


def test_pairs_are_one_owner_and_procedure_days_apart_or_twins(cases, province):
    pairs = defaultdict(list)
    for case in cases:
        pairs[case.owner.id_number[-6:], case.owner.name, case.procedure].append(case)
    again = [rows for rows in pairs.values() if len(rows) > 1]
    assert 0.01 < len(again) / len(cases) < 0.06
    assert any(0 < (rows[1].received_on - rows[0].received_on).days < 14 for rows in again)
    births = [case for case in cases if case.procedure == "1.001193"]
    twins = [
        (one, other)
        for one, other in itertools.pairwise(births)
        if (one.owner.born, one.owner.home) == (other.owner.born, other.owner.home)
    ]
    assert 0.008 < len(twins) / len(births) < 0.04
    for one, other in twins:
        assert one.family.father == other.family.father
        words = zip(one.owner.name.split(), other.owner.name.split(), strict=True)
        assert sum(mine != theirs for mine, theirs in words) == 1
        assert other in province.neighbours(one)
        assert one in province.neighbours(other)


def test_families_agree_with_themselves(cases):
    for case in cases:
        if not case.family:
            continue
        father, mother = case.family.father, case.family.mother
        assert (father.sex, mother.sex) == ("Nam", "Nữ")
        for child in case.family.children:
            assert child.name.split()[0] == father.name.split()[0]
            assert (child.home, child.ward) == (father.home, father.ward)
            assert (child.born - max(father.born, mother.born)).days > 15 * 365
        assert (father.born - case.family.elder.born).days > 18 * 365
    for case in cases:
        if case.subject == "marriage" and case.about != case.owner:
            assert {case.about.sex, case.owner.sex} == {"Nam", "Nữ"}
            assert (
                min((case.received_on - person.born).days for person in (case.about, case.owner)) > 18 * 365
            )


def test_owners_live_where_their_agency_works(cases):
    for case in cases:
        if case.unit.startswith("UBND"):
            unit, _, district = case.unit.removeprefix("UBND ").rpartition(", ")
            assert case.owner.ward.district.on(case.received_on) == district
            assert not unit or case.owner.ward.unit.on(case.received_on) == unit


def test_surnames_have_the_real_skew(cases):
    surnames = Counter(
        case.owner.name.split()[0] for case in cases if case.owner.nation == "Việt Nam" and case.owner.sex
    )
    assert surnames.most_common(1)[0][0] == "Nguyễn"
    assert 0.3 < surnames["Nguyễn"] / surnames.total() < 0.45
    assert sum(count for _, count in surnames.most_common(14)) / surnames.total() > 0.8


def test_procedures_come_in_their_shares_and_each_at_least_once(cases):
    found = Counter(case.procedure for case in cases)
    assert found.keys() == {row.code for row in procedures()}
    whole = sum(row.share for row in procedures())
    for row in procedures():
        if row.share > 10:
            assert found[row.code] / len(cases) == pytest.approx(row.share / whole, rel=0.1)
    assert {case.status for case in cases} == {"Đã trả kết quả", "Đang giải quyết", "Từ chối giải quyết"}


def test_a_dossier_does_not_depend_on_what_was_drawn_before(cases):
    alone = province_of(11, SIZE)
    for number in (3999, 0, 1777, 42):
        assert alone.case(number) == cases[number]
    assert province_of(12, SIZE).case(0) != cases[0]


def test_some_are_distinct_and_all_where_all_are_asked_for(province, cases):
    chosen = province.some(Random(3), 60)
    assert len({case.code for case in chosen}) == 60
    assert len({case.unit for case in chosen}) > 15
    assert all(case == cases[case.number] for case in chosen)
    assert province.some(Random(3), 60) == chosen
    small = province_of(2, 70)
    assert set(small.some(Random(1), 70)) == set(small.cases())
    assert len(small.some(Random(1), 500)) == 70
    close = province.some(Random(4), 60, close=True)
    assert len({case.code for case in close}) == 60
    houses = Counter((case.owner.home, case.owner.ward) for case in close)
    assert sum(count > 1 for count in houses.values()) > 8


def test_neighbours_are_of_one_house_a_pair_or_namesakes(province, cases):
    kinds = Counter()
    for case in cases[::40]:
        for near in province.neighbours(case):
            assert near == cases[near.number]
            assert near != case
            same = (near.owner.home, near.owner.ward) == (case.owner.home, case.owner.ward)
            kinds["house" if same else "other"] += 1
            kinds["namesake"] += not same and near.owner.name == case.owner.name
    assert kinds["house"] > 40
    assert kinds["namesake"] > 0


def test_a_stranger_is_not_in_the_register(province, cases):
    codes = {case.code for case in cases}
    people = {person.id_number for case in cases for person in _everybody(case)}
    results = {(_agency(case), case.result.number) for case in cases if case.result}
    days = {(case.unit, case.received_on) for case in cases}
    strangers = [province.stranger(Random(number)) for number in range(40)]
    assert len({case.code for case in strangers}) > 30
    for case in strangers:
        assert case.number == -1
        assert case.code not in codes
        assert case.owner.id_number not in people
        assert (case.unit, case.received_on) in days
        if case.result and case.result.number:
            assert (_agency(case), case.result.number) not in results


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_a_register_of_an_impossible_size_is_refused(count):
    with pytest.raises(InputError):
        province_of(1, count)


@pytest.mark.parametrize("count", [1, 2, 7, 40, 90])
def test_small_registers_hold_what_they_promise(count):
    cases = list(province_of(4, count).cases())
    assert len({case.code for case in cases}) == count


def test_the_import_takes_what_is_written_as_tables_and_as_json(tmp_path):
    province = province_of(7, 150)
    write_register(tmp_path, province)
    write_register(tmp_path, province, as_json=True)
    read = list(read_register(tmp_path / "register.csv"))
    assert read == list(read_register(tmp_path / "register.jsonl"))
    for dossier, case in zip(read, province.cases(), strict=True):
        assert (dossier.code, dossier.owner, dossier.owner_id) == (
            case.code,
            case.owner.name,
            case.owner.id_number,
        )
        assert (dossier.received_on, dossier.due_on) == (case.received_on, case.due_on)
        assert (dossier.book, dossier.serial) == (case.book, str(case.serial))
        assert dossier.components == tuple(
            Component(part.code, part.name, part.copies) for part in case.components
        )
        assert [type(row) for row in dossier.results] == [ResultRecord] * (case.result is not None)


def test_one_core_and_many_write_the_same_bytes(tmp_path, monkeypatch):
    province = province_of(3, 300)
    monkeypatch.setattr(register, "_PIECE", 40)
    for name, cores in (("one", {0}), ("many", {0, 1, 2})):
        (tmp_path / name).mkdir()
        monkeypatch.setattr("os.sched_getaffinity", lambda _, cores=cores: cores)
        write_register(tmp_path / name, province)
    for table in register.TABLES:
        one, many = ((tmp_path / name / f"{table}.csv").read_bytes() for name in ("one", "many"))
        assert one == many
        assert one.count(b"\n") > 150


@given(st.integers(1, 5000), st.integers(0, 2**32), st.data())
def test_a_shuffle_moves_every_number_somewhere_and_back(size, seed, data):
    shuffle = Shuffle(Random(seed), size)
    number = data.draw(st.integers(0, size - 1))
    assert 0 <= shuffle(number) < size
    assert shuffle.back(shuffle(number)) == number


def test_a_shuffle_leaves_no_order():
    moved = [Shuffle(Random(1), 1000)(number) for number in range(1000)]
    assert sorted(moved) == list(range(1000))
    assert sum(one < other for one, other in itertools.pairwise(moved)) == pytest.approx(500, abs=60)


@pytest.mark.parametrize(
    ("ward", "district", "day", "printed"),
    [
        ("Lái Thiêu", "Thuận An", date(2020, 1, 31), "phường Lái Thiêu, thị xã Thuận An"),
        ("Lái Thiêu", "Thuận An", date(2020, 2, 1), "phường Lái Thiêu, thành phố Thuận An"),
        ("Hội Nghĩa", "Tân Uyên", date(2020, 1, 31), "xã Hội Nghĩa, thị xã Tân Uyên"),
        ("Hội Nghĩa", "Tân Uyên", date(2020, 2, 1), "phường Hội Nghĩa, thị xã Tân Uyên"),
        ("Tân Bình", "Bắc Tân Uyên", date(2021, 1, 31), "xã Tân Bình, huyện Bắc Tân Uyên"),
        ("Tân Bình", "Bắc Tân Uyên", date(2021, 2, 1), "thị trấn Tân Bình, huyện Bắc Tân Uyên"),
    ],
)
def test_units_are_named_as_of_the_day(ward, district, day, printed):
    (unit,) = [item for item in wards() if (item.unit.name, item.district.name) == (ward, district)]
    assert unit.on(day) == printed


def test_official_totals_of_unit_types():
    def types(day):
        return Counter(item.unit.on(day).removesuffix(f" {item.unit.name}") for item in wards())

    assert types(date(2020, 1, 15)) == {"phường": 41, "xã": 46, "thị trấn": 4}
    assert types(date(2020, 6, 1)) == {"phường": 45, "xã": 42, "thị trấn": 4}
    assert types(date(2021, 6, 1)) == {"phường": 45, "xã": 41, "thị trấn": 5}


def test_working_days_skip_weekends_and_holidays():
    assert working_days_later(date(2021, 3, 5), 1) == date(2021, 3, 8)
    assert working_days_later(date(2020, 4, 29), 1) == date(2020, 5, 4)
    assert Unit("Dĩ An", "Thị xã", "Thành phố", date(2020, 2, 1)).on(date(2020, 2, 1)) == "thành phố Dĩ An"


def _agency(case):
    """The agency by its number: old and new shape name the same one."""
    old = OLD.match(case.code)
    below, district = (old[1], old[2]) if old else (NEW.match(case.code)[2] or "00", NEW.match(case.code)[1])
    return district, below


def _grouped(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups.items()


def _series(case):
    """Which numbers run on: those of six digits from year to year, the others within a year."""
    form, _ = _parted(case.result.number)
    return form, "" if "######" in form else case.result.issued_on.year


def _running(number):
    return _parted(number)[1]


def _parted(number):
    """Part a number into what all of its series share and its running number."""
    found = re.fullmatch(r"(46[A-Z]8|74\.)?(\d{6}|\d+)(\D.*)?", number)
    digits = "######" if len(found[2]) == 6 else "#"
    form = f"{found[1] or ''}{digits}{found[3] or ''}"
    return form, int(found[2])


def _everybody(case):
    """Yield the owner and everybody of a case once."""
    family = case.family
    kin = (family.father, family.mother, family.elder, *family.children) if family else ()
    director = (case.company.director,) if case.company else ()
    return tuple(dict.fromkeys((case.owner, case.about, *kin, *director)))
