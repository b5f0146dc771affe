"""The text of an address as it runs on behind its label: without what is left of the label, up to where the sentence goes on.

Stops and blanks that were misread are set right, for they part and name nothing; letters and figures stay as read.
"""

import re

from rapidfuzz.distance import Levenshtein

from digitize.text.fold import fold
from digitize.text.gazetteer import abbreviations, key_of
from digitize.text.normalize import normalize

_MISREAD_COMMA = re.compile(
    r"[.;](?=\s(?:đường|tổ|khu phố|ấp|phường|xã|thị trấn|thành phố|thị xã|quận|huyện|tỉnh)\s)|(?<=\d)[.;]+(?=\s(?:Đại|Quốc) lộ\s)"
)
"""A part that begins with a small letter begins no sentence, nor does a great road behind the number of a house."""
_SPECK = re.compile(r"(?<=, )(tỉnh|huyện|thành phố|thị xã)[.;:](?=\s[A-ZĐ])")
"""What announces a unit behind a comma ends none."""
_LABEL_LEFT = re.compile(
    r"^\W*(?!(?:đường|đại|hẻm|tổ|ấp|khu|chung|phường|xã|thị)\s)(?P<words>(?:[^\W\d]+[,)]?\s){0,5}[^\W\d]+)\)?\s?(?P<colon>:)?\s*"
    r"(?<!\w)(?=(?:số|tổ|ấp|đường|khu phố)[\s:])",
    re.IGNORECASE,
)
"""What is left of a label whose words were misread: "Địa chỉ | liên nệ: số 5". What holds a number is of the address."""
LABEL_ENDS = ("lien he", "thuong tru", "tam tru", "cu tru", "tru so", "hien nay", "dia chi")
"""How labels of addresses end, folded: what nearly spells one needs no colon, "liên hệt số 5"."""
_LABEL_MISREAD = 2
"""Letters of it that may be misread."""
_PARTED = re.compile(r"(?<!\w)(thị|thành|khu)[.,:;]\s?(?=(?:xã|trấn|phố)\s)", re.IGNORECASE)
"""A stroke or a speck within a word that announces a unit."""
_GLUED = re.compile(
    r"(?<!\w)(?:(?:(?i:số|tổ|ấp|khu phố|đường)|Đ[TXH])(?=\d)|(?:đường|ấp)(?=[A-ZĐÂÔ][^\W\d]))"
)
"""Blanks that were lost behind what announces a number or a name, most of them by hand: "khu phố6", "đườngLồ Ồ"."""
_ADDRESS_ENDS = re.compile(
    r"[.;]\s|[.;]$|\s*\(\s*mã|,\s(?:đề nghị|thủ tục|về thủ tục|về việc|có đơn|nộp|yêu cầu|xin|là chủ|đã|theo|và|hồ sơ|đứng tên|điều \d|việt nam)\b|\sđứng tên\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?<!\w)(?P<word>T\.[PXT]|[^\W\d_]{1,3})\.\s(?=[A-ZĐÂÔ\d])", re.IGNORECASE)
"""What may be written short before a name."""


def address_line(text: str) -> str:
    """Return the address with which `text`, what stands behind a label or a cue, begins."""
    plain = _SHORT.sub(_joined, _without_label(normalize(text).replace("\n", " ")))
    plain = _SPECK.sub(r"\1", _MISREAD_COMMA.sub(",", _PARTED.sub(r"\1 ", plain)))
    return _ADDRESS_ENDS.split(_GLUED.sub(r"\g<0> ", plain), maxsplit=1)[0]


def _joined(short: re.Match[str]) -> str:
    """Return what announces a name with its stop and no blank: it ends no sentence. "P. Phú Cường, TP. Thủ Dầu Một"."""
    announces = key_of(short["word"].replace(".", "")) in abbreviations()
    return f"{short['word']}." if announces else short[0]


def _without_label(text: str) -> str:
    """Return an address without what is left of its label: words before a colon, or what nearly spells a label's end."""
    left = _LABEL_LEFT.match(text)
    if not left:
        return text
    said = fold(left["words"])
    near = any(Levenshtein.distance(said, end) <= _LABEL_MISREAD for end in LABEL_ENDS)
    return text[left.end() :] if left["colon"] or near else text
