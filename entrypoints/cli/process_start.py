"""What every long-running process does before it imports what it runs."""

from entrypoints.cli.database_check import require_database, show_hints
from entrypoints.cli.environment import process_settings
from entrypoints.excluded_libraries import ERROR_REPORTING, HTTP, TRACING, UNUSED, exclude
from entrypoints.settings import Settings


def settings_of_process(*, loads_http: bool = True, uses_redis: bool = True) -> Settings:
    """Load the settings, exclude the libraries that the process does not use, and check the servers.

    Prints each invalid setting and exits with code 2, or why a server cannot be used, with `EXIT_UNAVAILABLE`.
    """
    settings = process_settings()
    exclude(
        *UNUSED,
        *(() if settings.otlp_endpoint else TRACING),
        *(() if settings.sentry_dsn else ERROR_REPORTING),
        *(() if loads_http else HTTP),
    )
    require_database(settings)
    show_hints(settings)
    if uses_redis:
        from entrypoints.cli.redis_check import require_redis

        require_redis(settings)
    return settings


def start_process(name: str, *, loads_http: bool = True, uses_redis: bool = True) -> Settings:
    """Load the settings, then start logging and tracing. Whatever else imports a library is imported afterwards."""
    settings = settings_of_process(loads_http=loads_http, uses_redis=uses_redis)
    from shared.infra import logging

    logging.configure(settings.log_level)
    if settings.otlp_endpoint is not None:
        from entrypoints.tracing import start

        start(settings.otlp_endpoint, name)
    if settings.sentry_dsn is not None:
        from entrypoints import error_reporting

        error_reporting.start(settings.sentry_dsn, name, settings.env)
    return settings
