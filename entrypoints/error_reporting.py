"""Sends errors of this process to Sentry. Imported only if TRADEPOST_SENTRY_DSN is set.

An event has the class of the error and its stack, but not its message, which may hold what a customer sent: that is in
the log line with the same request id.
"""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.types import Event, Hint

from shared.infra.logging import report_errors_to

SENT_FIELDS = ("request_id", "trace_id", "job", "task", "consumer", "event_id", "method")
"""Fields of log lines that become tags: identifiers that the program makes, and names that the code declares."""
SENT_PARTS = ("event_id", "timestamp", "level", "platform", "release", "environment", "exception", "tags", "logger")
"""Parts of an event that are sent; all others, such as user, request, breadcrumbs and installed modules, are not."""


def start(dsn: str, process: str, environment: str) -> None:
    """Report each error that is logged with a traceback; remaining reports are sent when the process ends."""
    sentry_sdk.init(
        dsn,
        release=f"tradepost@{version('tradepost')}",
        environment=environment,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[AtexitIntegration(callback=lambda _pending, _timeout: None)],
        include_local_variables=False,
        max_breadcrumbs=0,
        send_client_reports=False,
        before_send=_scrubbed,
    )
    sentry_sdk.set_tag("process", process)
    report_errors_to(_report)


def _report(error: BaseException, line: Mapping[str, Any]) -> None:
    with sentry_sdk.new_scope() as scope:
        scope.set_tag("log_event", str(line.get("event")))
        for name in SENT_FIELDS:
            if name in line:
                scope.set_tag(name, str(line[name]))
        sentry_sdk.capture_exception(error)


def _scrubbed(event: Event, _hint: Hint) -> Event | None:
    sent: Any = {name: value for name, value in event.items() if name in SENT_PARTS}
    for error in sent.get("exception", {}).get("values", ()):
        error["value"] = ""
    return sent  # type: ignore[no-any-return]  # the parts of an event are an event
