"""The store of promotions in memory: repositories, queries and units of work."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Never, Protocol

from modules.promotions.domain.coupon import Coupon
from modules.promotions.domain.coupon_kinds import DiscountTerms
from modules.promotions.domain.customer import MAX_UNPAID_LISTED, CouponHolder, CouponUsage
from modules.promotions.domain.errors import coupon_taken
from modules.promotions.domain.redemption import Redemption, RedemptionCounter, RedemptionRequest, RedemptionState
from modules.promotions.ports.coupons import CouponFilter
from modules.promotions.public import StoredRedemption
from shared.kernel.commands import Command
from shared.kernel.events import OutgoingEvent
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import AuditEntry
from tests.in_memory_unit_of_work import InMemoryUnitOfWorkBase


@dataclass
class PromotionsState:
    """The committed state; redemptions by order."""

    coupons: dict[str, Coupon] = field(default_factory=dict)
    redemptions: dict[int, Redemption] = field(default_factory=dict)
    audited: list[AuditEntry] = field(default_factory=list)


class Deferring(Protocol):
    """What the repositories need of a transaction."""

    @property
    def now(self) -> datetime: ...

    def after_commit(self, do: Callable[[], None]) -> None: ...


class InMemoryTransaction:
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    def __init__(self, state: PromotionsState) -> None:
        self.state = state
        self.later: list[Callable[[], None]] = []

    def record(self, recorded: OutgoingEvent) -> None: ...

    def store_response(self, claim: IdempotencyKey, response: StoredResponse) -> None: ...

    def complete_response(self, claim: IdempotencyKey, response: StoredResponse) -> None: ...

    def audit(self, line: AuditEntry) -> None:
        self.later.append(lambda: self.state.audited.append(line))

    def after_commit(self, do: Callable[[], None]) -> None:
        self.later.append(do)


class InMemoryCouponQueries:
    def __init__(self, state: PromotionsState) -> None:
        self._state = state

    async def get(self, code: str) -> Coupon | None:
        return self._state.coupons.get(code)

    async def list_coupons(self, where: CouponFilter, wanted: PageRequest) -> Page[Coupon]:
        found = [
            coupon
            for _, coupon in sorted(self._state.coupons.items())
            if where.active in (None, coupon.active) and (where.q or "").upper() in coupon.code
        ]
        rest = [c for c in found if wanted.after is None or c.code > str(wanted.after[0])][wanted.offset :]
        shown = rest[: wanted.limit]
        return Page(shown, next_after=[shown[-1].code] if len(rest) > len(shown) else None, total=len(found))


class InMemoryCouponRepository:
    """Changes take effect on commit."""

    def __init__(self, state: PromotionsState, tx: Deferring) -> None:
        self._state = state
        self._tx = tx

    async def get(self, code: str) -> Coupon | None:
        return self._state.coupons.get(code)

    async def get_many(self, codes: Collection[str]) -> Mapping[str, Coupon]:
        return {code: self._state.coupons[code] for code in codes if code in self._state.coupons}

    async def add(self, *coupons: Coupon) -> None:
        for coupon in coupons:
            if coupon.code in self._state.coupons:
                raise coupon_taken()
            self.save(coupon)

    def save(self, coupon: Coupon) -> None:
        self._tx.after_commit(lambda: self._state.coupons.update({coupon.code: coupon}))


class InMemoryRedemptionRepository:
    """Changes take effect on commit."""

    def __init__(self, state: PromotionsState, tx: Deferring) -> None:
        self._state = state
        self._tx = tx

    async def lock(self, requests: Collection[RedemptionRequest]) -> RedemptionCounter:
        return RedemptionCounter(
            {each.code: self._state.coupons[each.code] for each in requests if each.code in self._state.coupons},
            {(each.code, each.holder.name or ""): self._usage(each) for each in requests},
        )

    async def count(self, request: RedemptionRequest) -> RedemptionCounter:
        return await self.lock([request])

    def _usage(self, request: RedemptionRequest) -> CouponUsage:
        live = [
            each
            for each in self._state.redemptions.values()
            if each.state is not RedemptionState.RELEASED
            and each.code == request.code
            and request.holder.is_same(each.holder)
        ]
        unpaid = sorted((each.order_id for each in live if each.state is RedemptionState.RESERVED), reverse=True)
        return CouponUsage(len(live), unpaid[:MAX_UNPAID_LISTED])

    def add(self, redemptions: Collection[Redemption], counted: Iterable[Coupon]) -> None:
        self._tx.after_commit(lambda: self._state.redemptions.update({each.order_id: each for each in redemptions}))
        coupons = {coupon.code: coupon for coupon in counted}
        self._tx.after_commit(lambda: self._state.coupons.update(coupons))

    async def consume(self, order_id: int) -> None:
        self._tx.after_commit(lambda: self._end(order_id, RedemptionState.CONSUMED))

    async def release(self, order_id: int) -> None:
        self._tx.after_commit(lambda: self._end(order_id, RedemptionState.RELEASED))

    async def reassign(self, order_id: int, holder: CouponHolder) -> None:
        if (stored := self._state.redemptions.get(order_id)) is not None:
            changed = replace(stored, holder=replace(holder, email=holder.email or stored.holder.email))
            self._tx.after_commit(lambda: self._state.redemptions.update({order_id: changed}))

    async def get_terms(self, order_id: int) -> DiscountTerms | None:
        stored = self._state.redemptions.get(order_id)
        return stored.terms if stored is not None else None

    async def save_shipping_discount(self, order_id: int, cents: int) -> None:
        stored = self._state.redemptions[order_id]
        changed = replace(stored, discount=stored.discount._replace(shipping_cents=cents))
        self._tx.after_commit(lambda: self._state.redemptions.update({order_id: changed}))

    async def erase_emails(self, order_ids: Sequence[int]) -> None:
        for order_id in order_ids:
            if (stored := self._state.redemptions.get(order_id)) is not None:
                is_guest = (stored.holder.name or "").startswith("guest:")
                name = "erased" if is_guest else stored.holder.name
                erased = replace(stored, holder=replace(stored.holder, name=name, email=None))
                self._state.redemptions[order_id] = erased

    async def list_after(self, order_id: int, limit: int) -> Sequence[StoredRedemption]:
        found = sorted(id_ for id_ in self._state.redemptions if id_ > order_id)[:limit]
        stored = [self._state.redemptions[id_] for id_ in found]
        return [StoredRedemption(each.order_id, each.code, each.state.value, sum(each.discount)) for each in stored]

    def _end(self, order_id: int, state: RedemptionState) -> None:
        redemption = self._state.redemptions.get(order_id)
        if redemption is None or redemption.state is not RedemptionState.RESERVED:
            return
        self._state.redemptions[order_id] = replace(redemption, state=state)
        if state is RedemptionState.RELEASED:
            coupon = self._state.coupons[redemption.code]
            self._state.coupons[coupon.code] = replace(
                coupon, redeemed=coupon.redeemed - 1, version=coupon.version + 1, updated_at=self._tx.now
            )


class InMemoryRepositories:
    """The repositories within any in-memory transaction."""

    def __init__(self, state: PromotionsState, tx: Deferring) -> None:
        self.coupons = InMemoryCouponRepository(state, tx)
        self.redemptions = InMemoryRedemptionRepository(state, tx)


class InMemoryUnitOfWork(InMemoryUnitOfWorkBase, InMemoryRepositories):
    def __init__(self, state: PromotionsState) -> None:
        self.tx = InMemoryTransaction(state)
        InMemoryUnitOfWorkBase.__init__(self, self.tx)
        InMemoryRepositories.__init__(self, state, self.tx)

    async def _apply(self) -> None:
        for do in self.tx.later:
            do()


class InMemoryStore:
    """Opens units of work in memory."""

    def __init__(self) -> None:
        self.state = PromotionsState()
        self.queries = InMemoryCouponQueries(self.state)

    @asynccontextmanager
    async def begin(self, command: Command[Never] | None = None) -> AsyncIterator[InMemoryUnitOfWork]:
        work = InMemoryUnitOfWork(self.state)
        yield work
        work.check_ended(command)
