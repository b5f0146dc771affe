"""The scripts inside docker-compose.yml, run as they stand on the servers that the tests have, on free ports."""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
import yaml
from minio import Minio
from minio.error import S3Error
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError
from rq import Queue
from rq.serializers import JSONSerializer

from digitize.store.queue import RqQueue
from tests.factories.servers import free_ports, wait_until
from workers.runner import Worker

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
SECRET = "0123456789abcdef"

pytestmark = pytest.mark.slow


def script(service, **other):
    """Return the script of a service, with other words in place of some."""
    text = SERVICES[service]["command"][0].replace("$$", "$")
    for word, instead in other.items():
        assert word in text
        text = text.replace(word, instead)
    return text


@contextmanager
def running(command, folder, ready, **environment):
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until(ready, process, log)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.read().decode() or "empty"
    except (URLError, OSError):
        return ""


@pytest.fixture
def queue(tmp_path):
    (port,) = free_ports(1)
    words = {
        "valkey-server": "redis-server",
        "6379": str(port),
        "/tmp/": f"{tmp_path}/",
        "/data": str(tmp_path),
    }
    check = SERVICES["queue"]["healthcheck"]["test"][1].replace("$$", "$")
    check = check.replace("valkey-cli", "redis-cli").replace("6379", str(port))

    def healthy(password=SECRET):
        done = subprocess.run(
            ["/bin/sh", "-c", check], env=os.environ | {"QUEUE_PASSWORD": password}, capture_output=True
        )
        return done.returncode == 0

    command = [*SERVICES["queue"]["entrypoint"], script("queue", **words)]
    with running(command, tmp_path, healthy, QUEUE_PASSWORD=SECRET):
        yield f"redis://digitize:{SECRET}@127.0.0.1:{port}/0", healthy


def test_the_queues_user_can_do_its_work_and_no_more(queue, tmp_path):
    url, healthy = queue
    assert not healthy("wrong")
    with Redis.from_url(url) as client:
        work = Queue("night", connection=client, serializer=JSONSerializer)
        work.enqueue("os.getcwd", result_ttl=0)
        # Its registries, its heartbeat and its channel for orders all lie under the prefix that the user may touch.
        worker = Worker([work], connection=client, serializer=JSONSerializer, maintenance_interval=1)
        worker.work(burst=True, logging_level="ERROR", with_scheduler=False)
        assert work.count == 0
        assert RqQueue(url).waiting() == set()
        for order in ("FLUSHALL", "CONFIG GET dir", "ACL LIST", "SHUTDOWN NOSAVE", "KEYS *", "SET other 1"):
            with pytest.raises(NoPermissionError):
                client.execute_command(*order.split())
        assert client.info("persistence")["aof_enabled"] == 1
    with Redis.from_url(url.replace(SECRET, "wrong")) as stranger, pytest.raises(AuthenticationError):
        stranger.ping()
    with Redis.from_url(url.replace(f"digitize:{SECRET}@", "")) as nobody, pytest.raises(AuthenticationError):
        nobody.ping()
    assert SECRET not in (tmp_path / "users.acl").read_text()


def test_the_object_store_has_one_identity_and_one_door(tmp_path):
    ports = free_ports(8)
    master, volume, filer, s3 = ports[:4]
    grpc = dict(zip(("master", "volume", "filer", "s3"), ports[4:], strict=True))
    shell = {
        "127.0.0.1:9333": f"127.0.0.1:{master}.{grpc['master']}",
        "127.0.0.1:8888": f"127.0.0.1:{filer}.{grpc['filer']}",
        "-s3.port=8333": f"-s3.port={s3}",
        "-dir=/data": f"-dir={tmp_path} -master.port={master} -volume.port={volume} -filer.port={filer} "
        + " ".join(f"-{name}.port.grpc={port}" for name, port in grpc.items())
        + f" -filer.localSocket={tmp_path}/filer.sock -s3.localSocket={tmp_path}/s3.sock",
    }
    checked = re.findall(r"http://\S+", SERVICES["objects"]["healthcheck"]["test"][1])
    health, status = (url.replace("8333", str(s3)).replace("9333", str(master)) for url in checked)

    def healthy():
        rule = answers(f"http://127.0.0.1:{filer}/etc/seaweedfs/filer.conf")
        return bool(answers(health)) and "DataNode" in answers(status) and '"fsync":  true' in rule

    command = [*SERVICES["objects"]["entrypoint"], script("objects", **shell)]
    identity = {"AWS_ACCESS_KEY_ID": "digitize", "AWS_SECRET_ACCESS_KEY": SECRET}
    try:
        with running(command, tmp_path, healthy, **identity, GOMEMLIMIT="200MiB"):
            client = Minio(f"127.0.0.1:{s3}", "digitize", SECRET, secure=False, region="us-east-1")
            client.make_bucket("digitize", object_lock=True)
            client.put_object("digitize", "a", io.BytesIO(b"scan"), 4)
            assert client.get_object("digitize", "a").read() == b"scan"
            strangers = {("digitize", "wrong"): "SignatureDoesNotMatch", (None, None): "AccessDenied"}
            for (key, secret), refusal in strangers.items():
                other = Minio(f"127.0.0.1:{s3}", key, secret, secure=False, region="us-east-1")
                with pytest.raises(S3Error) as error:
                    other.get_object("digitize", "a")
                assert error.value.code == refusal
            listening = {port: addresses(port) for port in (master, volume, filer, s3)}
            assert listening == {master: {LOOPBACK}, volume: {LOOPBACK}, filer: {LOOPBACK}, s3: {EVERYWHERE}}
    finally:
        for name, port in grpc.items():
            Path(f"/tmp/seaweedfs-{name}-grpc-{port}.sock").unlink(missing_ok=True)


