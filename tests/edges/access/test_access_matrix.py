"""Authorization of every operation of the OpenAPI document, for every principal."""

from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest

from tests.edges.access import access, ownership
from tests.edges.access.access import StatusCounts
from tests.edges.access.named_scopes import named_scopes
from tests.edges.document import Operation
from tests.edges.shop import Shop

Check = Callable[[Shop, list[Operation], StatusCounts], AsyncIterator[str]]


def test_every_operation_is_in_the_matrix(shop: Shop) -> None:
    assert list(access.uncovered(shop.operations)) == []
    assert len(shop.operations) > 100


@pytest.mark.parametrize(
    "check",
    [
        access.at_the_gate,
        ownership.of_others,
        ownership.of_their_own,
        ownership.of_clients,
        ownership.in_lists,
        named_scopes,
    ],
    ids=lambda check: check.__name__,
)
async def test_each_role_may_do_exactly_what_its_scopes_grant(shop: Shop, check: Check) -> None:
    counts: StatusCounts = Counter()
    wrong = [sentence async for sentence in check(shop, shop.operations, counts)]
    print(f"{check.__name__}: {counts.total()} requests, {dict(sorted(counts.items()))}")
    print(f"{len(shop.operations)} operations, {len(shop.cast)} principals")
    assert "\n".join(wrong) == ""
