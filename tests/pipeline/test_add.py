"""`digitize add`: however a sending ends, what came in goes on its way."""

import pytest
from typer.testing import CliRunner

from digitize.bootstrap import open_services
from digitize.cli import app
from digitize.commands import trip
from digitize.errors import TransientError
from digitize.model.intake import Batch, BatchState, Upload
from digitize.pipeline.intake import new_batch, receive
from digitize.settings import Settings
from tests.factories.dossiers import receipt, stranger


@pytest.fixture
def scans(tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.png").write_bytes(receipt())
    (folder / "b.png").write_bytes(stranger())
    return folder


def add(scans):
    return CliRunner().invoke(
        app, ["add", str(scans), "--station", "s", "--data", str(scans.parent / "data")]
    )


def batches(scans):
    with open_services(Settings(data=scans.parent / "data")) as services, services.ledger.reading() as tx:
        return [(batch.state, tx.count(Upload, batch_id=batch.id)) for batch in tx.find(Batch)]


def test_a_sending_that_breaks_off_leaves_no_batch_open(scans, monkeypatch):
    def full_disk(services, batch, name, source):
        if name == "b.png":
            raise TransientError("no room")
        return receive(services, batch, name, source)

    monkeypatch.setattr(trip, "receive", full_disk)
    assert isinstance(add(scans).exception, TransientError)
    assert batches(scans) == [(BatchState.CLOSED, 1)]


def test_sending_again_ends_what_a_killed_sender_left_open(scans):
    with open_services(Settings(data=scans.parent / "data")) as services:
        receive(services, new_batch(services, "scans", "s"), "a.png", scans / "a.png")
    assert batches(scans) == [(BatchState.OPEN, 1)]
    assert add(scans).exit_code == 0
    assert batches(scans) == [(BatchState.CLOSED, 1), (BatchState.CLOSED, 1)]


def test_a_folder_named_by_a_dot_gives_the_batch_its_name(scans, monkeypatch):
    monkeypatch.chdir(scans)
    result = CliRunner().invoke(app, ["add", ".", "--station", "s", "--data", str(scans.parent / "data")])
    assert result.exit_code == 0
    with open_services(Settings(data=scans.parent / "data")) as services, services.ledger.reading() as tx:
        assert [batch.label for batch in tx.find(Batch)] == ["scans"]