LOOPBACK, EVERYWHERE = "0100007F", "0"


def addresses(port):
    """Return the addresses on which something listens on a port, in hexadecimal digits: proc(5), net/tcp."""
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table]
    listening = [fields[1].split(":") for fields in rows if fields[3] == "0A"]
    return {
        EVERYWHERE if set(address) == {"0"} else address
        for address, number in listening
        if int(number, 16) == port
    }


def test_the_web_answers_the_healthcheck_on_every_interface_and_to_its_own_name_only(tmp_path):
    (port,) = free_ports(1)
    check = [word.replace("8440", str(port)) for word in SERVICES["web"]["healthcheck"]["test"][1:]]
    check[0] = sys.executable

    def healthy():
        return subprocess.run(check, capture_output=True).returncode == 0

    command = [sys.executable, *SERVICES["web"]["command"][1:]]
    settings = {"DIGITIZE_DATA": str(tmp_path / "data"), "DIGITIZE_PORT": str(port), "PYTHONPATH": str(ROOT)}
    host = SERVICES["web"]["environment"]["DIGITIZE_HOST"]
    with running(command, tmp_path, healthy, DIGITIZE_HOST=host, **settings):
        assert addresses(port) == {EVERYWHERE}
        request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "evil.example"})
        with pytest.raises(HTTPError) as refusal, urllib.request.urlopen(request, timeout=10):
            pass
        assert refusal.value.code == 400
        refusal.value.close()


def test_the_databases_role_owns_its_database_and_is_no_superuser(tmp_path):
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.skip("no PostgreSQL server here")
    (port,) = free_ports(1)
    as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    folder = Path("/tmp") / f"digitize-role-{port}"
    folder.mkdir(mode=0o700)
    try:
        if as_user:
            shutil.chown(folder, "nobody", "nogroup")
        options = SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
        initdb = [
            *as_user,
            binaries[-1] / "initdb",
            "-D",
            folder / "data",
            "-U",
            "postgres",
            *options,
            "--auth-local=trust",
        ]
        subprocess.run(initdb, check=True, capture_output=True)
        tuning = SERVICES["db"]["command"][1:]
        server = [
            *as_user,
            binaries[-1] / "postgres",
            *tuning,
            "-D",
            folder / "data",
            "-k",
            folder,
            "-p",
            str(port),
        ]
        at = os.environ | {
            "PGHOST": str(folder),
            "PGPORT": str(port),
            "POSTGRES_USER": "postgres",
            "DB_PASSWORD": SECRET,
        }
        check = [binaries[-1] / "pg_isready", *SERVICES["db"]["healthcheck"]["test"][2:], f"--port={port}"]
        with running(server, tmp_path, lambda: subprocess.run(check).returncode == 0):
            subprocess.run(
                ["/bin/bash", "-euo", "pipefail", ROOT / "docs/compose/role.sh"], env=at, check=True
            )
            ours = at | {
                "PGHOST": "127.0.0.1",
                "PGUSER": "digitize",
                "PGPASSWORD": SECRET,
                "PGDATABASE": "digitize",
            }
            question = (
                "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            )
            for sql, answer in (
                (question, "f|f|f"),
                ("CREATE TABLE t(); SHOW data_checksums", "CREATE TABLE\non"),
            ):
                done = subprocess.run(
                    ["psql", "-XAtc", sql], env=ours, capture_output=True, text=True, check=True
                )
                assert done.stdout.strip() == answer
            wrong = subprocess.run(
                ["psql", "-XAtc", "SELECT 1"], env=ours | {"PGPASSWORD": "wrong"}, capture_output=True
            )
            assert wrong.returncode != 0
    finally:
        shutil.rmtree(folder)
