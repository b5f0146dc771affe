"""One normal form for Vietnamese text: NFC, Đ for Ð, plain dashes and blanks, one style of tone placement.

DOMAIN.md §2.9 gives the order. Recognisers print the Icelandic eth (U+00D0) for Đ (U+0110) on one page in two.
"""

import re
import unicodedata

_SAME = str.maketrans(
    {
        "\u00d0": "Đ",
        "\u00f0": "đ",
        "\u0189": "Đ",
        "\u0256": "đ",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\ufeff": "",
        "\u00ad": "",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
    }
)
_NEW_TO_OLD = {"oá": "óa", "oà": "òa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
               "oé": "óe", "oè": "òe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
               "uý": "úy", "uỳ": "ùy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}  # fmt: skip
_DOUBLE_D = re.compile(
    "Đ\u00d0|\u00d0Đ"
)  # One printed letter read as both; ĐĐ in one spelling is a real abbreviation.
_STRANGE = re.compile(f"[{re.escape(''.join(map(chr, _SAME)))}]")
_OPEN = re.compile(r"([oO][áàảãạÁÀẢÃẠéèẻẽẹÉÈẺẼẸ]|[uU][ýỳỷỹỵÝỲỶỸỴ])(?<![qQ]..)(?!\w)")


def normalize(text: str) -> str:
    """Return `text` in normal form, its line breaks kept and its letters' case and tone placement untouched.

    Blanks within a line are collapsed and lines are stripped; empty lines at the end fall.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _STRANGE.search(text):
            # A mark may have been parted from its letter by a sign without width.
            text = unicodedata.normalize("NFC", _DOUBLE_D.sub("Đ", text).translate(_SAME))
    lines = text.splitlines()
    if len(lines) < 2:
        return " ".join(text.split())
    # Of the breaks at the end the last alone ends no line: without any, what is normal stays as it is.
    return "\n".join(" ".join(line.split()) for line in lines).rstrip("\n")


def unify_tone(text: str) -> str:
    """Return NFC `text` with tones placed the old way in open syllables: hoà → hòa, Thuỷ → Thủy; hoàn and quý stay."""
    return _OPEN.sub(lambda match: _like(match[1], _NEW_TO_OLD[match[1].lower()]), text)


def _like(model: str, text: str) -> str:
    return "".join(new.upper() if old.isupper() else new for old, new in zip(model, text, strict=True))
