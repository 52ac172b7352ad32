"""What a running `up` runs with, for the commands that are typed beside it."""

import json
from collections.abc import Mapping
from pathlib import Path

from entrypoints.configuration.development_secrets import write_private
from entrypoints.configuration.environment import of_this_process, variables
from entrypoints.development.processes.data_directory import Home
from entrypoints.development.processes.process_registry import SUPERVISOR
from entrypoints.development.servers.infrastructure import Servers

DEFAULT_HOME = ".tradepost"
KEPT_BACK = "TRADEPOST_ADMIN_PASSWORD"
"""For the first start alone; the shop keeps it nowhere."""

OWN = frozenset(
    {KEPT_BACK, "TRADEPOST_ADMIN_EMAIL", "TRADEPOST_HOST", "TRADEPOST_PORT", "TRADEPOST_LOG_LEVEL", "WORKERS"}
)
"""What a command may have otherwise than the shop beside it: they say how it runs, not what the shop is."""


def tell(home: Home, servers: Servers, environment: Mapping[str, str]) -> None:
    """Keep every setting of the shop's parts in a file that only the user can read.

    `environment` is what the parts are started with; they read `.env` besides.
    """
    settings = {
        **of_this_process(),
        **environment,
        "TRADEPOST_MIGRATION_DATABASE_URL": servers.owner_database,
    }
    known = variables().keys() - {KEPT_BACK}
    write_private(
        home.running, json.dumps({name: value for name, value in settings.items() if name in known and value})
    )


def told(given: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of the `up` that runs in the TRADEPOST_HOME of these variables; none when none runs there."""
    home = Home(Path(given.get("TRADEPOST_HOME", DEFAULT_HOME)))
    if not any(entry.part == SUPERVISOR and entry.is_alive for entry in home.register.entries()):
        return {}
    try:
        settings: dict[str, str] = json.loads(home.running.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return settings


def followed(shop: Mapping[str, str], given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The shop's settings with those of `OWN` that are given; and the variables that said something else."""
    known = variables()
    own = {name: value for name, value in given.items() if name in OWN or name not in known}
    follows = OWN | {"TRADEPOST_HOME"}
    others = [name for name in known if name not in follows and given.get(name, shop.get(name)) != shop.get(name)]
    return {**shop, **own}, others
