import pytest

from benchmarks.load.http_client import body_of, length

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nx: y\r\n\r\n{}"


def test_a_response_ends_at_its_content_length() -> None:
    assert length(ANSWER + b"HTTP/1.1 200 OK") == len(ANSWER)
    assert body_of(ANSWER) == b"{}"


def test_an_incomplete_head_is_not_parsed() -> None:
    assert length(ANSWER[:30]) is None


def test_no_content_needs_no_length() -> None:
    response = b"HTTP/1.1 204 No Content\r\n\r\n"
    assert length(response) == len(response)


def test_a_response_without_a_length_is_rejected() -> None:
    with pytest.raises(ValueError, match="Content-Length"):
        length(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
