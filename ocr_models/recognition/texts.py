"""What the drawn lines say: law, procedures, and what stands between them on papers: names, numbers, codes, tables."""

import re
from collections.abc import Callable
from random import Random

from ocr_models.recognition.corpus import Corpus, cleaned
from ocr_models.recognition.toning import TONES, remarked, retoned

_CODE_LETTERS = "ABCDEFGHIKLMNOPQRSTUVXYĐ"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_HEADINGS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
    "Độc lập – Tự do – Hạnh phúc", "ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "Nơi nhận:", "- Như trên;", "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH", "KT. GIÁM ĐỐC", "TL. CHỦ TỊCH",
)  # fmt: skip
_TITLES = (
    "QUYẾT ĐỊNH", "THÔNG BÁO", "TỜ TRÌNH", "CÔNG VĂN", "GIẤY PHÉP", "BIÊN BẢN", "CHỈ THỊ", "GIẤY CHỨNG NHẬN",
    "ĐƠN ĐỀ NGHỊ", "TỜ KHAI", "KẾ HOẠCH", "BÁO CÁO",
)  # fmt: skip
_SIGNED = (
    "“{}”", '"{}"', "({})", "[{}]", "‘{}’", "{}!", "{}?", "{} = {}", "{} & {}", "{} – {}", "{}–{}",
    "{} — {}", "{}%", "{}°", "{} m²", "{} m³", "№ {}", "{}@{}", "{}; {}", "{}/{}", "*{}", "§ {}", "{} × {}",
    "{}: “{}”", "<{}>", "{}_{}", "{} ± {}", "≥ {}", "≤ {}", "{}{{}}", "{}'{}", "#{}", "${}", "+{}", "{}|{}",
    "~{}", "½ {}", "€{}",
)  # fmt: skip
_OFFICES = (
    "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "TRƯỞNG PHÒNG", "VIỆN TRƯỞNG",
)  # fmt: skip

_CARELESS = 0.15
"""The share of blocks that a careless typist wrote."""

_BLANKED = re.compile(
    r"(?<=[\w\x03])(?P<stroke>[/–-])(?=[\w\x02])|(?P<open>[(\[“])(?=\w)|(?<=[\w.%])(?P<close>[)\]”])"
    r"|(?<=\w)(?P<stop>[,;:.]) (?=\w)"
)
_BLANKS = {
    "stroke": ("{}", "{} ", " {}", " {} "),
    "open": ("{}", "{} "),
    "close": ("{}", " {}"),
    "stop": ("{} ", "{} ", "{}", " {} ", " {}"),
}
"""What becomes of a sign and the blanks about it, by the group that found it."""


