"""Place a batch of orders in one transaction; each succeeds or fails independently."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import cast

from modules.orders.application.placement.exhausted_coupon import name_unpaid_order
from modules.orders.application.placement.guest_tokens import GuestTokens
from modules.orders.application.placement.new_payment import new_payment
from modules.orders.application.placement.order_intake import OrderIntake
from modules.orders.application.placement.order_terms import OrderTerms
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.application.placement.placement_attempt import Attempt
from modules.orders.application.placement.pricer import Pricer
from modules.orders.domain.fulfillment.digital_lines import fulfill_digital
from modules.orders.domain.order.errors import CouponExhausted, duplicate_reference, reference_in_flight
from modules.orders.domain.order.offer import Offer
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.ports.fulfillment.stock import ReservationRequest, Stock
from modules.orders.ports.promotions import Promotions, Redemptions
from modules.orders.ports.unit_of_work import BeginBatch, UnitOfWork
from modules.orders.public import OrderPolicy
from shared.kernel.errors import DomainError


class PlaceOrders:
    """Check, price, reserve, save: each step handles the whole batch with a fixed number of statements.

    - Locks are taken in one order: keys, references and buyers, then payment and coupon rows, and stock rows
      last.
    - Between locking the stock and the commit there is only computing, rendering and writing.
    - A failed order does not affect the others. Its coupon redemption is reverted, but too late for orders of
      the batch that already found the coupon exhausted.
    """

    def __init__(
        self,
        *,
        begin: BeginBatch,
        stock: Stock,
        promotions: Promotions,
        intake: OrderIntake,
        pricer: Pricer,
        tokens: GuestTokens,
        policy: OrderPolicy,
    ) -> None:
        self._begin = begin
        self._stock = stock
        self._promotions = promotions
        self._intake = intake
        self._pricer = pricer
        self._tokens = tokens
        self._currency = policy.currency
        self._payment_within = timedelta(seconds=policy.payment_seconds)

    async def __call__(self, commands: Sequence[PlaceOrderCommand]) -> Sequence[PlacedOrder | Exception]:
        """The outcome of each command, in order: the placed order or the exception."""
        attempts = [Attempt(command) for command in commands]
        keys = [command.idempotency.key if command.idempotency else None for command in commands]
        async with self._begin(keys) as work:
            await self._intake(work, attempts)
            open_attempts = [attempt for attempt in attempts if attempt.is_open]
            if open_attempts:
                await self._place(work, open_attempts)
            await work.commit()
        return [_outcome(attempt) for attempt in attempts]

    async def _place(self, work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
        ids = await work.orders.next_ids(len(attempts))
        decided, redemptions = await self._decide(work, attempts, ids)
        await _name_unpaid_orders(work, attempts)
        redemptions.store(await self._reserve(work, decided, redemptions))

    async def _decide(
        self, work: UnitOfWork, attempts: Sequence[Attempt], ids: Sequence[int]
    ) -> tuple[Sequence[tuple[Attempt, Order]], Redemptions]:
        """Build the orders at current offers and redeem their coupons; failed attempts get their error."""
        decided: list[tuple[Attempt, Order]] = []
        skus = sorted({item.sku for attempt in attempts for item in attempt.command.items})
        offers = await self._stock.offers(work.tx, skus)
        payment_ids = iter(await work.orders.next_ids(sum(map(_pays, attempts)), "payment"))
        requests = [attempt.coupon_request(order_id) for attempt, order_id in zip(attempts, ids, strict=True)]
        redemptions = await self._promotions.lock(work.tx, [request for request in requests if request])
        for attempt, order_id in zip(attempts, ids, strict=True):
            payment_id = next(payment_ids) if _pays(attempt) else None
            try:
                decided.append((attempt, await self._order(work, attempt, order_id, payment_id, offers, redemptions)))
            except DomainError as error:
                redemptions.revert(order_id)
                attempt.outcome = error
        return decided, redemptions

    async def _order(
        self,
        work: UnitOfWork,
        attempt: Attempt,
        order_id: int,
        payment_id: int | None,
        offers: Mapping[str, Offer],
        redemptions: Redemptions,
    ) -> Order:
        command, terms = attempt.command, cast("OrderTerms", attempt.terms)
        basket = await self._pricer.basket(command, offers, partial(redemptions.redeem, order_id))
        payment: Payment | None = None
        if payment_id is not None and basket.totals.total_cents:
            amount, provider = basket.totals.total_cents, terms.payment_provider
            payment = new_payment(
                payment_id,
                order_id=order_id,
                amount_cents=amount,
                currency=self._currency,
                instruction=command.payment,
                now=work.tx.now,
                provider=provider,
            )
        return Order.place(
            order_id,
            terms.buyer,
            basket,
            details=command.details,
            currency=self._currency,
            now=work.tx.now,
            metadata=command.metadata,
            payment_within=self._payment_within,
            payment_method=terms.payment_method,
            client_reference=command.client_reference,
            coupon_code=command.coupon_code,
            payment=payment,
        )

    async def _reserve(
        self, work: UnitOfWork, decided: Sequence[tuple[Attempt, Order]], redemptions: Redemptions
    ) -> Sequence[Order]:
        """Reserve the stock. Returns the orders that were reserved."""
        placed: list[Order] = []
        if not decided:
            return placed
        demands = [_demand(attempt.command, order) for attempt, order in decided]
        for (attempt, order), found in zip(decided, await self._stock.reserve(work.tx, demands), strict=True):
            if isinstance(found, DomainError):
                redemptions.revert(order.id)
                attempt.outcome = found
            else:
                order.allocate(found)
                fulfill_digital(order, work.tx.now, attempt.command.metadata)
                placed.append(order)
                attempt.outcome = self._save(work, attempt.command, order)
        return placed

    def _save(self, work: UnitOfWork, command: PlaceOrderCommand, order: Order) -> PlacedOrder:
        """Register the order, its history, events and response to be written by the commit."""
        work.orders.add(order)
        outcome = PlacedOrder(order, self._tokens.issue(order.id) if order.is_guest_order else None)
        if (idempotency := command.idempotency) is not None:
            work.tx.store_response(idempotency.key, idempotency.render(outcome))
        return outcome


async def _name_unpaid_orders(work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
    """Name the unpaid orders that hold exhausted coupons to those callers who may see them."""
    refused = [(attempt, attempt.outcome) for attempt in attempts if isinstance(attempt.outcome, CouponExhausted)]
    ids = sorted({order_id for _, error in refused for order_id in error.unpaid_order_ids})
    if not ids:
        return
    buyers = await work.orders.get_buyers(ids)
    for attempt, error in refused:
        attempt.outcome = name_unpaid_order(error, buyers, attempt.command.principal)


def _pays(attempt: Attempt) -> bool:
    """Whether the order is placed with a card or manual payment."""
    return attempt.terms is not None and attempt.terms.payment_method in ("card", "manual")


def _demand(command: PlaceOrderCommand, order: Order) -> ReservationRequest:
    return ReservationRequest(
        order=order, allow_backorder=command.allow_backorder, metadata=command.metadata, request_id=command.request_id
    )


def _outcome(attempt: Attempt) -> PlacedOrder | Exception:
    if attempt.outcome is not None:
        return attempt.outcome
    first = attempt.duplicate_of.outcome if attempt.duplicate_of else None
    return duplicate_reference(first.order.id) if isinstance(first, PlacedOrder) else reference_in_flight()
