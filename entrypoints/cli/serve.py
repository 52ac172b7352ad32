"""`tradepost serve`: the API over HTTP."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from entrypoints.cli.environment import process_settings

DRAIN_SECONDS = 25


def serve() -> None:
    """Answer HTTP requests on TRADEPOST_HOST and TRADEPOST_PORT until told to stop.

    Requests under way are finished first, for up to 25 seconds.
    """
    import uvicorn

    settings = process_settings()
    with _metrics_added_up(settings.workers):
        uvicorn.run(
            "entrypoints.asgi:create",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            **server_options(),
        )


def server_options() -> dict[str, Any]:
    """How the server speaks to the world, whatever the settings."""
    from entrypoints.bounded_http import BoundedHttpProtocol

    return {
        "loop": "uvloop",
        "http": BoundedHttpProtocol,
        "ws": "none",
        "proxy_headers": False,  # whose word is taken is TRADEPOST_TRUSTED_PROXIES' matter
        "server_header": False,
        "access_log": False,
        "log_config": None,
        "timeout_graceful_shutdown": DRAIN_SECONDS,
    }


@contextmanager
def _metrics_added_up(workers: int) -> Iterator[None]:
    """Have whichever of several processes is asked for metrics tell those of all.

    So it is in a folder that others were told of too, the scheduler with what its doctor found. Processes
    learn the folder before they import the library, which decides for good as it is imported.
    """
    if workers == 1 or "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="tradepost-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield
