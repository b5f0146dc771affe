"""Numbers, days and sums of money in words, as papers repeat them against forgery ("Bằng chữ: …")."""

from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")


def spell(number: int) -> str:
    """Return a number from 0 to 999,999,999,999 in words.

    Raises:
        ValueError: it is out of that range.
    """
    if not 0 <= number < 1000 ** len(_GROUPS):
        raise ValueError(f"cannot spell {number}")
    if number == 0:
        return _DIGITS[0]
    words: list[str] = []
    for power in reversed(range(len(_GROUPS))):
        group = number // 1000**power % 1000
        if group:
            words += [*_group(group, full=bool(words)), _GROUPS[power]]
    return " ".join(filter(None, words))


def spell_day(day: date) -> str:
    """Return a day in words, e.g. "ngày mười bảy tháng mười một năm hai nghìn không trăm mười chín"."""
    return f"ngày {spell(day.day)} tháng {spell(day.month)} năm {spell(day.year)}"


def spell_decimal(text: str) -> str:
    """Return a number with a decimal comma in words, e.g. "120,5": "một trăm hai mươi phẩy năm"."""
    whole, _, rest = text.partition(",")
    tail = " ".join(_DIGITS[int(digit)] for digit in rest)
    return f"{spell(int(whole))} phẩy {tail}" if rest else spell(int(whole))


def dotted(number: int) -> str:
    """Return a number with a dot between thousands, e.g. "2.500.000"."""
    return f"{number:,}".replace(",", ".")


def _group(number: int, *, full: bool) -> list[str]:
    """Return up to three digits in words; `full` says the hundreds even if they are none."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return [*words, *(["lẻ"] if words and ones else []), *([_DIGITS[ones]] if ones else [])]
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        special = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}
        words.append(special.get(ones, _DIGITS[ones]))
    return words
