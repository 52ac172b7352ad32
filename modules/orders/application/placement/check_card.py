"""Reject unknown card tokens before an order or a payment is stored."""

import asyncio
from collections.abc import Awaitable, Callable

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.domain.order.errors import payment_token_invalid
from modules.orders.ports.payments.payment_provider import OutcomeUnknown, PaymentProviders
from modules.orders.public import OrderPolicy
from shared.kernel.idempotency import IdempotencyKey

TIMEOUT_SECONDS = 2.0
"""After this time the check is skipped and the charge decides, so a slow provider blocks no orders."""


WasAnswered = Callable[[IdempotencyKey], Awaitable[bool]]
"""Whether a request has a response; `RequestBatcher` passes the keys of concurrent callers to `FindAnsweredKeys`."""


class CheckCard:
    """Asks the provider, outside any transaction; does nothing for other payment methods.

    A replayed request is not checked again, because its response stays the same.
    """

    def __init__(
        self,
        was_answered: WasAnswered,
        providers: PaymentProviders,
        policy: OrderPolicy,
        seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._was_answered = was_answered
        self._providers = providers
        self._names = policy.payment_providers
        self._seconds = seconds

    async def __call__(
        self, instruction: PaymentInstruction | None, key: IdempotencyKey | None = None, pointer: str = ""
    ) -> None:
        """Raises Invalid `payment_token_invalid`, and the errors of an idempotency key in use or reused.

        `pointer`: JSON pointer of the token in the request.
        """
        if instruction is None or instruction.method != "card" or instruction.token is None:
            return
        name = instruction.provider or next(iter(self._names), None)
        if name not in self._names:
            return  # the use case refuses the request
        if key is not None and await self._was_answered(key):
            return
        try:
            async with asyncio.timeout(self._seconds):
                is_known = await self._providers.named(name).knows_card(instruction.token)
        except (OutcomeUnknown, TimeoutError):
            return
        if not is_known:
            raise payment_token_invalid(pointer)
