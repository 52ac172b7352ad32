"""Content negotiation: the media types that the caller accepts and an operation offers (RFC 9110 §12)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from shared.infra.http.responses.rendered import JSON
from shared.kernel.errors import DomainError

CSV = "text/csv"
PROBLEM = "application/problem+json"

_REFUSALS = frozenset({PROBLEM})
_ALWAYS = _REFUSALS | {JSON}
_QUALITY = re.compile(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)")


class NotAcceptable(DomainError):
    """The caller accepts none of the operation's media types."""

    def __init__(self, offered: list[str]) -> None:
        super().__init__("not_acceptable", "Accept one of the offered media types.", offered=offered)


class MediaRange(NamedTuple):
    """The quality of a media type, 0 (not acceptable) to 1, and its specificity: 2 for the exact type, 0 for `*/*`."""

    quality: float
    specificity: int


class OfferedMediaTypes:
    """The media types of one operation: JSON, and those of its documented responses. `is_choice`: there are several.

    `json=False`: only the documented ones, with JSON for errors only.
    """

    def __init__(self, responses: Mapping[int | str, Mapping[str, Any]] | None, *, json: bool = True) -> None:
        self._kinds = _ALWAYS.union(*(response.get("content", {}) for response in (responses or {}).values()))
        self._offered = sorted(self._kinds - (_REFUSALS if json else _ALWAYS))
        self.is_choice = len(self._offered) > 1

    def check(self, accept: bytes | None) -> None:
        """Raise NotAcceptable unless one of the caller's types is offered."""
        if not accept or accept in (b"*/*", b"application/json"):
            return
        if not any(media_range(accept, kind).quality for kind in self._kinds):
            raise NotAcceptable(self._offered)


def media_range(accept: bytes, kind: str) -> MediaRange:
    """Return the caller's most specific media range in the Accept header that matches the media type."""
    ranges = _ranges(accept)
    for specificity, name in ((2, kind), (1, f"{kind.partition('/')[0]}/*"), (0, "*/*")):
        if name in ranges:
            return MediaRange(ranges[name], specificity)
    return MediaRange(0.0, 0)


def has_parameter(accept: bytes, kind: str, parameter: str) -> bool:
    """Whether the caller's Accept header contains the media type with exactly this parameter, like `bom=1`."""
    for one in accept.decode("latin-1").lower().split(","):
        name, *parameters = (part.strip().replace(" ", "") for part in one.split(";"))
        if name == kind and parameter in parameters:
            return True
    return False


@lru_cache(256)
def _ranges(accept: bytes) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for one in accept.decode("latin-1").lower().split(","):
        kind, *parameters = (part.strip() for part in one.split(";"))
        qualities = [match[1] for part in parameters if (match := _QUALITY.fullmatch(part.replace(" ", "")))]
        found[kind] = max(found.get(kind, 0.0), float(qualities[0]) if qualities else 1.0)
    return found
