"""The Prefer header (RFC 7240): the time for which the caller waits for the result."""

import re
from typing import Any

from starlette.requests import Request

from shared.infra.http.request_state import state_of
from shared.kernel.errors import FieldError, Invalid

MAX_WAIT_SECONDS = 15
"""Maximum waiting time; a longer one is reduced to it."""

MAX_HEADER_LENGTH = 1024
"""Maximum number of characters of the Prefer header."""

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
    """The waiting time; None if the header has none or is malformed. Raises Invalid if the header is too long."""
    sent = state_of(request.scope).request_headers.get(b"prefer", b"")
    if len(sent) > MAX_HEADER_LENGTH:
        raise Invalid(
            [FieldError("/header/Prefer", "string_too_long", f"At most {MAX_HEADER_LENGTH} characters are expected.")]
        )
    wait = _WAIT.search(sent)
    return min(int(wait[1]), MAX_WAIT_SECONDS) if wait else None


def preference_applied(seconds: int) -> dict[str, str]:
    """The header that confirms that the preference was applied."""
    return {"Preference-Applied": f"wait={seconds}"}
