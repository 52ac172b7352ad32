"""Tokens that give access to one guest's order."""

from dataclasses import replace

import pytest

from shared.kernel.errors import Unauthenticated
from tests.modules.orders.shop import POLICY, guest_tokens

TOKENS = guest_tokens(replace(POLICY, guest_keys=("n" * 32, "k" * 32)))
ISSUED_EARLIER = "ot_7_552cf770899de5565d8a79b8f26ea67ca00c6f2f"
"""By an earlier version, under the second key."""


@pytest.mark.parametrize("token", [TOKENS.issue(7), ISSUED_EARLIER])
async def test_a_token_gives_access_to_its_order(token: str) -> None:
    assert (await TOKENS.authenticate(token)).name == "guest:7"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "ot_7",
        "ot_7_",
        ISSUED_EARLIER.replace("7", "8", 1),
        ISSUED_EARLIER.upper(),
        ISSUED_EARLIER + "0",
        "ot_7_" + "0" * 40,
    ],
)
async def test_other_texts_are_rejected_as_tokens(token: str) -> None:
    with pytest.raises(Unauthenticated) as error:
        await TOKENS.authenticate(token)
    assert error.value.code == "token_invalid"
