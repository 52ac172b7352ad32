"""Whether the caller accepts what the operation answers with (RFC 9110 §12)."""

from collections.abc import Mapping
from typing import Any

from shared.kernel.errors import Refusal

_ALWAYS = frozenset({"*/*", "application/*", "application/json", "application/problem+json"})


class NotAcceptable(Refusal):
    """None of the operation's media types will do for the caller."""

    def __init__(self, offered: list[str]) -> None:
        super().__init__("not_acceptable", "Accept one of the offered media types.", offered=offered)


class Accepts:
    """The media types of one operation: JSON, and what its documented answers add."""

    def __init__(self, responses: Mapping[int | str, Mapping[str, Any]] | None) -> None:
        more = {kind for response in (responses or {}).values() for kind in response.get("content", {})}
        ranges = {f"{kind.partition('/')[0]}/*" for kind in more}
        self._offered = sorted({"application/json"} | more)
        self._accepted = _ALWAYS | more | ranges

    def check(self, accept: bytes | None) -> None:
        """Raise NotAcceptable unless one of the caller's types is offered."""
        if not accept or accept == b"*/*":
            return
        for one in accept.decode("latin-1").lower().split(","):
            kind, _, parameters = one.partition(";")
            if kind.strip() in self._accepted and "q=0" not in parameters.replace(" ", "").replace("q=0.", ""):
                return
        raise NotAcceptable(self._offered)
