"""Settings come from the environment where it says something, and nothing out of bounds is taken."""

from pathlib import Path

import pytest

from digitize.errors import SetupError
from digitize.settings import Settings


def test_what_is_said_wins_over_the_environment_and_that_over_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DIGITIZE_WORKERS", "5")
    monkeypatch.setenv("DIGITIZE_DATA", "/srv/archive")
    monkeypatch.setenv("DIGITIZE_LANGUAGE", "")
    assert (Settings().workers, Settings(workers=3).workers) == (5, 3)
    assert Settings().data == Path("/srv/archive")
    assert (Settings().language, Settings().lease_minutes) == ("vie", 15.0)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DIGITIZE_WORKERS", "many"),
        ("DIGITIZE_WORKERS", "0"),
        ("DIGITIZE_PORT", "65536"),
        ("DIGITIZE_LEASE_MINUTES", "0"),
        ("DIGITIZE_ENGINE", "theirs"),
    ],
)
def test_a_variable_that_says_what_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SetupError) as refused:
        Settings()
    assert refused.value.details["tool"] == variable


def test_children_get_every_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Settings(data=Path("/srv/archive"), workers=7, engine="both", reader_seconds_a_page=1.5)
    for variable, value in here.child_environment("unix:///run/redis.sock").items():
        monkeypatch.setenv(variable, value)
    there = Settings()
    assert there.redis_url == "unix:///run/redis.sock"
    assert (there.data, there.workers, there.engine, there.reader_seconds_a_page) == (
        here.data,
        7,
        "both",
        1.5,
    )
