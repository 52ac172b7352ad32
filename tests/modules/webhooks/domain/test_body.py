import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from modules.webhooks.application.deliveries.resource_describer import ResourceDescriber
from modules.webhooks.domain.body import rendered
from shared.kernel.module import Resource

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def test_the_envelope() -> None:
    body = rendered(
        ID, "orders.order.placed", datetime(2026, 11, 21, 9, 30, tzinfo=UTC), sequence=3, data={"name": "Zoë", "id": 7}
    )
    assert json.loads(body) == {
        "id": str(ID),
        "type": "orders.order.placed",
        "timestamp": "2026-11-21T09:30:00Z",
        "sequence": 3,
        "data": {"name": "Zoë", "id": 7},
    }
    assert "Zoë".encode() in body


def shows(what: str | None) -> Resource:
    async def describe(_: object) -> dict[str, object] | None:
        return None if what is None else {"shown_by": what}

    return Resource(what or "gone.", describe)


@pytest.mark.parametrize(
    ("event_type", "data"),
    [
        ("orders.order.placed", {"shown_by": "orders."}),
        ("orders.payment.captured", {"shown_by": "orders.payment."}),
        ("users.user.registered", {"id": 7}),
        ("gone.thing.lost", {"id": 7}),
    ],
)
async def test_the_longest_prefix_says_what_an_event_is_about(event_type: str, data: dict[str, object]) -> None:
    describe = ResourceDescriber([shows("orders."), shows("orders.payment."), shows(None)])
    assert await describe(event_type, {"id": 7}) == data
