"""Log lines: one JSON object each, with nothing in them that could fool a terminal."""

import io
import json
import logging as stdlib
from collections.abc import Iterator

import pytest
import structlog

from shared.infra import logging


@pytest.fixture
def stream() -> Iterator[io.BytesIO]:
    root = stdlib.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.BytesIO()
    logging.configure("info", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.configure()
    root.handlers[:] = handlers


def lines(stream: io.BytesIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_structlog_and_logging_write_the_same_lines(stream: io.BytesIO) -> None:
    structlog.get_logger("a").info("placed", order=7)
    stdlib.getLogger("b").warning("slow %s", "query")
    ours, theirs = lines(stream)
    assert (ours["event"], ours["order"], ours["level"]) == ("placed", 7, "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("slow query", "b", "warning")
    assert str(ours["timestamp"]).endswith("Z")


def test_a_log_line_contains_its_request_id(stream: io.BytesIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("a").info("placed")
        stdlib.getLogger("b").info("also")
    assert [line["request_id"] for line in lines(stream)] == ["r-1", "r-1"]


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "\x1b[31mred", "\u202eevil", "\x7f", "\x85", "\u2028", "\ud800"])
def test_special_characters_are_escaped(stream: io.BytesIO, text: str) -> None:
    structlog.get_logger("a").info("said", words=text)
    raw = stream.getvalue()
    assert raw.count(b"\n") == 1
    assert all(0x20 <= byte < 0x7F for byte in raw.rstrip(b"\n"))
    if text != "\ud800":
        assert lines(stream)[0]["words"] == text


def test_long_texts_are_cut(stream: io.BytesIO) -> None:
    structlog.get_logger("a").info("said", words="x" * 100_000)
    assert len(stream.getvalue()) < 5_000


def test_tracebacks_contain_no_local_variables(stream: io.BytesIO) -> None:
    password = "hunter2"
    try:
        raise ValueError(len(password))
    except ValueError:
        structlog.get_logger("a").exception("failed")
    (line,) = lines(stream)
    assert "ValueError: 7" in str(line["exception"])
    assert "hunter2'" not in str(line)


def test_levels_are_obeyed(stream: io.BytesIO) -> None:
    structlog.get_logger("a").debug("no")
    stdlib.getLogger("b").debug("no")
    assert not lines(stream)
