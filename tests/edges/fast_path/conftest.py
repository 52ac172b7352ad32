import io

import pytest

from entrypoints.processes.api import http_policy
from shared.infra.http.app import create_application
from shared.infra.http.fast_path import FastPath
from shared.infra.logging import JsonLines
from tests.edges.open_shop import nothing_to_open
from tests.edges.raw_requests import Asker
from tests.edges.shop import Shop
from tests.modules.inventory.samples import stocked


@pytest.fixture(scope="module")
async def framework(shop: Shop) -> Asker:
    """The same program without the fast path."""
    await stocked(shop)
    program = shop.container
    app = create_application(
        http_policy(program.settings()),
        program.routers(),
        [],
        log_line=JsonLines(io.BytesIO()),
        lifespan=nothing_to_open,
        services=program.http_services(),
    )
    app.user_middleware = [each for each in app.user_middleware if not _is_fast_path(each.cls)]
    return Asker(app)


def _is_fast_path(middleware: object) -> bool:
    return isinstance(middleware, type) and issubclass(middleware, FastPath)
