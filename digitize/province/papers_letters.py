"""Papers of free text: công văn, tờ trình, thông báo, chỉ thị, kế hoạch, báo cáo (Nghị định 30/2020/NĐ-CP)."""

from datetime import date, timedelta
from functools import partial
from random import Random

from digitize.province.cases import Result
from digitize.province.letter import Fields, Paper, called, letterhead, short, signature
from digitize.province.markup import field
from digitize.province.prose import SECTORS, Author
from digitize.province.senders import Sender, make_sender
from digitize.province.sheet import LEFT, RIGHT, Align, Sheet
from digitize.province.units import table

INDENT = 78
"""Of the first line of a paragraph."""
_PLACE = (LEFT - 90, 678)
"""Margins of what stands under the number of a công văn."""
_ABBREVIATIONS = {
    "to_trinh": "TTr",
    "thong_bao": "TB",
    "chi_thi": "CT",
    "ke_hoach": "KH",
    "bao_cao": "BC",
}
_TITLES = {
    "to_trinh": "TỜ TRÌNH",
    "thong_bao": "THÔNG BÁO",
    "chi_thi": "CHỈ THỊ",
    "ke_hoach": "KẾ HOẠCH",
    "bao_cao": "BÁO CÁO",
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_REMARKS = (
    "Qua xem xét hồ sơ của {name}, địa chỉ: {home}, về thủ tục {matter}{code}, hồ sơ đã được thẩm định theo quy định.",
    "Ngày {day}, Bộ phận Tiếp nhận và Trả kết quả nhận được hồ sơ{code} của {name}, thường trú tại {home}, đề nghị giải quyết thủ tục {matter}.",
    "Về trường hợp {name}, cư trú tại {home}{code}, đề nghị thực hiện thủ tục {matter} theo đúng trình tự, thời hạn quy định.",
    "Liên quan đến hồ sơ {matter}{code} do {name}, ngụ tại {home} đứng tên, cơ quan chuyên môn đã kiểm tra và có ý kiến bằng văn bản.",
)
_PETITIONS = (
    "Người nộp hồ sơ: {name}; địa chỉ: {home}. Thủ tục đề nghị giải quyết: {matter}{code}.",
    "Hồ sơ{code} thực hiện thủ tục {matter} do {name}, thường trú tại {home}, đứng tên nộp.",
    "Đề nghị Quý cơ quan giải quyết thủ tục {matter}{code} cho {name}, địa chỉ liên hệ: {home}.",
)
_BODY_SIZES = (13.0, 13.5, 14.0, 14.0)


def official_letter(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Công văn: the abstract under the number, no title."""
    day, sender, author = begin(sheet, paper, rng)
    own = own_result(paper)
    number = own.number if own else f"{rng.randrange(3, 4000):02d}/{sender.symbol}-{sender.unit}"
    fields = letterhead(sheet, sender.issuer, number, dated_at(paper, sender), day)
    sheet.gap(-10)
    abstract = f"V/v {field('trich_yeu', author.subject)}"
    sheet.write(abstract, left=_PLACE[0], right=_PLACE[1], align=Align.CENTRE, points=12)
    sheet.gap(16)
    fields |= _addressees(sheet, paper, rng)
    sheet.gap(8)
    fields |= _text(sheet, paper, author, rng)
    closing = author.pick("applications", "end") if asked_for(paper) else author.say("closings")
    sheet.write(closing, indent=INDENT)
    return fields | end(sheet, rng, sender) | {"trich_yeu": author.subject}


def titled(kind: str, sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Tờ trình, Thông báo, Chỉ thị, Kế hoạch or Báo cáo: title, abstract, text."""
    day, sender, author = begin(sheet, paper, rng)
    own = own_result(paper)
    number = own.number if own else f"{rng.randrange(2, 700):02d}/{_ABBREVIATIONS[kind]}-{sender.symbol}"
    fields = letterhead(sheet, sender.issuer, number, dated_at(paper, sender), day)
    abstract = capital(rng.choice(("Về việc {}", "Về việc {}", "{}")).format(author.subject))
    heading(sheet, _TITLES[kind], abstract)
    if kind == "to_trinh" or (kind == "thong_bao" and (asked_for(paper) or rng.random() < 0.4)):
        fields |= _addressees(sheet, paper, rng)
    if kind in {"to_trinh", "ke_hoach"}:
        grounds(sheet, author, rng, italic=rng.random() < 0.5)
    fields |= _text(sheet, paper, author, rng, roman=kind in {"ke_hoach", "bao_cao"})
    request = author.pick("applications", "end") if asked_for(paper) else author.say("requests")
    sheet.write(f"{request.removesuffix('./.').rstrip('.')}./.", indent=INDENT)
    return fields | end(sheet, rng, sender) | {"trich_yeu": abstract}


def begin(sheet: Sheet, paper: Paper, rng: Random) -> tuple[date, Sender, Author]:
    """Return the day, the sender and the author of a letter; a letter that was asked for is about what was asked."""
    case, asked, result = paper.case, asked_for(paper), own_result(paper)
    if result:
        day = result.issued_on
    elif asked:
        day = case.received_on - timedelta(days=rng.randrange(1, 9))
    else:
        day = case.received_on + timedelta(days=rng.randrange(1, 6))
    sheet.points = rng.choice(_BODY_SIZES)
    sender = make_sender(paper, rng)
    sector = SECTORS.get(case.subject, "reform")
    if not asked and rng.random() < 0.35:
        sector = rng.choice(("reform", "finance", "health", "land", "building"))
    author = Author(rng, sector=sector, day=day, issuer=sender.name, texts=paper.texts)
    for word in ("Văn bản ", "Thông báo về việc ", "Thông báo ", "Tờ trình ", "Quyết định "):
        if asked.startswith(word):
            author.subject = asked.removeprefix(word)
            break
    return day, sender, author


def asked_for(paper: Paper) -> str:
    """Return the name of the dossier's component that `paper` is, empty if it is none."""
    if own_result(paper):
        return ""
    return next((part.name for part in paper.case.components if part.kind == paper.kind), "")


def own_result(paper: Paper) -> Result | None:
    """Return the dossier's result if `paper` is that; a kind that is also handed in counts as the result."""
    result = paper.case.result
    return result if result is not None and result.kind == paper.kind else None


def capital(text: str) -> str:
    """Return `text` with a capital at its beginning."""
    return text[0].upper() + text[1:]


def dated_at(paper: Paper, sender: Sender) -> str:
    """Return where a letter is dated."""
    return paper.case.owner.ward.district.name if sender.symbol == "HKD" else paper.case.place


def heading(sheet: Sheet, name: str, abstract: str) -> None:
    """Print title and abstract with a short line below, as Nghị định 30/2020/NĐ-CP lays down."""
    sheet.gap(4)
    sheet.write(f"<b>{name}</b>", align=Align.CENTRE, points=14)
    sheet.write(
        f"<b>{field('trich_yeu', abstract)}</b>",
        left=LEFT + 90,
        right=RIGHT - 90,
        align=Align.CENTRE,
        points=max(13.0, sheet.points - 0.5),
    )
    sheet.rule((LEFT + RIGHT) / 2, 260)
    sheet.gap(8)


def _addressees(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Print Kính gửi: one addressee centred, or several below each other."""
    words = table("sentences")["words"]
    asked = asked_for(paper)
    if asked or rng.random() < 0.4:
        one = (
            paper.case.unit
            if asked
            else rng.choice(
                [
                    *words["department"],
                    "Ủy ban nhân dân tỉnh Bình Dương",
                    capital(called(paper.case.owner, paper.case.owner.name)),
                ]
            )
        )
        sheet.write(f"Kính gửi: {field('kinh_gui', one)}", align=Align.CENTRE)
        sheet.gap(4)
        return {"kinh_gui": one}
    names = rng.sample(words["department"], rng.randrange(2, 5))
    sheet.write("Kính gửi:", left=LEFT + 300, align=Align.LEFT)
    for number, name in enumerate(names):
        stop = "." if number == len(names) - 1 else ";"
        sheet.write(f"- {field('kinh_gui', name)}{stop}", left=LEFT + 430, align=Align.LEFT)
    sheet.gap(4)
    return {"kinh_gui": "; ".join(names)}


def _text(sheet: Sheet, paper: Paper, author: Author, rng: Random, *, roman: bool = False) -> Fields:
    """Print what an agency says, or what somebody asks of one; with the sentence that names the owner."""
    if not asked_for(paper):
        sheet.write(author.say("openings"), indent=INDENT)
        fields = _about_owner(sheet, paper, rng)
        _reports(sheet, paper, author, rng)
        _duties(sheet, paper, author, rng, roman=roman)
        return fields
    sheet.write(author.pick("applications", "opening"), indent=INDENT)
    fields = _about_owner(sheet, paper, rng)
    body = "household" if paper.case.subject == "business" else "body"
    for number in range(1, rng.randrange(3, 6) + (4 if paper.long else 0)):
        sheet.write(f"{number}. {author.pick('applications', body)}", indent=INDENT)
    sheet.write(author.pick("applications", "oath"), indent=INDENT)
    return fields


def _about_owner(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Print the sentence that ties the letter to its dossier."""
    case = paper.case
    address = case.owner.address(case.received_on)
    name, matter, home = (
        field(key, text)
        for key, text in (
            ("ho_ten", case.owner.name),
            ("ten_tthc", case.procedure_name),
            ("dia_chi", address),
        )
    )
    name = called(case.owner, name)
    code = f" (mã hồ sơ: {field('ma_ho_so', case.code)})" if paper.shows_code else ""
    sentences = _PETITIONS if asked_for(paper) else _REMARKS
    sentence = rng.choice(sentences).format(
        name=name, matter=matter, home=home, code=code, day=short(case.received_on)
    )
    sheet.write(sentence, indent=INDENT)
    fields = {"ho_ten": case.owner.name, "ten_tthc": case.procedure_name, "dia_chi": address}
    return fields | ({"ma_ho_so": case.code} if paper.shows_code else {})


def _reports(sheet: Sheet, paper: Paper, author: Author, rng: Random) -> None:
    for paragraph in author.paragraphs(rng.randrange(4, 6) if paper.long else rng.randrange(1, 3)):
        sheet.write(paragraph, indent=INDENT)
        sheet.gap(2)


def _duties(sheet: Sheet, paper: Paper, author: Author, rng: Random, *, roman: bool) -> None:
    """Print numbered duties, some with points a), b), c)."""
    words = table("sentences")["words"]
    everybody = [*words["department"], *words["office"], "Ủy ban nhân dân các xã, phường, thị trấn"]
    verbs = rng.choice((("Giao",), ("Đề nghị",), ("Yêu cầu",), ("Giao", "Đề nghị")))
    count = rng.randrange(5, 9) if paper.long else rng.randrange(2, 4)
    for number, who in enumerate(rng.sample(everybody, count), 1):
        duty = author.say("duties")
        if roman:
            sheet.write(f"<b>{_ROMAN[number - 1]}. {who}:</b> {capital(duty)}", indent=INDENT)
        else:
            sheet.write(f"<b>{number}.</b> {rng.choice(verbs)} {who} {duty}", indent=INDENT)
        if rng.random() < 0.3:
            for letter in "abc"[: rng.randrange(2, 4)]:
                sheet.write(f"{letter}) {capital(author.say('duties'))}", indent=INDENT)
        sheet.gap(2)


def grounds(sheet: Sheet, author: Author, rng: Random, *, italic: bool) -> None:
    """Print by which laws and decisions a paper is issued."""
    for _ in range(rng.randrange(3, 6)):
        ground = f"Căn cứ {author.say('grounds')};"
        sheet.write(f"<i>{ground}</i>" if italic else ground, indent=INDENT)


def end(sheet: Sheet, rng: Random, sender: Sender, first: str = "Như trên;") -> Fields:
    """Print who signs, and the recipients, `first` before all others."""
    recipients = (first, *sender.recipients) if sender.recipients else ()
    return signature(sheet, rng, sender.roles, sender.signer, sender.ring, recipients=recipients)


TITLED = {kind: partial(titled, kind) for kind in _TITLES}
"""Drawers of the kinds that consist of a title, an abstract and text."""
