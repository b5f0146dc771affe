"""What the README tells people to type exists."""

import re
from dataclasses import fields

from typer.main import get_command

from digitize.cli import app
from tests.meta.test_house_rules import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_in_the_readme_exists_and_every_command_is_in_the_readme():
    known = set()
    for name, command in get_command(app).commands.items():
        below = getattr(command, "commands", None)
        known |= {f"{name} {child}" for child in below} if below else {name}
    told = set()
    for line in re.findall(r"`?digitize ([a-z][a-z -]*)", README):
        words = line.split()
        told.add(" ".join(words[:2]) if " ".join(words[:2]) in known else words[0])
    assert known <= told
    assert told <= known


def test_every_setting_is_read_from_a_variable_that_is_named_somewhere():
    for variable in re.findall(r"`(DIGITIZE_[A-Z]+)`", README):
        from digitize.settings import Settings

        assert variable.removeprefix("DIGITIZE_").lower() in {each.name for each in fields(Settings)}


def test_the_scripts_of_the_readme_exist_and_can_be_run():
    for name in re.findall(r"\bscripts/([a-z_]+)", README):
        assert (ROOT / "scripts" / name).stat().st_mode & 0o111
