"""Coupons are created and changed within their redemptions; the audit tells it."""

from dataclasses import replace
from typing import Any

import pytest

from modules.promotions.application.change_coupon import ChangeCoupon, ChangeCouponCommand
from modules.promotions.domain.coupon import Coupon
from shared.kernel.errors import Invalid, NotFound
from shared.kernel.principal import SYSTEM
from tests.modules.promotions.coupons import METADATA, issue
from tests.modules.promotions.in_memory import InMemoryStore


async def change(memory: InMemoryStore, code: str, **terms: Any) -> Coupon:
    command = ChangeCouponCommand(principal=SYSTEM, metadata=METADATA, code=code, terms=terms)
    return await ChangeCoupon(memory.begin)(command)


async def test_a_coupon_is_changed_within_its_redemptions(memory: InMemoryStore) -> None:
    coupon = await issue(memory.begin, max_redemptions=5)
    memory.state.coupons["SPRING"] = replace(coupon, redeemed=2)
    with pytest.raises(Invalid) as below:
        await change(memory, "SPRING", max_redemptions=1)
    assert (below.value.errors[0].pointer, below.value.errors[0].code) == ("/max_redemptions", "below_redeemed")
    assert (await change(memory, "SPRING", max_redemptions=2)).max_redemptions == 2
    with pytest.raises(NotFound):
        await change(memory, "NONE", active=False)
    lines = [(line.action, line.resource, line.changes) for line in memory.state.audited]
    assert lines == [
        (
            "coupon.created",
            "coupon:SPRING",
            {"kind": "percent", "percent_bps": 1000, "max_redemptions": 5, "active": True},
        ),
        ("coupon.changed", "coupon:SPRING", {"max_redemptions": {"old": 5, "new": 2}}),
    ]
