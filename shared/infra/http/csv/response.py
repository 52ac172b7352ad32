"""Respond with CSV to callers that ask for it by `Accept`, and with JSON to all others."""

import re
from collections.abc import Iterable, Mapping, Sequence

from starlette.requests import Request

from shared.infra.csv_escaping import csv_line
from shared.infra.http.openapi.documented_responses import Responses
from shared.infra.http.request_state import state_of
from shared.infra.http.responses import negotiation
from shared.infra.http.responses.rendered import JSON
from shared.kernel.idempotency import StoredResponse

CSV: Responses = {
    200: {
        "content": {
            negotiation.CSV: {
                "schema": {
                    "type": "string",
                    "description": "RFC 4180 in UTF-8 with a header line. Starts with a byte order mark for "
                    "`Accept: text/csv; charset=utf-8; bom=1`.",
                }
            }
        }
    }
}
"""Entry for the `responses=` of a route that responds with JSON or CSV; its responses have `Vary: Accept`."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def wants_csv(request: Request) -> bool:
    """Whether the caller prefers CSV to JSON. The default is JSON."""
    accept = state_of(request.scope).request_headers.get(b"accept")
    if not accept or accept in (b"*/*", b"application/json"):
        return False
    csv = negotiation.media_range(accept, negotiation.CSV)
    return csv.quality > 0 and csv > negotiation.media_range(accept, JSON)


def wants_byte_order_mark(request: Request) -> bool:
    """Whether the caller asks for a byte order mark before CSV: `Accept: text/csv; charset=utf-8; bom=1`."""
    accept = state_of(request.scope).request_headers.get(b"accept")
    return accept is not None and negotiation.has_parameter(accept, negotiation.CSV, "bom=1")


def csv_response(
    request: Request,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    filename: str,
    headers: Mapping[str, str] | None = None,
) -> StoredResponse:
    """200 with a header line and one line for each row; see `csv_escaping.csv_line` for the cells."""
    if not _FILENAME.fullmatch(filename):
        raise ValueError("a file name is of letters, digits, dots, dashes and underscores")
    mark = BYTE_ORDER_MARK if wants_byte_order_mark(request) else b""
    body = b"".join([mark, csv_line(columns), *(csv_line(row) for row in rows)])
    kinds = {
        "Content-Type": f"{negotiation.CSV}; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Vary": "Accept",
    }
    return StoredResponse(200, {**kinds, **(headers or {})}, body)
