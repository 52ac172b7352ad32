"""A shop with real stock and orders. Tests deliver its events and run its jobs explicitly."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from dependency_injector import providers
from fastapi import FastAPI

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.fulfillment.ship_units import ShipUnits, ShipUnitsCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.application.refunds.refund_order import RefundOrder, RefundOrderCommand
from modules.orders.application.returns.decide_return import DecideReturn, DecideReturnCommand
from modules.orders.application.returns.receive_return import ReceiveReturn, ReceiveReturnCommand
from modules.orders.application.returns.refund_return import RefundReturn, RefundReturnCommand
from modules.orders.application.returns.request_return import RequestReturn, RequestReturnCommand
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, ReturnItem, ReturnState
from modules.orders.domain.order.order import Order
from modules.orders.http_container import OrdersHttpContainer
from modules.reports.http_container import ReportsHttpContainer
from modules.reports.public import ReportPolicy
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.outbox import Outbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict
from shared.kernel.module import Violation
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers
from tests.modules.orders.in_memory.provider import InMemoryProvider
from tests.modules.orders.promotions import PROMOTIONS, issue
from tests.modules.orders.shop import MANAGER, METADATA, POLICY, order_for
from tests.modules.reports.report_readers import InMemoryCustomers, authenticate
from tests.modules.reports.shop_time import ZONE
from tests.running.http_services import http_services

LEASE = timedelta(seconds=30)


MANUAL_PAYMENT = PaymentInstruction(method="manual")


class ReportShop:
    """The manager acts, for customer 7 by default."""

    def __init__(self, db: Database, *, timezone: str = ZONE, prices_include_tax: bool = True) -> None:
        self.db = db
        self.provider = InMemoryProvider()
        self.customers = InMemoryCustomers()
        self.inventory = InventoryHttpContainer(
            database=db,
            policy=InventoryPolicy(),
        )
        self.orders = OrdersHttpContainer(
            promotions=promotions.API,
            database=db,
            policy=replace(
                POLICY,
                payment_providers=("stripe",),
                capture_immediately=False,
                max_unpaid_orders=0,
                prices_include_tax=prices_include_tax,
            ),
            inventory=resolve(self.inventory.api),
            users=object(),
            customers=providers.Object(FakeCustomers(7, 8, 9)),
            payment_providers=providers.Object(PaymentProviderRegistry({"stripe": self.provider})),
        )
        self.reports = self.create_reports(timezone)

    def create_reports(self, timezone: str) -> ReportsHttpContainer:
        """A separate instance of the module, as in another process."""
        return ReportsHttpContainer(
            database=self.db,
            policy=ReportPolicy("GBP", timezone),
            orders_sales=resolve(self.orders.sales),
            inventory=resolve(self.inventory.api),
            inventory_figures=resolve(self.inventory.figures),
            users=object(),
            customers=providers.Object(self.customers),
        )

    async def stock(self, *lines: ProductLine) -> None:
        async for imported in resolve(self.inventory.import_products)(lines, str(lines), METADATA):
            assert not imported.errors

    async def order(
        self, *items: tuple[str, int], instruction: PaymentInstruction | None = MANUAL_PAYMENT, **more: Any
    ) -> Order:
        if "customer" not in more:
            more.setdefault("customer_id", 7)
        command = order_for(*items, by=MANAGER, payment=instruction, **more)
        return (await resolve(self.orders.place_order)(command)).order

    async def cancel(self, order: Order, units: Mapping[int, int] | None = None) -> Order:
        cancel = CancelOrder(resolve(self.orders.transactions).begin, resolve(self.orders.stock), PROMOTIONS)
        return await cancel(
            CancelOrderCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, reason="no", units=units)
        )

    async def ship(self, order: Order, units: Mapping[int, int]) -> None:
        ship = ShipUnits(resolve(self.orders.transactions).begin, resolve(self.orders.stock))
        await ship(ShipUnitsCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, units=units))

    async def refund(self, order: Order, **what: Any) -> None:
        await RefundOrder(resolve(self.orders.transactions).begin, resolve(self.orders.stock), POLICY)(
            RefundOrderCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, reason="broken", **what)
        )

    async def receive_back(self, order: Order, units: Mapping[int, int]) -> int:
        """Units that were shipped come back; the return's id."""
        begin, stock = resolve(self.orders.transactions).begin, resolve(self.orders.stock)
        items = [ReturnItem(line_id=line_id, quantity=count, reason="no") for line_id, count in units.items()]
        requested = await RequestReturn(begin, POLICY)(
            RequestReturnCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, items=items)
        )
        await DecideReturn(begin, ReturnState.APPROVED)(
            DecideReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id)
        )
        arrivals = [
            ReceivedItem(line_id=line_id, quantity=count, location_code="MAIN", disposition="restock")
            for line_id, count in units.items()
        ]
        await ReceiveReturn(begin, stock)(
            ReceiveReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id, arrivals=arrivals)
        )
        return requested.id

    async def refund_return(self, return_id: int) -> None:
        await RefundReturn(resolve(self.orders.transactions).begin)(
            RefundReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=return_id)
        )

    async def pay(self, order: Order, cents: int | None = None) -> None:
        """Record a manual payment of all or part of the outstanding amount."""
        instruction = PaymentInstruction(method="manual", amount_cents=cents)
        await resolve(self.orders.pay_order)(
            PayOrderCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, instruction=instruction)
        )

    async def refused(self, *items: tuple[str, int]) -> None:
        """Place an order that is refused."""
        with pytest.raises(Conflict):
            await self.order(*items)

    async def issue(self, code: str) -> None:
        """Issue a coupon for ten percent."""
        await issue(resolve(self.orders.transactions).begin, code)

    def pass_transaction_time(self) -> None:
        """Advance the clock so that refused demand is old enough to be counted."""
        self.db.clock_shift += timedelta(minutes=6)

    async def run(self, *statements: str) -> None:
        async with self.db.begin() as tx:
            for statement in statements:
                await tx.fetch(statement)
            await tx.commit()

    async def read(self, order_id: int) -> Order:
        async with resolve(self.orders.transactions).read() as records:
            found: Order | None = await records.get(order_id)
        assert found is not None
        return found

    async def subscribe(self) -> None:
        """Subscribe the reports to events, as if registered an hour ago."""
        await register(self.db, [each.consumer for each in resolve(self.reports.module).subscriptions()])
        async with self.db.begin() as tx:
            await tx.fetch("UPDATE platform.consumers SET registered_at = now() - interval '1 hour'")
            await tx.commit()

    async def deliver_events(self, rng: random.Random | None = None, at_most: int = 1000) -> None:
        """Deliver due events; with `rng` in random order, in batches, some twice."""
        (subscription,) = resolve(self.reports.module).subscriptions()
        handle = TransactionalHandler(subscription, Inbox(self.db), LEASE)
        lease = await Claims(self.db).claim({subscription.consumer.name: at_most}, LEASE)
        ids = [claimed.event_id for claimed in lease.claimed]
        if rng is not None:
            rng.shuffle(ids)
        while ids:
            size = rng.randint(1, len(ids)) if rng else len(ids)
            part, ids = ids[:size], ids[size:]
            for _ in range(2 if rng and rng.random() < 0.3 else 1):
                await handle(part, lease.until)

    async def run_jobs(self) -> None:
        for job in resolve(self.reports.module).jobs():
            await job.run()

    async def violations(self) -> dict[str, Sequence[Violation]]:
        """The violations that doctor finds, by check."""
        async with self.db.snapshot() as tx:
            return {
                check.name: found for check in resolve(self.reports.module).checks() if (found := await check.run(tx))
            }

    @asynccontextmanager
    async def http(self, who: str | None = "analyst") -> AsyncIterator[httpx2.AsyncClient]:
        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            yield

        services = http_services(authenticate)
        routers = [resolve(self.reports.router)]
        app = create_application(
            HttpSettings("1.0"), routers, [], log_line=lambda _: None, lifespan=lifespan, services=services
        )
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://shop", headers=headers
        ) as client:
            yield client

    async def report(self, name: str, **query: Any) -> Any:
        async with self.http() as client:
            response = await client.get(f"/v1/reports/{name}", params=query)
        assert response.status_code == 200, response.text
        return response.json()


def database(url: str) -> Database:
    return Database(url, {**CONSTRAINTS, **OF_INVENTORY}, pool_size=6, outbox=Outbox)
