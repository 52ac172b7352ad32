"""Excludes libraries that a process does not run.

Libraries import others that are installed, for features that this program does not use: dependency-injector imports
FastAPI and Werkzeug, structlog Rich, Redis the SDK of OpenTelemetry, Stripe's SDK Requests and HTTPX. That is a
quarter of the memory of a small process.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

UNUSED = ("httpx", "rich", "werkzeug", "yaml")
"""No long-running process uses them."""
TRACING = ("opentelemetry.sdk", "requests")
"""Used with TRADEPOST_OTLP_ENDPOINT only."""
ERROR_REPORTING = ("sentry_sdk",)
"""Used with TRADEPOST_SENTRY_DSN only."""
HTTP = ("fastapi", "starlette")
"""Used by processes that load routes or response models."""


class _Excluded(MetaPathFinder):
    def __init__(self, libraries: frozenset[str]) -> None:
        self._libraries = libraries

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname in self._libraries:
            raise ModuleNotFoundError(f"{fullname} is excluded from this process", name=fullname)


def exclude(*libraries: str) -> None:
    """Importing one of them fails from now on, as if it were not installed."""
    sys.meta_path.insert(0, _Excluded(frozenset(libraries)))
    sys.excepthook = sys.__excepthook__  # Typer's uses Rich
