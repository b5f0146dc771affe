"""Which papers teach something, what counts as a person's word, and what `digitize forms learn` says."""

import json
import math
import tomllib
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from digitize.bootstrap import open_services
from digitize.cli import app
from digitize.evaluation.fit_fields import graded_by_people
from digitize.extraction.certainty import TRAITS
from digitize.extraction.corrected import Correction
from digitize.extraction.lessons import grade, learned
from digitize.model.intake import Document
from digitize.pipeline.correct import correct
from digitize.pipeline.lessons import lessons
from digitize.pipeline.review import attach, set_aside
from digitize.settings import Settings
from digitize.store.memory_queue import MemoryQueue
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines
from tests.factories.scripted import ScriptedReader, scan
from tests.factories.services import drain, embedded_services, memory_services
from tests.pipeline.test_trip import records, send

HOMES = {"Lê Thị Lan": "Khu phố 3, phường Phú Cường", "Phạm Văn Bình": "Ấp 2, xã An Tây"}


@pytest.fixture(params=["memory", "embedded"])
def services(request, tmp_path):
    made = memory_services() if request.param == "memory" else embedded_services(tmp_path)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    yield made
    made.ledger.close()


def received(services, owner, *lines):
    send(services, (f"{owner}.png", scan([*receipt_lines(CODE, owner), *lines])))
    drain(services)
    return records(services, Document, order_by=("created_at",))[-1]


def graded(services):
    (lesson,) = lessons(services)
    return {item.field.name: item.right for item in grade(lesson)}


def test_what_the_machine_attached_by_itself_teaches_nothing(services):
    send(services, ("a.png", receipt()))
    drain(services)
    assert list(lessons(services)) == []


def test_a_paper_attached_by_hand_confirms_what_agrees_with_its_dossier_and_nothing_else(services):
    document = received(services, "Lê Thị Lan")
    attach(services, document.id, document.revision, CODE)
    right = graded(services)
    assert {"ma_ho_so", "ngay_tiep_nhan", "ngay_hen_tra", "ten_tthc"} <= set(right)
    assert set(right.values()) == {True}
    # The name differs from the register's, the phone was compared with nothing, the agency only comes near.
    assert not {"ho_ten", "so_dien_thoai", "co_quan_ban_hanh", "loai_van_ban"} & set(right)


def test_what_people_say_is_graded_with_what_tells_how_sure_it_was(services):
    document = received(services, "Lê Thị Lan")
    correct(services, document.id, document.revision, Correction(values={"ho_ten": "Nguyễn Thị Hoa"}))
    (value,) = graded_by_people(lessons(services), {"bias": 1.0, **dict.fromkeys(TRAITS, 0.0)})
    assert (value.traits.group, value.right) == ("name", False)
    assert value.traits.values["kind"] == pytest.approx(1 - 1 / (1 + math.exp(-1)))


def test_another_dossier_confirms_other_fields(services):
    document = received(services, "Lê Thị Lan")
    attach(services, document.id, document.revision, OTHER_CODE)
    assert "ma_ho_so" not in graded(services)


def test_a_typed_value_says_what_the_machine_had_wrong(services):
    document = received(services, "Lê Thị Lan")
    values = {"ho_ten": "Nguyễn Thị Hoa", "so_dien_thoai": ""}
    correct(services, document.id, document.revision, Correction(values=values))
    assert graded(services) == {"ho_ten": False, "so_dien_thoai": False}
    attach(services, document.id, document.revision + 1, CODE)
    assert graded(services)["ngay_hen_tra"]
    assert not graded(services)["ho_ten"]
    (lesson,) = lessons(services)
    assert lesson.machine.value("ho_ten") == "Lê Thị Lan"
    assert lesson.person.value("ho_ten") == "Nguyễn Thị Hoa"
    assert "Lê Thị Lan" in lesson.pages[0].text


def test_a_paper_set_aside_without_a_correction_teaches_nothing(services):
    document = received(services, "Lê Thị Lan")
    set_aside(services, document.id, document.revision, "rejected", "other_agency")
    assert list(lessons(services)) == []


def test_two_corrections_propose_the_label_that_the_form_lacks(services):
    for owner, home in HOMES.items():
        document = received(services, owner, f"Nhà riêng tại: {home}")
        correct(services, document.id, document.revision, Correction(values={"dia_chi": home}))
    (found,) = learned(lessons(services)).labels()
    assert (found.field, found.label, found.papers) == ("dia_chi", "Nhà riêng tại", 2)


def learn(data, *options):
    result = CliRunner().invoke(app, ["forms", "learn", "--data", str(data), *options])
    assert result.exit_code == 0
    return result.stdout


def test_the_command_prints_a_table_and_lines_for_the_forms_and_nothing_of_anybody(tmp_path):
    data = tmp_path / "data"
    assert "Chưa có đề xuất nào" in learn(data)
    with open_services(Settings(data=data)) as opened:
        services = replace(opened, reader=ScriptedReader(), queue=MemoryQueue())
        for owner, home in HOMES.items():
            lines = ["PHIẾU LẤY CHỖ", f"Chủ hồ sơ: {owner}", f"Nhà riêng tại: {home}"]
            send(services, (f"{owner}.png", scan(lines)))
            drain(services)
            document = records(services, Document, order_by=("created_at",))[-1]
            said = Correction("giay_tiep_nhan", {"dia_chi": home, "ho_ten": owner})
            correct(services, document.id, document.revision, said)
    printed = learn(data)
    table, _, lines = printed.partition("# giay_tiep_nhan\n")
    assert "Địa chỉ: “Nhà riêng tại”" in table
    pasted = tomllib.loads(lines)
    assert pasted["fields"]["dia_chi"]["labels"] == ["Nhà riêng tại"]
    assert not [word for pair in HOMES.items() for word in pair if word in printed]
    (proposal,) = json.loads(learn(data, "--json"))["labels"]
    assert proposal == {"kind": "giay_tiep_nhan", "field": "dia_chi", "label": "Nhà riêng tại", "papers": 2}
