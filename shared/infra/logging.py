"""Structured logs: one JSON object a line on standard output, for this program's and the libraries' loggers."""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, BinaryIO

import orjson
import structlog
from structlog.typing import EventDict, Processor

from shared.infra.tracing.spans import current, span_id, trace_id

_LONGEST_TEXT = 4096

ErrorReporter = Callable[[BaseException, Mapping[str, Any]], None]
"""Gets an error that is logged with its traceback, and the line."""

_reporter: ErrorReporter | None = None

_ids: ContextVar[Mapping[str, str]] = ContextVar("ids", default=MappingProxyType({}))


class JsonLines:
    """Writes mappings as JSON lines. Characters that could confuse a terminal or a reader are escaped."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = stream

    def __call__(self, line: Mapping[str, object]) -> None:
        """Write one line, with the time it was written."""
        stream = self._stream or sys.stdout.buffer
        stream.write(encode_line({"timestamp": datetime.now(UTC), "level": "info", **line}) + b"\n")
        stream.flush()


def encode_line(line: Mapping[str, Any]) -> bytes:
    """The line in ASCII: control, bidirectional and all other special characters as JSON escapes."""
    try:
        content = orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)
    except TypeError:  # an unpaired surrogate, or an integer beyond 64 bits
        return _escaped(dict(line))
    return content if content.isascii() and b"\x7f" not in content else _escaped(orjson.loads(content))


def _escaped(line: object) -> bytes:
    return json.dumps(line, default=str).encode("ascii").replace(b"\x7f", b"\\u007f")


def configure(level: str = "INFO", stream: BinaryIO | None = None) -> JsonLines:
    """Send structlog's and the standard library's logs to the same lines; the sink for more of them.

    Tracebacks are written without local variables, which hold what callers sent.
    """
    lines = JsonLines(stream)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _identified,
        _traced,
        structlog.stdlib.add_log_level,
        _reported,
        structlog.processors.format_exc_info,
        _shortened,
    ]
    structlog.configure(
        processors=[*shared, _Sink(lines)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=False,
    )
    handler = _Bridge(shared, lines)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Its lines contain complete URLs with their queries.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"
    return lines


def report_errors_to(reporter: ErrorReporter | None) -> None:
    """Pass every error that this process logs with a traceback to the reporter, too."""
    global _reporter  # noqa: PLW0603 the log has one configuration for the process
    _reporter = reporter


def _reported(_logger: Any, _method: str, event: EventDict) -> EventDict:
    info = event.get("exc_info")
    if _reporter is not None and info and event.get("level") in ("error", "critical"):
        error = info if isinstance(info, BaseException) else (info if isinstance(info, tuple) else sys.exc_info())[1]
        if error is not None:
            _reporter(error, event)
    return event


class _Sink:
    """The last processor of structlog's chain: writes the line."""

    def __init__(self, lines: JsonLines) -> None:
        self._lines = lines

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> Mapping[str, Any]:
        self._lines(event)
        raise structlog.DropEvent


class _Bridge(logging.Handler):
    """Takes the standard library's records through the same chain."""

    def __init__(self, processors: list[Processor], lines: JsonLines) -> None:
        super().__init__()
        self._processors = processors
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        event: Any = {"event": record.getMessage(), "logger": record.name}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        try:
            for processor in self._processors:
                event = processor(None, record.levelname.lower(), event)
            self._lines(event)
        except Exception:
            self.handleError(record)


def bind_ids(ids: Mapping[str, str]) -> None:
    """Add these fields to all further lines of this context, replacing earlier ones. Faster than structlog's binding.

    Fields that are bound to a logger or a line have priority.
    """
    _ids.set(ids)


def _identified(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {**_ids.get(), **event}


def _traced(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """If tracing is enabled, add the current span to the line, unless the line has another trace."""
    if (here := current()) is not None and event.setdefault("trace_id", trace_id(here)) == trace_id(here):
        event["span_id"] = span_id(here)
    return event


def _shortened(_logger: Any, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str) and len(value) > _LONGEST_TEXT and name != "exception":
            event[name] = value[:_LONGEST_TEXT] + "…"
    return event
