"""`tradepost serve`: serve the API over HTTP."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

DRAIN_SECONDS = 25


def serve() -> None:
    """Serve HTTP requests on TRADEPOST_HOST and TRADEPOST_PORT until stopped.

    Pending requests are finished first, for up to 25 seconds.
    """
    import uvicorn

    from entrypoints.cli.process_start import settings_of_process
    from entrypoints.http.http_server import run_server

    settings = settings_of_process()
    app = "entrypoints.http.asgi:create"
    options = {"factory": True, "host": settings.host, "port": settings.port, **server_options()}
    with _shared_metrics(settings.workers):
        if settings.workers == 1:
            run_server(app, **options)
        else:
            uvicorn.run(app, workers=settings.workers, **options)


def server_options() -> dict[str, Any]:
    """Options of the HTTP server that do not depend on the settings."""
    from entrypoints.http.bounded_http import BoundedHttpProtocol

    return {
        "loop": "uvloop",
        "http": BoundedHttpProtocol,
        "ws": "none",
        "proxy_headers": False,  # TRADEPOST_TRUSTED_PROXIES decides which proxies are trusted
        "server_header": False,
        "access_log": False,
        "log_config": None,
        "timeout_graceful_shutdown": DRAIN_SECONDS,
    }


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Share the metrics of all server processes, so that any of them can expose them.

    If PROMETHEUS_MULTIPROC_DIR is set, other processes share the folder too. It must be set before the metrics
    library is imported, because the library reads it on import.
    """
    if workers == 1 or "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="tradepost-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield
