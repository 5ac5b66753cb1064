"""What is deployed: the container file and the unit say what the project is, where neither can be run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def instructions() -> list[tuple[str, str]]:
    """Return what the container file says, a stage after the other, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def last(word: str) -> str:
    return [rest for found, rest in instructions() if found == word][-1]


def test_the_container_is_built_from_what_there_is() -> None:
    known = [
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "USER",
        "VOLUME",
        "ENV",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    ]
    assert {word for word, _ in instructions()} <= set(known)
    copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and not rest.startswith("--from")]
    for name in (one for names in copied for one in names):
        assert (ROOT / name).exists(), name
    built = {*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], PROJECT["project"]["readme"]}
    assert built <= {one for names in copied for one in names}


def test_the_container_runs_the_program_as_nobody_of_consequence() -> None:
    version = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert {rest.split()[0] for word, rest in instructions() if word == "FROM"} == {f"python:{version}-slim"}
    (command,) = json.loads(last("ENTRYPOINT"))
    assert command in PROJECT["project"]["scripts"]
    assert json.loads(last("CMD")) == ["serve"]
    user = int(last("USER"))
    assert user > 0
    assert f"--uid {user}" in " ".join(rest for word, rest in instructions() if word == "RUN")


def test_the_container_is_asked_where_it_answers() -> None:
    settings = dict(one.split("=", 1) for one in last("ENV").split())
    ours = {name.removeprefix("BOT_").lower(): value for name, value in settings.items() if name.startswith("BOT_")}
    found = Settings(_env_file=None, **ours)  # type: ignore[arg-type] # all of them are words, as in a file
    assert f"http://{found.operations_listen}/healthz" in last("HEALTHCHECK")
    assert str(found.database_url.get_secret_value()).endswith(f"{last('VOLUME')}/raqam.sqlite3")
    json.loads(last("HEALTHCHECK").partition("CMD ")[2])


def unit() -> ConfigParser:
    found = ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign] # as its manual says
    found.read_string((DEPLOY / "raqam.service").read_text("utf-8"))
    return found


def test_the_unit_gives_the_program_time_to_stop() -> None:
    service = unit()["Service"]
    assert service["ExecStart"].split()[-2:] == ["/opt/raqam/bin/raqam", "serve"]
    assert "-HUP" in service["ExecReload"]
    assert int(service["TimeoutStopSec"]) > 10
    assert service["UMask"] == "0077"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    file = tmp_path / "raqam.service"
    text = (DEPLOY / "raqam.service").read_text("utf-8")
    file.write_text(text.replace("/opt/raqam/bin/raqam", "/bin/true"), "utf-8")
    found = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False)  # noqa: S607
    assert (found.returncode, found.stdout + found.stderr) == (0, "")
