"""Where a running `up` has its servers, for the commands that are typed beside it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from entrypoints.local.home import Home
from entrypoints.local.infrastructure import Servers
from entrypoints.local.kept_secrets import write_private
from entrypoints.local.register import SUPERVISOR

DEFAULT_HOME = ".tradepost"


def tell(home: Home, servers: Servers, further: Mapping[str, str]) -> None:
    """Keep the addresses, and what else is told to the shop, in a file that only the user can read."""
    addresses = {
        "DATABASE_URL": servers.database,
        "TRADEPOST_MIGRATION_DATABASE_URL": servers.owner_database,
        "REDIS_URL": servers.redis,
        "TRADEPOST_BROKER_URL": servers.broker,
        **further,
    }
    write_private(home.running, json.dumps(addresses))


def told() -> Mapping[str, str]:
    """The addresses of the `up` that runs in TRADEPOST_HOME; none when none runs there."""
    home = Home(Path(os.environ.get("TRADEPOST_HOME") or DEFAULT_HOME))
    if not any(entry.part == SUPERVISOR and entry.is_alive for entry in home.register.entries()):
        return {}
    try:
        addresses: dict[str, str] = json.loads(home.running.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return addresses
