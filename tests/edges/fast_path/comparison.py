"""Comparing the responses of the fast path and of FastAPI."""

import gzip
import re
from collections.abc import Mapping

from tests.edges.raw_requests import Answer

TRACE: Mapping[bytes, bytes] = {
    b"x-request-id": b"same",
    b"traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
}
"""Headers that make both responses carry the same ids."""

_OF_ONE_ORDER = re.compile(
    rb'(?<="id":)\d+|(?<=/v1/orders/)\d+|\d{4}-\d\d-\d\dT[\d:.]+Z|ot_[\w.-]+|(?<="available":)\d+'
)
Comparable = tuple[int, list[tuple[bytes, bytes]], bytes]


def plain(answer: Answer) -> Comparable:
    """Status, headers and uncompressed body."""
    headers = [(name, value) for name, value in answer.headers if name != b"content-length"]
    return answer.status, headers, _uncompressed(answer)


def comparable(answer: Answer) -> Comparable:
    """The same without what differs from order to order."""
    status, headers, body = plain(answer)
    return status, [(name, _OF_ONE_ORDER.sub(b"_", value)) for name, value in headers], _OF_ONE_ORDER.sub(b"_", body)


def _uncompressed(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.header("content-encoding") == "gzip" else answer.body
