"""Finds a path's routes without trying all of them."""

from collections import defaultdict
from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


class RouteIndex(BaseRoute):
    """Put before the routes it indexes; what it does not find they answer as ever.

    Routes are kept by their first two segments (`/v1/orders`), in their order.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._by_head: dict[str, list[Route]] = defaultdict(list)
        for route in routes:
            if isinstance(route, Route) and "{" not in (head := _head(route.path)):
                self._by_head[head].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        partial: tuple[Match, Scope] = Match.NONE, {}
        if scope["type"] == "http":
            for route in self._by_head.get(_head(scope["path"]), ()):
                match, child = route.matches(scope)
                if match is Match.FULL:
                    return match, {**child, _FOUND: route}
                if match is Match.PARTIAL and partial[0] is Match.NONE:
                    partial = match, {**child, _FOUND: route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope[_FOUND].handle(scope, receive, send)


_FOUND = "tradepost.route"


def _head(path: str) -> str:
    """The first two segments."""
    end = path.find("/", path.find("/", 1) + 1)
    return path[:end] if end > 0 else path
