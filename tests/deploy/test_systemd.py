"""The units of systemd start commands that exist, with settings that exist."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typer.main

from entrypoints.cli.main import app
from entrypoints.cli.serve import DRAIN_SECONDS
from entrypoints.configuration.environment import setting_variables

UNITS = Path(__file__).parents[2] / "deploy/systemd"
COMMON = UNITS / "tradepost-.service.d/common.conf"
PROGRAM = "/opt/tradepost/bin/tradepost"
PROCESSES = {"api": "serve", "worker": "worker", "relay": "relay", "scheduler": "scheduler"}
ANALYZE = shutil.which("systemd-analyze")


def options(file: Path) -> Mapping[str, list[str]]:
    """The values of each option of the file, in order."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", file.read_text(), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def unit(name: str) -> Mapping[str, list[str]]:
    return options(UNITS / f"tradepost-{name}.service")


def variables(file: Path) -> Iterator[str]:
    for line in options(file).get("Environment", []):
        yield from (assignment.partition("=")[0] for assignment in line.split())


def test_there_is_a_unit_for_each_process_and_for_the_migrations() -> None:
    started = {file.stem.removeprefix("tradepost-"): options(file)["ExecStart"] for file in UNITS.glob("*.service")}
    expected = {**PROCESSES, "migrate": "migrate"}
    assert started == {name: [f"{PROGRAM} {command}"] for name, command in expected.items()}
    assert set(expected.values()) <= set(typer.main.get_group(app).commands)


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_is_restarted_and_has_time_to_finish(name: str) -> None:
    assert unit(name)["Restart"] == ["always"]
    assert unit(name)["StartLimitIntervalSec"] == ["0"], "a long failure of the database must not end the restarts"
    assert int(unit(name)["TimeoutStopSec"][0]) > DRAIN_SECONDS
    assert unit(name)["WantedBy"] == ["multi-user.target"]


def test_processes_on_one_machine_have_different_ports() -> None:
    ports = [line for name in PROCESSES for line in unit(name).get("Environment", [])]
    assert len(set(ports)) == len(ports) == len(PROCESSES) - 1


def test_the_units_set_variables_that_exist() -> None:
    files = [COMMON, *UNITS.glob("*.service")]
    given = {variable for file in files for variable in variables(file)}
    assert given - set(setting_variables()) == {"PYTHONUNBUFFERED"}


def test_only_the_migrations_get_the_owners_password() -> None:
    """A file that every process reads must not be where the owner's URL is kept."""
    assert options(COMMON)["EnvironmentFile"] == ["/etc/tradepost/tradepost.env"]
    assert unit("migrate")["EnvironmentFile"] == ["/etc/tradepost/migrate.env"]
    assert not any("EnvironmentFile" in unit(name) for name in PROCESSES)
    assert unit("migrate")["Type"] == ["oneshot"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The units with a program that exists on this machine, which systemd looks for."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for file in folder.glob("*.service"):
        file.write_text(file.read_text().replace(PROGRAM, str(Path(sys.executable).resolve())))
    return folder


def verify(folder: Path) -> str:
    """What systemd reports about the units."""
    assert ANALYZE is not None
    command = [ANALYZE, "verify", "--man=no", "--recursive-errors=no", *map(str, sorted(folder.glob("*.service")))]
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    lines = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in lines if "tradepost" in line or str(folder) in line)


@pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze (Debian package systemd)")
def test_systemd_accepts_the_units(copy: Path) -> None:
    assert verify(copy) == ""


@pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze (Debian package systemd)")
@pytest.mark.parametrize("file", ["tradepost-relay.service", "tradepost-.service.d/common.conf"])
def test_an_unknown_option_is_reported(copy: Path, file: str) -> None:
    (copy / file).write_text((copy / file).read_text().replace("[Service]", "[Service]\nRestrictWishes=true"))
    assert "RestrictWishes" in verify(copy)
