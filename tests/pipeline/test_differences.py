"""Where paper and register differ, both values are kept; the register's record is untouched."""

from dataclasses import replace

import pytest

from digitize.model.intake import Document
from digitize.pipeline.report import export
from digitize.pipeline.review import attach
from tests.factories.dossiers import CODE, dossier, receipt_lines
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services
from tests.pipeline.test_trip import records, send

RECORD = replace(dossier(owner="Nguyễn Thị Hòa"), phone="0987654321")


@pytest.fixture(params=["memory", "embedded"])
def services(request, tmp_path):
    made = memory_services() if request.param == "memory" else embedded_services(tmp_path)
    made.registry.put([RECORD])
    yield made
    made.ledger.close()


def test_both_values_are_exported_and_the_register_stays(services):
    send(services, ("a.png", scan(receipt_lines(CODE, "Lê Văn Lan"))))
    drain(services)
    (document,) = records(services, Document)
    waiting = next(row for row in export(services) if row["dossier"] is None)
    assert waiting["papers"][0]["differences"] == []
    attach(services, document.id, document.revision, CODE)
    (row,) = export(services)
    told = {item["field"]: item for item in row["papers"][0]["differences"]}
    assert told["ho_ten"] == {
        "field": "ho_ten",
        "paper": "Lê Văn Lan",
        "register": "Nguyễn Thị Hòa",
        "level": "different",
    }
    assert (told["so_dien_thoai"]["paper"], told["so_dien_thoai"]["register"]) == ("0912345678", "0987654321")
    assert not {"ma_ho_so", "ngay_tiep_nhan", "ngay_hen_tra"} & set(told)
    assert next(iter(told)) in {"ho_ten", "so_dien_thoai"}
    assert services.registry.get(CODE) == RECORD
