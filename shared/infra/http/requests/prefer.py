"""The Prefer header (RFC 7240): how long the caller waits for the result."""

import re
from typing import Any

from starlette.requests import Request

from shared.infra.http.request_state import state_of
from shared.kernel.errors import FieldError, Invalid

MAX_WAIT_SECONDS = 15
"""Who would wait longer is answered by then."""

MAX_HEADER_LENGTH = 1024
"""Characters of all that a caller would prefer."""

PREFER: dict[str, Any] = {
    "parameters": [
        {
            "name": "Prefer",
            "in": "header",
            "required": False,
            "description": "`wait=N` waits up to N seconds (at most 15) for the result.",
            "schema": {"type": "string", "maxLength": MAX_HEADER_LENGTH, "examples": ["wait=10"]},
        }
    ]
}
"""The header as an operation documents it (`openapi_extra`)."""

_WAIT = re.compile(rb"(?:^|[,;])\s*wait\s*=\s*\"?([0-9]{1,6})\"?\s*(?=$|[,;])", re.IGNORECASE)


def wait_seconds(request: Request) -> int | None:
    """None when the caller did not say; a preference that cannot be read is none. Raises Invalid for an endless one."""
    sent = state_of(request.scope).request_headers.get(b"prefer", b"")
    if len(sent) > MAX_HEADER_LENGTH:
        raise Invalid(
            [FieldError("/header/Prefer", "string_too_long", f"At most {MAX_HEADER_LENGTH} characters are expected.")]
        )
    wait = _WAIT.search(sent)
    return min(int(wait[1]), MAX_WAIT_SECONDS) if wait else None


def preference_applied(seconds: int) -> dict[str, str]:
    """The header that tells the caller that the preference was heard."""
    return {"Preference-Applied": f"wait={seconds}"}
