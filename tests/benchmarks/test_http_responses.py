import pytest

from benchmarks.load.http_client import body_of, length

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nx: y\r\n\r\n{}"


def test_an_answer_ends_where_its_head_says() -> None:
    assert length(ANSWER + b"HTTP/1.1 200 OK") == len(ANSWER)
    assert body_of(ANSWER) == b"{}"


def test_an_incomplete_head_says_nothing_yet() -> None:
    assert length(ANSWER[:30]) is None


def test_no_content_needs_no_length() -> None:
    answer = b"HTTP/1.1 204 No Content\r\n\r\n"
    assert length(answer) == len(answer)


def test_an_answer_without_a_length_is_refused() -> None:
    with pytest.raises(ValueError, match="Content-Length"):
        length(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
