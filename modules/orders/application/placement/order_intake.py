"""Checks of a batch of commands to place orders: idempotency keys, buyers, references, unpaid limit."""

from collections.abc import Iterable, Sequence

from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.application.placement.order_terms import terms_of
from modules.orders.application.placement.placement_attempt import Attempt
from modules.orders.application.placement.pricer import Pricer
from modules.orders.domain.order.errors import duplicate_reference, field_error, too_many_unpaid_orders
from modules.orders.ports.customers import Customers
from modules.orders.ports.orders.order_repository import Reference
from modules.orders.ports.unit_of_work import BatchUnitOfWork, UnitOfWork
from modules.orders.public import OrderPolicy
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import ReplayedResponse, StoredResponse


class OrderIntake:
    """A failed check ends only its attempt. The number of statements does not depend on the batch size."""

    def __init__(self, customers: Customers, pricer: Pricer, policy: OrderPolicy, addresses: AddressPolicy) -> None:
        self._customers = customers
        self._pricer = pricer
        self._addresses = addresses
        self._limit = policy.max_unpaid_orders
        self._providers = policy.payment_providers

    async def __call__(self, work: BatchUnitOfWork, attempts: Sequence[Attempt]) -> None:
        _apply_key_states(work, attempts)
        for attempt in _open(attempts):
            self._check_terms(attempt)
        await work.orders.lock_names(self._lock_names(attempts))
        await _check_references(work, list(_open(attempts)))
        await self._check_unpaid(work, list(_open(attempts)))
        await self._check_customers(work, list(_open(attempts)))

    def _check_terms(self, attempt: Attempt) -> None:
        command = attempt.command
        try:
            attempt.terms = terms_of(command, providers=self._providers)
            self._pricer.check(command)
            self._addresses.check(command.details)
        except DomainError as error:
            attempt.outcome = error

    def _is_limited(self, attempt: Attempt) -> bool:
        """Whether the caller's unpaid orders are limited, so that customers cannot block the stock."""
        return self._limit > 0 and not attempt.command.principal.may("orders:create")

    def _lock_names(self, attempts: Iterable[Attempt]) -> set[str]:
        """Names to lock against concurrent decisions: references, and customers' counts of unpaid orders."""
        names: set[str] = set()
        for attempt in _open(attempts):
            if (reference := attempt.reference) is not None:
                names.add(f"reference {reference.scope} {reference.text}")
            if attempt.terms and self._is_limited(attempt):
                names.add(f"unpaid {attempt.terms.buyer.customer_id}")
        return names

    async def _check_unpaid(self, work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
        """Orders of the batch count even if they fail later for lack of stock; the caller can retry."""
        limited = [(a, a.terms.buyer.customer_id) for a in attempts if a.terms and self._is_limited(a)]
        ids = sorted({id_ for _, id_ in limited if id_ is not None})
        if not ids:
            return
        counts = dict(await work.orders.count_unpaid(ids))
        for attempt, customer_id in limited:
            if customer_id is None:
                continue
            counts[customer_id] = counts.get(customer_id, 0) + 1
            if counts[customer_id] > self._limit:
                attempt.outcome = too_many_unpaid_orders(self._limit)

    async def _check_customers(self, work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
        """Check that customers named by other callers exist; callers themselves are authenticated.

        Also reads the e-mail addresses of customers with a coupon, because redemptions count by e-mail too.
        """
        to_check = [
            (attempt, customer_id)
            for attempt in attempts
            if attempt.terms
            and (customer_id := attempt.terms.buyer.customer_id) is not None
            and (attempt.command.coupon_code is not None or _names_another(attempt, customer_id))
        ]
        if not to_check:
            return
        known = await self._customers.get_many(work.tx, sorted({customer_id for _, customer_id in to_check}))
        for attempt, customer_id in to_check:
            customer = known.get(customer_id)
            if customer is not None and customer.is_active:
                attempt.email = customer.email
            elif _names_another(attempt, customer_id):
                attempt.outcome = field_error("/customer_id", "customer_not_found", "The customer does not exist.")


def _names_another(attempt: Attempt, customer_id: int) -> bool:
    return customer_id != attempt.command.principal.user_id


def _apply_key_states(work: BatchUnitOfWork, attempts: Sequence[Attempt]) -> None:
    """Replay the stored response of a completed key; refuse a key in progress."""
    for attempt, state in zip(attempts, work.key_states, strict=True):
        if isinstance(state, StoredResponse):
            attempt.outcome = ReplayedResponse(state)
        elif state is not None:
            attempt.outcome = state


async def _check_references(work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
    """Refuse references in use. A duplicate within the batch gets its result from the first attempt."""
    firsts: dict[Reference, Attempt] = {}
    for attempt in attempts:
        if (reference := attempt.reference) is not None:
            first = firsts.setdefault(reference, attempt)
            attempt.duplicate_of = None if first is attempt else first
    if not firsts:
        return
    taken = await work.orders.find_by_reference(list(firsts))
    for attempt in attempts:
        reference = attempt.reference
        if reference is not None and reference in taken:
            attempt.outcome = duplicate_reference(taken[reference])


def _open(attempts: Iterable[Attempt]) -> Iterable[Attempt]:
    return (attempt for attempt in attempts if attempt.is_open)
