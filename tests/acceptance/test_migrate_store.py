"""`digitize migrate-store`: the command that lets an office grow."""

import pytest

from digitize.pipeline.intake import close_batch, new_batch, receive
from tests.acceptance.conftest import lines
from tests.factories.dossiers import CODE, dossier, receipt, stranger
from tests.factories.services import KEY, drain, embedded_services

pytestmark = pytest.mark.slow

SECRET = "Pa55-w0rd"


@pytest.fixture
def old(tmp_path):
    """The data folder of an office."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "secret.key").write_bytes(KEY)
    services = embedded_services(folder)
    services.registry.put([dossier()])
    batch = new_batch(services, "lô", "trạm")
    receive(services, batch, "a.png", receipt())
    receive(services, batch, "b.png", stranger())
    close_batch(services, batch.id)
    drain(services)
    services.ledger.close()
    return folder


def test_a_data_folder_moves_with_its_key_and_says_the_same(digitize, old, tmp_path):
    new = tmp_path / "new"
    (moved,) = lines(digitize("migrate-store", "--from-data", old, "--to-data", new, "--json"))
    assert moved["records"]["Document"] == 2
    assert (moved["blobs"], moved["secret_key"]) == (5, str(new / "secret.key"))
    assert moved["bytes"] > 0
    assert (new / "secret.key").read_bytes() == KEY
    assert (new / "secret.key").stat().st_mode & 0o077 == 0
    assert digitize("export", data=new).stdout == digitize("export", data=old).stdout
    assert lines(digitize("verify", "--json", data=new))[0]["problems"] == []


def test_the_end_that_is_not_named_is_the_one_in_use(digitize, old, tmp_path):
    result = digitize("migrate-store", "--from-data", old)
    assert "Document" in result.stdout
    assert str(tmp_path / "data" / "secret.key") in result.stdout
    assert "Tệp" in result.stderr
    (found,) = lines(digitize("dossiers", "show", CODE, "--json"))
    assert len(found["attachments"]) == 1


def test_a_copy_that_went_on_is_not_overwritten(digitize, old):
    digitize("migrate-store", "--from-data", old)
    digitize("search", "hoa")
    again = digitize("migrate-store", "--from-data", old, check=False)
    assert (again.returncode, "Traceback" in again.stderr) == (5, False)
    assert "Kho đích không trống" in again.stderr


def test_a_folder_without_an_archive_is_named_and_stays_as_it_is(digitize, tmp_path):
    result = digitize("migrate-store", "--from-data", tmp_path / "nowhere", check=False)
    assert result.returncode == 4
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "data").exists()


def test_one_place_is_no_move(digitize, old):
    assert digitize("migrate-store", "--from-data", old, "--to-data", old, check=False).returncode == 2


@pytest.mark.parametrize(
    ("option", "url", "code"),
    [
        ("--to-database", f"postgresql://an:{SECRET}@127.0.0.1:1/x", 7),
        ("--to-database", f"mysql://an:{SECRET}@127.0.0.1:1/x", 3),
        ("--to-blobs", f"s3://an:{SECRET}@127.0.0.1:1/bucket?secure=false", 7),
        ("--to-blobs", f"http://an:{SECRET}@127.0.0.1/bucket", 3),
    ],
)
def test_no_secret_is_ever_shown(digitize, old, option, url, code):
    result = digitize("migrate-store", "--from-data", old, option, url, check=False)
    assert result.returncode == code, result.stderr
    assert SECRET not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
