"""`digitize undo` on a data folder."""

import json

from typer.testing import CliRunner

from digitize.cli import app
from digitize.model.intake import Document
from tests.factories.dossiers import dossier, receipt
from tests.factories.services import drain, embedded_services
from tests.pipeline.test_trip import records, send


def test_the_last_decision_is_undone_by_command(tmp_path):
    services = embedded_services(tmp_path)
    services.registry.put([dossier()])
    send(services, ("a.png", receipt()))
    drain(services)
    (document,) = records(services, Document)
    services.ledger.close()
    run = ["undo", document.id, "--reason", "không phải hồ sơ này", "--data", str(tmp_path), "--json"]
    answer = CliRunner().invoke(app, run)
    told = json.loads(answer.stdout)
    assert (told["status"], told["problem"], told["decision"]["act"]) == ("review", "withdrawn", "undone")
    assert told["decision"]["why"] == "không phải hồ sơ này"
    assert json.loads(CliRunner().invoke(app, run).stdout)["status"] == "attached"
