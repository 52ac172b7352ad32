"""The one place that knows all concretes: settings in, the whole program out."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from dependency_injector import containers, providers

from entrypoints import metrics, policies
from entrypoints.api import guard as guard_of
from entrypoints.authentication import AuthenticateAny, RecallAny
from entrypoints.settings import Settings
from modules.import_export.container import ImportExportContainer
from modules.inventory.container import InventoryContainer
from modules.notifications.container import NotificationsContainer
from modules.operations.container import OperationsContainer
from modules.orders.container import OrdersContainer
from modules.reports.container import ReportsContainer
from modules.users.container import UsersContainer
from modules.webhooks.container import WebhooksContainer
from shared.infra.cache.client import connect
from shared.infra.cache.fallback import FallbackRateCounter
from shared.infra.cache.metrics import FALLBACKS
from shared.infra.cache.rate_counter import InMemoryRateCounter, RedisRateCounter
from shared.infra.cache.read_through import ReadThroughCache
from shared.infra.http.authorizer import Authorizer
from shared.infra.messaging.notifier import Notifier
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import Event
from shared.kernel.module import Check, PersonalData

Result = TypeVar("Result")
Item = TypeVar("Item")

CONSTRAINTS = {
    **UsersContainer.constraints(),
    **InventoryContainer.constraints(),
    **OrdersContainer.constraints(),
    **NotificationsContainer.constraints(),
    **OperationsContainer.constraints(),
    **WebhooksContainer.constraints(),
    **ReportsContainer.constraints(),
    **ImportExportContainer.constraints(),
}
"""What a violated constraint means, whichever module's transaction breaks it."""


def together(*parts: Iterable[Item]) -> list[Item]:
    """What several modules offer, as one list."""
    return list(chain.from_iterable(parts))


