import re
from collections import Counter, defaultdict
from datetime import date

import pytest

from digitize.province.cases import make_cases, working_days_later
from digitize.province.chance import dice
from digitize.province.units import Unit, wards

OLD = re.compile(r"000\.00\.(\d{2})\.H09-(\d{6})-(\d{4})")
NEW = re.compile(r"H09\.(\d{2})-(\d{6})-(\d{4})")


@pytest.fixture(scope="module")
def cases():
    return make_cases(dice(11, "cases"), 300)


def test_codes_are_unique_and_have_the_shape_of_their_day(cases):
    assert len({case.code for case in cases}) == len(cases)
    shapes = Counter()
    for case in cases:
        pattern = NEW if case.received_on >= date(2020, 9, 15) else OLD
        match = pattern.fullmatch(case.code)
        assert match
        assert match[2] == f"{case.received_on:%y%m%d}"
        shapes[pattern] += 1
    assert min(shapes.values()) > 30


def test_running_numbers_of_a_day_have_no_gaps(cases):
    numbers = defaultdict(list)
    for case in cases:
        office, running = case.code.rsplit("-", 1)
        numbers[office].append(int(running))
    assert max(map(len, numbers.values())) > 1
    for found in numbers.values():
        assert sorted(found) == list(range(min(found), max(found) + 1))


def test_dates_lie_in_2020_and_2021_and_in_legal_order(cases):
    for case in cases:
        assert date(2020, 1, 1) <= case.received_on <= case.due_on
        assert case.owner.born < case.owner.id_issued_on < case.received_on
        if case.result:
            assert case.received_on <= case.result.issued_on <= date(2021, 12, 31)


def test_identity_numbers_agree_with_birth_and_sex(cases):
    kinds = Counter()
    for owner in {case.owner for case in cases}:
        kinds[owner.id_type] += 1
        if owner.id_type == "CMND":
            assert re.fullmatch(r"28[01]\d{6}", owner.id_number)
            continue
        assert len(owner.id_number) == 12
        century, sex = divmod(int(owner.id_number[3]), 2)
        assert 1900 + 100 * century + int(owner.id_number[4:6]) == owner.born.year
        assert sex == (owner.sex == "Nữ")
    assert min(kinds["CMND"], kinds["CCCD"]) > 50


def test_there_are_namesakes_families_and_owners_of_several_dossiers(cases):
    owners = {case.owner.id_number: case.owner for case in cases}
    dossiers = Counter(case.owner.id_number for case in cases)
    assert len([number for number, count in dossiers.items() if count > 1]) > 10
    assert max(Counter(owner.name for owner in owners.values()).values()) > 1
    homes = defaultdict(set)
    for owner in owners.values():
        homes[owner.home, owner.ward].add(owner.name.split()[0])
    assert any(len(people) == 1 for people in homes.values())
    assert len(homes) < len(owners)


def test_surnames_have_the_real_skew(cases):
    surnames = Counter(case.owner.name.split()[0] for case in cases)
    assert surnames.most_common(1)[0][0] == "Nguyễn"
    assert 0.25 < surnames["Nguyễn"] / len(cases) < 0.5


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


def test_working_days_skip_weekends():
    assert working_days_later(date(2021, 3, 5), 1) == date(2021, 3, 8)
    assert Unit("Dĩ An", "Thị xã", "Thành phố", date(2020, 2, 1)).on(date(2020, 2, 1)) == "thành phố Dĩ An"