class Writer:
    """Writes what a block says.

    Args:
        corpus: the texts.
        rng: decides.
        law_only: write law and nothing else, to measure what the rest brings.
    """

    def __init__(self, corpus: Corpus, rng: Random, *, law_only: bool = False) -> None:
        self._corpus, self._rng = corpus, rng
        self._kinds: tuple[tuple[float, Callable[[], str]], ...] = (
            ((1.0, self.law),) if law_only else self._mix()
        )

    def _mix(self) -> tuple[tuple[float, Callable[[], str]], ...]:
        return (
            (0.37, self.law),
            (0.05, self.slots),
            (0.09, self.phrase),
            (0.10, self.heading),
            (0.20, self.people),
            (0.12, self.form),
            (0.50, self.filled),
            (0.15, self.labels),
            (0.08, self.table),
            (0.05, self.codes),
            (0.06, self.chain),
            (0.04, self.signs),
        )

    def block(self) -> str:
        """Return some text, a few hundred characters at most; lines that must not be joined are parted by a newline."""
        weights, kinds = zip(*self._kinds, strict=True)
        text = self._rng.choices(kinds, weights)[0]()
        if self._rng.random() < _CARELESS:
            text = typed(text, self._rng)
        return text.upper() if self._rng.random() < 0.06 else text

    def law(self) -> str:
        """Return a stretch of a legal text."""
        paragraph = self._rng.choice(self._corpus.paragraphs)
        words = paragraph.split()
        if self._rng.random() < 0.35:
            end = " ".join(words[-self._rng.randrange(4, 40) :])
            return f"{end.rstrip('.;')}./." if self._rng.random() < 0.25 else end
        start = self._rng.randrange(max(1, len(words) - 20)) if self._rng.random() < 0.6 else 0
        text = " ".join(words[start : start + 90])
        return f"“{text}”" if self._rng.random() < 0.03 else text

    def phrase(self) -> str:
        """Return items of procedures, one a line."""
        marks = ("", "- ", "+ ", "– ", "1. ", "a) ", "• ", "* ")
        mark = self._rng.choice(marks)
        items = [
            mark + self._rng.choice(self._corpus.phrases)[:300] + self._rng.choice(("", ";", ".", ","))
            for _ in range(3)
        ]
        return "\n".join(items)

    def heading(self) -> str:
        """Return what stands in the head and at the foot of a paper."""
        rng, phrase = self._rng, self._phrase
        lines = [
            *rng.sample(_HEADINGS, 8),
            rng.choice(_TITLES),
            rng.choice(_OFFICES),
            rng.choice(self._corpus.places).upper(),
            f"SỞ {phrase(30).upper()}",
            f"Số: {self.slot()}/{self.sign_code()}",
            f"Số {self.slot()}/{self.sign_code()}",
            self.place_and_date(),
            self.place_and_date(),
            f"V/v {phrase(80)}",
            f"- Lưu: VT, {self.letters(2)}.",
            f"- Lưu: VT, {self.letters(3)} ({self.digits(2)}b).",
            self.person(),
            self.person().upper(),
            f"Kính gửi: {phrase(60)}",
            f"Điều {rng.randrange(1, 30)}. {phrase(90)}",
            f"{rng.choice(_ROMAN)}. {phrase(60).upper()}",
        ]
        return "\n".join(rng.sample(lines, 6))

    def _phrase(self, most: int) -> str:
        return self._rng.choice(self._corpus.phrases)[:most].strip()

    def form(self) -> str:
        """Return filled-in lines of a form, printed."""
        end = self._rng.choice(("", "", ".", ";"))
        return "\n".join(label + value() + end for label, value in self._rng.sample(self._rows(), 6))

    def filled(self) -> str:
        """Return lines of a form that a pen filled in, one or two blanks a line, or wrote alone."""
        rng = self._rng
        lines = []
        for _ in range(6):
            rows = rng.sample(self._rows(), rng.choice((1, 1, 2)))
            lines.append(
                " ".join(f"{rng.choice((label, label, ''))}{by_hand(value())}" for label, value in rows)
            )
        return "\n".join(lines)

    def labels(self) -> str:
        """Return labels and titles as forms print them, some with a short value."""
        rng = self._rng
        values = ("", "", "..........", self.date(), self.digits(3), self.person(), self._phrase(20))
        return "\n".join(
            " ".join(
                f"{rng.choice(self._corpus.labels)}{rng.choice((':', ':', ''))} {rng.choice(values)}"
                for _ in range(rng.choice((1, 1, 2)))
            )
            for _ in range(6)
        )

    def _rows(self) -> tuple[tuple[str, Callable[[], str]], ...]:
        """Return labels with what stands behind them."""
        rng = self._rng
        return (
            ("Họ và tên: ", self.person),
            ("Họ, chữ đệm, tên: ", lambda: self.person().upper()),
            ("Ngày, tháng, năm sinh: ", self.date),
            ("Sinh ngày ", self.date),
            ("Số CCCD: ", lambda: self.digits(12)),
            ("Số CMND: ", lambda: self.digits(9)),
            ("Mã số thuế: ", lambda: self.digits(10)),
            ("Điện thoại: ", self.phone),
            ("Email: ", self.email),
            ("Nơi cư trú: ", self.address),
            ("Địa chỉ: ", self.address),
            ("Mã hồ sơ: ", self.dossier),
            ("Diện tích: ", lambda: f"{rng.randrange(20, 9999)},{rng.randrange(10)} m²"),
            ("Thửa đất số: ", lambda: f"{rng.randrange(1, 2999)}, tờ bản đồ số: {rng.randrange(1, 199)}"),
            ("Số tiền: ", lambda: f"{self.money()} đồng"),
            ("Ngày cấp: ", lambda: f"{self.date()} Nơi cấp: {rng.choice(self._corpus.places)}"),
            ("Quốc tịch: ", lambda: "Việt Nam. Dân tộc: Kinh. Giới tính: Nữ"),
            ("Số vào sổ: ", lambda: f"{self.letters(2)}{self.digits(5)}"),
            ("Nội dung: ", lambda: self._phrase(60)),
            ("Người khai: ", self.person),
        )

    def table(self) -> str:
        """Return rows of a table: numbers above all."""
        rng = self._rng
        cells = (
            lambda: str(rng.randrange(1, 200)),
            self.money,
            self.money,
            self.date,
            lambda: self.digits(rng.randrange(2, 13)),
            lambda: f"{rng.randrange(0, 100)},{rng.randrange(100):02d}%",
            self.person,
            self.dossier,
            lambda: f"{rng.uniform(0, 9999):.{rng.randrange(4)}f}",
            lambda: f"{self.letters(rng.randrange(1, 4))}{self.digits(rng.randrange(2, 6))}",
        )
        return "\n".join("  ".join(rng.choice(cells)() for _ in range(rng.randrange(1, 6))) for _ in range(7))

    def codes(self) -> str:
        """Return codes and references."""
        rng = self._rng
        makes = (
            self.dossier,
            self.email,
            self.phone,
            self.date,
            self.money,
            lambda: f"{rng.randrange(1, 9999)}/{rng.randrange(1990, 2026)}/{self.sign_code()}",
            lambda: f"{rng.randrange(1, 9999)}/{self.sign_code()}",
            lambda: f"www.{self.letters(5).lower()}.gov.vn",
            lambda: f"{rng.randrange(8, 23)}°{rng.randrange(60):02d}'{rng.randrange(60):02d}\"",
            lambda: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}",
            lambda: f"{self.letters(2)} {self.digits(6)}",
            lambda: f"{rng.randrange(1, 999)}-{self.letters(2)}/TU",
            lambda: f"№ {self.digits(4)}",
        )
        return "\n".join(" ".join(rng.choice(makes)() for _ in range(rng.randrange(2, 6))) for _ in range(6))

    def chain(self) -> str:
        """Return syllables in no order, half of them with a tone that they do not have: only the ink tells."""
        words = [self._syllable() for _ in range(60)]
        return " ".join(words)

    def signs(self) -> str:
        """Return words among signs that are rare in law."""
        rng = self._rng
        out = []
        for _ in range(40):
            wrap = rng.choice(_SIGNED)
            out.append(wrap.format(*(self._word() for _ in range(wrap.count("{}"))), ""))
        return cleaned(" ".join(out))

    def slots(self) -> str:
        """Return the lines of a letter that are filled in by hand."""
        makes = (
            lambda: f"Số: {self.slot()}/{self.sign_code()}",
            lambda: f"Số: {self.slot()}/{self._rng.randrange(1995, 2027)}/{self.sign_code()}",
            lambda: f"Số {self.slot()}/{self.sign_code()}",
            lambda: f"Số: {self.slot()}",
            self.place_and_date,
            self.place_and_date,
            lambda: f"Ngày {self.slot()} tháng {self.slot()} năm {self._rng.randrange(1995, 2027)}",
        )
        return "\n".join(self._rng.choice(makes)() for _ in range(6))

    def slot(self) -> str:
        """Return what is often written by hand, between the marks that say so to the draughtsman."""
        text = self.digits(self._rng.choice((1, 2, 2, 3, 3, 3, 4, 4)))
        return f"\x02{text}\x03" if self._rng.random() < 0.6 else text

    def place_and_date(self) -> str:
        """Return place and date of a letter, day and month perhaps by hand."""
        rng = self._rng
        day, month = (
            f"{rng.randrange(1, 32):02d}",
            rng.choice((f"{rng.randrange(1, 13):02d}", str(rng.randrange(1, 13)))),
        )
        if rng.random() < 0.5:
            day = f"\x02{day}\x03"
            month = f"\x02{month}\x03" if rng.random() < 0.5 else month
        place = rng.choice(
            (
                "Bình Dương",
                "Hà Nội",
                "Quảng Ninh",
                "Cao Bằng",
                "Thủ Dầu Một",
                "Đà Nẵng",
                rng.choice(self._corpus.places).split(", ")[0],
            )
        )
        return f"{place}, ngày {day} tháng {month} năm {rng.randrange(1995, 2027)}"

    def person(self) -> str:
        """Return a person's name."""
        return f"{self._rng.choice(self._corpus.families)} {self._rng.choice(self._corpus.given)}"

    def people(self) -> str:
        """Return names of people and places, half of them in capitals as under a signature; of half of the people with other marks."""
        makes = (
            self.person,
            lambda: " ".join(remarked(syllable, self._rng) for syllable in self.person().split()),
            lambda: self._rng.choice(self._corpus.places),
            self._name,
        )
        names = [self._rng.choice(makes)() for _ in range(6)]
        return "\n".join(name.upper() if self._rng.random() < 0.5 else name for name in names)

    def address(self) -> str:
        """Return an address."""
        rng = self._rng
        number = f"{rng.randrange(1, 999)}{rng.choice(('', '', 'A', f'/{rng.randrange(1, 99)}'))}"
        return f"số {number}, đường {self.person()}, khu phố {rng.randrange(1, 10)}, {rng.choice(self._corpus.places)}"

    def date(self) -> str:
        """Return a date."""
        rng = self._rng
        day, month, year = rng.randrange(1, 32), rng.randrange(1, 13), rng.randrange(1930, 2027)
        sign = rng.choice("/.-")
        return rng.choice(
            (
                f"{day:02d}{sign}{month:02d}{sign}{year}",
                f"{day}/{month}/{year}",
                f"ngày {day} tháng {month} năm {year}",
            )
        )

    def money(self) -> str:
        """Return an amount, thousands parted by dots."""
        amount = self._rng.randrange(10 ** self._rng.randrange(3, 12))
        return f"{amount:,}".replace(",", self._rng.choice("..., "))

    def phone(self) -> str:
        """Return a telephone number."""
        return self._rng.choice(("0{a}.{b}.{c}", "(0{a}) {b}{c}", "0{a} {b} {c}", "0{a}{b}{c}")).format(
            a=self.digits(3), b=self.digits(3), c=self.digits(3)
        )

    def email(self) -> str:
        """Return an address of electronic mail."""
        return f"{self.letters(self._rng.randrange(3, 9)).lower()}{self._rng.choice(('', '_', '.', self.digits(2)))}@{self._rng.choice(('gmail.com', 'binhduong.gov.vn', 'yahoo.com', 'moj.gov.vn'))}".replace(
            "đ", "d"
        )

    def dossier(self) -> str:
        """Return a dossier's code."""
        rng = self._rng
        day = f"{rng.randrange(18, 26)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
        return f"{rng.choice(('', '000.00.', '000.01.'))}{self.letters(1).replace('Đ', 'D')}{self.digits(2)}.{self.digits(2)}-{day}-{self.digits(4)}"

    def sign_code(self) -> str:
        """Return the letters after a paper's number."""
        kind = self._rng.choice(
            ("QĐ", "CV", "TB", "TTr", "BC", "KH", "CT", "NQ", "GP", "NĐ", "TT", "GCN", "VBHN")
        )
        by = self._rng.choice(
            ("UBND", "HĐND", "CP", "TTg", "STNMT", "SXD", "BTC", "VPCP", "VKS", self.letters(3))
        )
        return self._rng.choice((f"{kind}-{by}", f"{by}-{self.letters(2)}", kind, by, f"{by}-{kind}"))

    def digits(self, count: int) -> str:
        """Return digits."""
        return "".join(self._rng.choices("0123456789", k=count))

    def letters(self, count: int) -> str:
        """Return capitals."""
        return "".join(self._rng.choices(_CODE_LETTERS, k=count))

    def _name(self) -> str:
        """Return a name of syllables that are no names: rare ones must be read from their ink."""
        return " ".join(self._syllable().capitalize() for _ in range(self._rng.randrange(2, 5)))

    def _word(self) -> str:
        return self.digits(self._rng.randrange(1, 5)) if self._rng.random() < 0.4 else self._syllable()

    def _syllable(self) -> str:
        syllable = self._rng.choice(self._corpus.syllables)
        if self._rng.random() < 0.5:
            syllable = retoned(syllable, self._rng.choice(TONES))
        style = self._rng.random()
        return syllable.upper() if style < 0.12 else syllable.capitalize() if style < 0.3 else syllable


def by_hand(text: str) -> str:
    """Return a text whose words bear the marks that tell the draughtsman to write them."""
    return " ".join(f"\x02{word}\x03" for word in text.split())


def typed(text: str, rng: Random) -> str:
    """Return a text as a careless typist leaves it: blanks about strokes and inside brackets, none or one too many at a stop."""

    def replace(match: re.Match[str]) -> str:
        return rng.choice(_BLANKS[match.lastgroup or ""]).format(match[match.lastgroup or ""])

    return _BLANKED.sub(replace, text)
