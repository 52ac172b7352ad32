"""Dockerfile and compose file name only commands, settings and folders that exist."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import typer.main
import yaml

from entrypoints.cli.main import app
from entrypoints.cli.serve import DRAIN_SECONDS
from entrypoints.configuration.environment import load, setting_variables
from entrypoints.settings import Settings
from shared.infra.sql.server_checks.connection_limits import ConnectionDemand, limit_warning

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
PROGRAM = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "tradepost"}

SUPERUSER_RESERVED = 3
"""PostgreSQL's default of superuser_reserved_connections."""


def commands() -> set[str]:
    return set(typer.main.get_group(app).commands)


@pytest.mark.parametrize("service", sorted(PROGRAM))
def test_a_service_runs_a_command_with_settings_that_exist(service: str) -> None:
    command, *_ = PROGRAM[service]["command"]
    assert command in commands()
    assert set(PROGRAM[service]["environment"]) <= set(setting_variables())


def test_the_settings_of_the_services_are_valid_in_production() -> None:
    given = {"PROGRAM_PASSWORD": "p", "OWNER_PASSWORD": "o"}
    filled = {"TRADEPOST_SECRET_KEYS": "s" * 48, "TRADEPOST_SMTP_URL": "smtp://mail", "TRADEPOST_HOST": "127.0.0.1"}
    reported = {**dockerfile_environment(), **filled, **PROGRAM["api"]["environment"]}
    settings = load(
        {
            name: re.sub(r"\$\{(\w+):[^}]*\}", lambda match: given.get(match[1], ""), value)
            for name, value in reported.items()
        }
    )
    assert settings.is_production
    assert settings.host == "0.0.0.0"
    assert "owner" not in settings.owner_database_url


def test_every_service_of_the_program_reads_the_file_of_settings() -> None:
    assert all(service["env_file"] == ["tradepost.env"] for service in PROGRAM.values())
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {"deploy/tradepost.env", ".env"} <= set(ignored)


def test_every_service_has_a_health_check() -> None:
    without = {name for name, service in COMPOSE["services"].items() if "healthcheck" not in service}
    assert without == {"api"}, "it has that of the image"


def test_the_server_admits_the_connections_of_as_many_processes_as_it_says() -> None:
    text = (ROOT / "deploy/compose.yaml").read_text()
    (promised,) = re.findall(r"# Enough for (\d+) API processes", text)
    (limit,) = re.findall(r"max_connections=(\d+)", " ".join(COMPOSE["services"]["postgres"]["command"]))
    pool = Settings.model_fields["pool_size"].default
    demands = [ConnectionDemand(holders=int(promised) + extra, pool_size=pool) for extra in (1, 2)]
    admitted = int(limit) - SUPERUSER_RESERVED
    assert [limit_warning(demand, admitted) is None for demand in demands] == [True, False]


def test_only_the_migrations_know_the_owners_password() -> None:
    knowing = {name for name, service in PROGRAM.items() if "OWNER_PASSWORD" in str(service["environment"])}
    assert knowing == {"migrate"}


def test_the_image_starts_an_existing_command_and_has_a_health_check() -> None:
    assert re.search(r'^ENTRYPOINT \["tradepost"\]$', DOCKERFILE, re.MULTILINE)
    (default,) = re.findall(r'^CMD \["(\w+)"\]$', DOCKERFILE, re.MULTILINE)
    assert default in commands()
    assert set(dockerfile_environment()) - {"PATH", "PYTHONUNBUFFERED"} <= set(setting_variables())
    assert "\nHEALTHCHECK " in DOCKERFILE
    assert "\nUSER tradepost\n" in DOCKERFILE


def test_the_image_contains_all_sources_of_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE) == packages
    admitted = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    assert admitted == {*packages, "pyproject.toml", "uv.lock", "README.md", "LICENSE"}


def test_the_wheel_contains_data_files(tmp_path: Path) -> None:
    """The templates of letters, the assets of pages, the template of migrations."""
    command = [str(Path(sys.executable).with_name("hatchling")), "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packages = ("modules", "shared", "entrypoints", "migrations")
    beside = {
        str(file.relative_to(ROOT))
        for package in packages
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert any(name.endswith("layout.html") for name in beside)
    assert beside <= set(ZipFile(wheel).namelist())


def test_the_stop_timeout_exceeds_the_shutdown_timeout() -> None:
    assert all(int(service["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS for service in PROGRAM.values())


def test_every_process_is_scraped_where_it_listens() -> None:
    prometheus = yaml.safe_load((ROOT / "deploy/prometheus.yaml").read_text())
    (job,) = prometheus["scrape_configs"]
    assert job["honor_labels"], "else the label `job` of the scheduler's metrics would be lost"
    targets = {target for config in job["static_configs"] for target in config["targets"]}
    port = dockerfile_environment()["TRADEPOST_PORT"]
    listening = {name: service["environment"].get("TRADEPOST_METRICS_PORT", port) for name, service in PROGRAM.items()}
    del listening["migrate"]
    assert targets == {f"{name}:{number}" for name, number in listening.items()}
    assert {name for name, number in listening.items() if number == port} == {"api"}


def test_prometheus_gets_the_token_of_the_processes_and_the_rules() -> None:
    prometheus = yaml.safe_load((ROOT / "deploy/prometheus.yaml").read_text())
    (job,) = prometheus["scrape_configs"]
    name = job["authorization"]["credentials_file"].removeprefix("/run/secrets/")
    assert COMPOSE["services"]["prometheus"]["secrets"] == [name]
    variable = COMPOSE["secrets"][name]["environment"]
    assert all(f"${{{variable}:-}}" == service["environment"][variable] for service in PROGRAM.values())
    mounted = [volume.split(":")[0].removeprefix("./") for volume in COMPOSE["services"]["prometheus"]["volumes"][:-1]]
    assert mounted == ["prometheus.yaml", *prometheus["rule_files"]]
    assert all((ROOT / "deploy" / file).is_file() for file in mounted)


@pytest.mark.parametrize("service", ["worker", "relay", "scheduler"])
def test_the_health_check_asks_the_port_of_the_process(service: str) -> None:
    check = " ".join(PROGRAM[service]["healthcheck"]["test"])
    assert f":{PROGRAM[service]['environment']['TRADEPOST_METRICS_PORT']}/health" in check


def test_ports_are_published_on_loopback_only_by_default() -> None:
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def dockerfile_environment() -> dict[str, str]:
    return dict(re.findall(r"^(?:ENV|   ) ([A-Z_]+)=(\S+)", DOCKERFILE.rpartition("FROM ")[2], re.MULTILINE))
