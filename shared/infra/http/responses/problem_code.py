"""One error code of the API, as a module declares it."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """`advice` is what the page at `/problems/<code>` tells the caller to do.

    Codes are part of the API: they are added, never renamed. `example` are the error's further members (RFC 9457) in
    the example that the OpenAPI document shows.
    """

    code: str
    status: int
    _: KW_ONLY
    title: str
    advice: str
    example: Mapping[str, object] = field(default_factory=dict)
