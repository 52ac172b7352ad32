"""The violations that the doctor checks of orders find."""

from collections.abc import Mapping, Sequence

from modules.orders.adapters.inbound.checks import create_checks
from modules.orders.adapters.outbound.integrity.integrity_queries import SqlIntegrity
from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.adapters.outbound.sql.payment_queries import SqlPaymentQueries
from modules.orders.adapters.outbound.sql.search.search_index import SqlSearchQueries
from modules.orders.application.search.index_orders import IndexOrders
from shared.infra.sql.database import Database
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.in_memory.provider import InMemoryProvider
from tests.modules.orders.promotions import PROMOTIONS


async def repair_nothing() -> Sequence[str]:
    return ()


async def violations(
    db: Database, stock: InMemoryStock, provider: InMemoryProvider | None = None
) -> Mapping[str, list[str]]:
    """By check; with a provider also whether its payments agree."""
    integrity = SqlIntegrity()
    async with db.snapshot() as tx:
        promises = create_checks(
            integrity,
            stock,
            PROMOTIONS,
            SqlPaymentQueries(db),
            PaymentProviderRegistry({"stripe": provider or InMemoryProvider()}),
            SqlSearchQueries.within,
            IndexOrders(FakeCustomers(7, 8)),
            repair_nothing,
        )
        requested = {check.name for check in promises if not check.on_request} | (
            {"orders.payments_match_provider"} if provider else set()
        )
        found = {check.name: await check.run(tx) for check in promises if check.name in requested}
    return {name: [violation.subject for violation in some] for name, some in found.items() if some}