class RootContainer(containers.DeclarativeContainer):
    """One per process. What connects does so on first use and lives on one event loop."""

    settings = providers.Dependency(instance_of=Settings)
    process: providers.Dependency[str] = providers.Dependency(default=providers.Object("tradepost"))
    """How the process is called where the database lists its connections."""
    run: providers.Dependency[Callable[..., Any]] = providers.Dependency(default=providers.Object(asyncio.run))
    """How a command's coroutine is run to its end."""

    doorbell = providers.Singleton(Notifier, settings.provided.queue_url)
    database = providers.Singleton(
        Database,
        settings.provided.database_url,
        CONSTRAINTS,
        outbox=providers.Object(Outbox),
        pool_size=settings.provided.pool_size,
        pool_overflow=settings.provided.pool_overflow,
        application_name=process,
        on_events=doorbell.provided.ring,
    )
    redis = providers.Singleton(connect, settings.provided.redis_url)
    counter = providers.Singleton(
        FallbackRateCounter,
        providers.Singleton(RedisRateCounter, redis),
        providers.Singleton(InMemoryRateCounter),
        on_fallback=providers.Object(FALLBACKS.inc),
    )
    cache = providers.Singleton(ReadThroughCache, redis)
    guard = providers.Dependency(instance_of=Authorizer)
    personal_data: providers.Dependency[list[PersonalData]] = providers.Dependency(instance_of=list)
    users = providers.Container(
        UsersContainer,
        database=database,
        policy=providers.Singleton(policies.user_policy, settings),
        guard=guard,
        run=run,
        all_personal_data=personal_data,
    )
    inventory = providers.Container(
        InventoryContainer,
        database=database,
        policy=providers.Singleton(policies.inventory_policy, settings),
        cache=cache,
        guard=guard,
        run=run,
    )
    orders = providers.Container(
        OrdersContainer,
        database=database,
        policy=providers.Singleton(policies.order_policy, settings),
        provider_policy=providers.Singleton(policies.provider_policy, settings),
        inventory=inventory.api,
        users=users.api,
        guard=guard,
        run=run,
    )
    notifications = providers.Container(
        NotificationsContainer,
        database=database,
        policy=providers.Singleton(policies.mail_policy, settings),
        users=users.api,
        orders=orders.api,
    )
    published: providers.Dependency[list[type[Event]]] = providers.Dependency(instance_of=list)
    resources = providers.Singleton(together, users.resources, inventory.resources, orders.resources)
    webhooks = providers.Container(
        WebhooksContainer,
        database=database,
        policy=providers.Singleton(policies.webhook_policy, settings),
        guard=guard,
        resources=resources,
        all_events=published,
    )
    reports = providers.Container(
        ReportsContainer,
        database=database,
        policy=providers.Singleton(policies.report_policy, settings),
        guard=guard,
        sales=orders.sales,
        inventory=inventory.api,
        figures=inventory.figures,
        users=users.api,
        run=run,
    )
    import_export = providers.Container(
        ImportExportContainer,
        database=database,
        guard=guard,
        imports=providers.Singleton(together, inventory.imports, orders.imports),
        exports=providers.Singleton(together, users.exports, inventory.exports, orders.exports),
        vouch=users.vouch,
    )
    checks: providers.Dependency[list[Check]] = providers.Dependency(instance_of=list)
    events = providers.Singleton(together, users.events, inventory.events, orders.events, webhooks.events)
    operations = providers.Container(
        OperationsContainer, database=database, guard=guard, run=run, all_checks=checks, all_events=events
    )
    routers = providers.List(
        *(users.router, inventory.router, orders.router, webhooks.router),
        *(import_export.router, reports.router, operations.router),
    )
    commands = providers.List(
        *(users.commands, inventory.commands, orders.commands, notifications.commands),
        *(webhooks.commands, reports.commands, operations.commands),
    )
    subscriptions = providers.Singleton(
        together,
        users.subscriptions,
        inventory.subscriptions,
        orders.subscriptions,
        notifications.subscriptions,
        webhooks.subscriptions,
        reports.subscriptions,
        import_export.subscriptions,
        operations.subscriptions,
    )
    jobs = providers.Singleton(
        together,
        users.jobs,
        inventory.jobs,
        orders.jobs,
        notifications.jobs,
        webhooks.jobs,
        reports.jobs,
        import_export.jobs,
        operations.jobs,
    )
    loops = providers.Singleton(together, orders.loops, webhooks.loops, import_export.loops)

    samples = providers.Singleton(metrics.samples, process, database, orders.collector, orders.streams)
    gauges = providers.Singleton(together, inventory.gauges, orders.gauges, operations.gauges)
    exposition = providers.Singleton(metrics.exposition, samples, gauges, database)

    # Knots of the graph are tied here: routers ask the guard, which asks modules who calls;
    # doctor belongs to a module and runs the checks of all; so does the export of what all keep.
    authenticate = providers.Singleton(AuthenticateAny, users.authenticate, orders.guest_authenticate)
    recall = providers.Singleton(RecallAny, users.authenticate, orders.tokens)
    published.override(events)
    operations.override_providers(all_subscriptions=subscriptions)
    guard.override(providers.Singleton(guard_of, settings, authenticate, counter, recall))
    personal_data.override(
        providers.Singleton(
            together,
            users.personal_data,
            orders.personal_data,
            notifications.personal_data,
            webhooks.personal_data,
            import_export.personal_data,
            operations.personal_data,
        )
    )
    checks.override(
        providers.Singleton(
            together,
            users.checks,
            inventory.checks,
            orders.checks,
            notifications.checks,
            webhooks.checks,
            reports.checks,
            import_export.checks,
            operations.checks,
        )
    )


def build(settings: Callable[[], Settings], process: str) -> RootContainer:
    """The program of one process. Settings are asked for when something first needs them."""
    container = RootContainer(settings=providers.Singleton(settings), process=providers.Object(process))
    container.run.override(providers.Object(partial(_run, container)))
    return container


async def close(container: RootContainer) -> None:
    """Answer what has been taken, then close what connects."""
    await container.orders.collector().drain()
    await container.orders.await_settlement().drain()
    await container.orders.payment_provider().close()
    await container.inventory.image_renderer().close()
    await container.doorbell().close()
    await container.redis().aclose()
    await container.database().close()


def _run(container: RootContainer, work: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's work to its end on a loop of its own, and close what it opened."""

    async def closing() -> Result:
        try:
            return await work
        finally:
            await close(container)

    return asyncio.run(closing())
