"""Settings of a running `up`, shared with other commands on the machine."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from entrypoints.configuration.development_secrets import write_private
from entrypoints.configuration.environment import process_variables, setting_variables
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.process_registry import SUPERVISOR
from entrypoints.development.servers.infrastructure import Servers

DEFAULT_HOME = ".tradepost"
EXCLUDED = frozenset({"TRADEPOST_ADMIN_PASSWORD", "TRADEPOST_METRICS_PORT"})
"""They are not stored: the password is used only at the first start, and each process has a port of its own."""
PORTS = "monitoring_ports"

PROCESS_SETTINGS = EXCLUDED | {
    "TRADEPOST_ADMIN_EMAIL",
    "TRADEPOST_HOST",
    "TRADEPOST_PORT",
    "TRADEPOST_LOG_LEVEL",
    "WORKERS",
}
"""Settings that a command may override, because they concern the process and not the shop."""


def write_running_shop(
    directory: DataDirectory,
    servers: Servers,
    environment: Mapping[str, str],
    monitoring_ports: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Store the settings of the shop's components in a file that only the user can read, and their monitoring ports.

    `environment` is the components' environment; they also read `.env`.
    """
    settings = {
        **process_variables(),
        **environment,
        "TRADEPOST_MIGRATION_DATABASE_URL": servers.owner_database,
    }
    known = setting_variables().keys() - EXCLUDED
    stored = {name: value for name, value in settings.items() if name in known and value}
    write_private(directory.running, json.dumps({**stored, PORTS: dict(monitoring_ports)}))


def running_shop_variables(given: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of the `up` that runs in the given TRADEPOST_HOME; empty if none runs."""
    directory = DataDirectory(Path(given.get("TRADEPOST_HOME", DEFAULT_HOME)))
    if not any(entry.part == SUPERVISOR and entry.is_alive for entry in directory.process_registry.entries()):
        return {}
    try:
        stored: dict[str, str] = json.loads(directory.running.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return {name: value for name, value in stored.items() if name != PORTS}


def with_running_shop(shop: Mapping[str, str], given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Merge the given `PROCESS_SETTINGS` into the shop's settings; also return the variables that differ otherwise."""
    known = setting_variables()
    own = {name: value for name, value in given.items() if name in PROCESS_SETTINGS or name not in known}
    follows = PROCESS_SETTINGS | {"TRADEPOST_HOME"}
    others = [name for name in known if name not in follows and given.get(name, shop.get(name)) != shop.get(name)]
    return {**shop, **own}, others
