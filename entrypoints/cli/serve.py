"""`tradepost serve`: the API over HTTP."""

from entrypoints.cli.environment import settings_or_exit

DRAIN_SECONDS = 25


def serve() -> None:
    """Answer HTTP requests on TRADEPOST_HOST and TRADEPOST_PORT until told to stop.

    Requests under way are finished first, for up to 25 seconds.
    """
    import uvicorn

    settings = settings_or_exit()
    uvicorn.run(
        "entrypoints.asgi:create",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        loop="uvloop",
        http="httptools",
        proxy_headers=False,  # whose word is taken is TRADEPOST_TRUSTED_PROXIES' matter
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
