"""What is spelled as a Vietnamese syllable, and what was misread."""

from importlib.resources import files

import pytest

from digitize.text.syllables import is_syllable, misspelled


@pytest.mark.parametrize("name", ["surnames.txt", "given_names.txt"])
def test_every_name_is_made_of_syllables(name):
    words = files("digitize.text").joinpath(name).read_text(encoding="utf-8").split()
    assert [word for word in words if not is_syllable(word)] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Về việc khuyến nghị giữ giếng nghiêng quyết liệt khuỷu tay", 0),
        ("CÔNG TY TNHH ĐT 741", 0),
        ("GHỦ TỊCH", 1),
        ("bảo hiểm v tế", 1),
        ("Nguyễn Minh Ánh Lv", 1),
        ("PRHƯỞNG PHÒNG", 1),
        ("thuc hiên", 1),
    ],
)
def test_words_that_cannot_be_syllables_are_counted(text, wrong):
    assert misspelled(text) == wrong
