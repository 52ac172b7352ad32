"""The ports on which the background processes of `up` have `/metrics`, `/health` and `/ready`."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from entrypoints.settings import Settings


def monitoring_ports(settings: Settings, processes: Sequence[str]) -> Mapping[str, int]:
    """TRADEPOST_METRICS_PORT and those after it, in the order of the processes; without it a free one for each."""
    if settings.metrics_port is not None:
        return {name: settings.metrics_port + place for place, name in enumerate(processes)}
    with ExitStack() as held:  # all at once, so that no port is found twice
        return {name: _free_port(held) for name in processes}


def _free_port(held: ExitStack) -> int:
    probe = held.enter_context(socket.socket())
    probe.bind(("127.0.0.1", 0))
    return int(probe.getsockname()[1])
