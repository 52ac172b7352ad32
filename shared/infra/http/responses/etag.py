"""Conditional requests (RFC 9110 §13): an ETag is the resource's version in quotes."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from shared.kernel.errors import FieldError, Invalid

_ETAG = re.compile(r'"(\d{1,18})"', re.ASCII)
MAX_HEADER_LENGTH = 1024
"""Maximum number of characters of all ETags in one request."""

NO_VERSION = -1
"""A version that no resource has, so that every copy compares as stale."""

_IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=256, description="The ETag of the version to change; 412 if it is outdated."),
]


def etag(version: int) -> str:
    return f'"{version}"'


async def _expected_version(if_match: _IfMatch = None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    tag = _ETAG.fullmatch(if_match.strip())
    return int(tag.group(1)) if tag else NO_VERSION


async def _any_version(if_match: _IfMatch = None) -> bool:
    return if_match is not None and if_match.strip() == "*"


ExpectedVersion = Annotated[int | None, Depends(_expected_version)]
"""The version that the caller requires; None if there is none."""

AnyVersion = Annotated[bool, Depends(_any_version)]
"""Whether the caller accepts any version, as long as the resource exists (`If-Match: *`)."""


def not_modified(method: str, if_none_match: bytes, response: Response) -> Response:
    """304 instead of a 200 that the caller already has. Raises Invalid for a list of tags that is too long."""
    if len(if_none_match) > MAX_HEADER_LENGTH:
        raise Invalid(
            [FieldError("/header/If-None-Match", "string_too_long", f"At most {MAX_HEADER_LENGTH} characters.")]
        )
    tag = response.headers.get("etag")
    if not tag or response.status_code != 200 or method not in ("GET", "HEAD"):
        return response
    known = {candidate.strip().removeprefix("W/") for candidate in if_none_match.decode("latin-1").split(",")}
    if tag.removeprefix("W/") not in known and "*" not in known:
        return response
    kept = {name: value for name, value in response.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=kept)
