"""`digitize report` and `digitize dossiers show` on a data folder: indicator 4.2."""

import json

from typer.testing import CliRunner

from digitize.cli import app
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services
from tests.pipeline.test_trip import send

RESULT = scan(
    [
        "ỦY BAN NHÂN DÂN",
        "THÀNH PHỐ THUẬN AN",
        "Số: 45/QĐ-UBND Thuận An, ngày 18 tháng 3 năm 2021",
        "QUYẾT ĐỊNH",
        "Về việc cấp giấy phép xây dựng nhà ở riêng lẻ",
        f"Mã hồ sơ: {CODE}",
        "Cấp cho: Nguyễn Thị Hoa",
    ]
)


def run(folder, *words):
    return CliRunner().invoke(app, [*words, "--data", str(folder)])


def test_a_dossier_with_a_result_only_is_told_so(tmp_path):
    services = embedded_services(tmp_path)
    empty = run(tmp_path, "report")
    assert "N/A" in empty.stdout
    assert json.loads(run(tmp_path, "report", "--json").stdout)["total"]["share"] is None
    services.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    send(services, ("a.png", receipt()), ("b.png", RESULT))
    drain(services)
    services.ledger.close()
    told = json.loads(run(tmp_path, "report", "--json").stdout)
    row = {"dossiers": 2, "inputs": 0, "results": 1, "both": 0, "complete": 0, "none": 1, "share": 0.0}
    assert told["total"] == {"unit": None, "month": None} | row
    assert told["units"] == [{"unit": "UBND thành phố Thuận An", "month": None} | row]
    assert told["months"] == [{"unit": None, "month": "2021-03"} | row]
    text = run(tmp_path, "report").stdout
    assert ("UBND thành phố Thuận An" in text, "0,00" in text) == (True, True)
    shown = json.loads(run(tmp_path, "dossiers", "show", CODE, "--json").stdout)
    assert shown["holding"] == {"state": "results", "complete": False, "missing": ["TP1"]}
    assert "thiếu TP1" in run(tmp_path, "dossiers", "show", CODE).stdout
