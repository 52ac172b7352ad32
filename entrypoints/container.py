"""Composition root: creates the whole program from the settings."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from dependency_injector import containers, providers

from entrypoints import metrics, policies
from entrypoints.api import create_http_services
from entrypoints.authentication import CompositeAuthenticate, CompositePrincipalResolver
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
from shared.infra.cache.metrics import FALLBACKS
from shared.infra.cache.rate_counter import RateCounter
from shared.infra.cache.read_through import ReadThroughCache
from shared.infra.cache.sliding_window import InMemorySlidingWindow, RedisSlidingWindow
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
"""Maps database constraints to domain errors, for all modules."""


def concatenate(*parts: Iterable[Item]) -> list[Item]:
    """Concatenate what several modules provide."""
    return list(chain.from_iterable(parts))


class RootContainer(containers.DeclarativeContainer):
    """One per process. Clients connect on first use and belong to one event loop."""

    settings = providers.Dependency(instance_of=Settings)
    process: providers.Dependency[str] = providers.Dependency(default=providers.Object("tradepost"))
    """The process's name, used as the application name of database connections."""
    run: providers.Dependency[Callable[..., Any]] = providers.Dependency(default=providers.Object(asyncio.run))
    """Runs a command's coroutine to completion."""

    notifier = providers.Singleton(Notifier, settings.provided.queue_url)
    database = providers.Singleton(
        Database,
        settings.provided.database_url,
        CONSTRAINTS,
        outbox=providers.Object(Outbox),
        pool_size=settings.provided.pool_size,
        pool_overflow=settings.provided.pool_overflow,
        application_name=process,
        on_events=notifier.provided.notify,
    )
    redis = providers.Singleton(connect, settings.provided.redis_url)
    counter = providers.Singleton(
        RateCounter,
        providers.Singleton(RedisSlidingWindow, redis),
        providers.Singleton(InMemorySlidingWindow),
        on_fallback=providers.Object(FALLBACKS.inc),
    )
    cache = providers.Singleton(ReadThroughCache, redis)
    guard = providers.Singleton(Authorizer)
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
    resources = providers.Singleton(concatenate, users.resources, inventory.resources, orders.resources)
    webhooks = providers.Container(
        WebhooksContainer,
        database=database,
        policy=providers.Singleton(policies.webhook_policy, settings),
        resources=resources,
        all_events=published,
    )
    reports = providers.Container(
        ReportsContainer,
        database=database,
        policy=providers.Singleton(policies.report_policy, settings),
        sales=orders.sales,
        inventory=inventory.api,
        figures=inventory.figures,
        users=users.api,
        run=run,
    )
    import_export = providers.Container(
        ImportExportContainer,
        database=database,
        imports=providers.Singleton(concatenate, inventory.imports, orders.imports),
        exports=providers.Singleton(concatenate, users.exports, inventory.exports, orders.exports),
        vouch=users.vouch,
    )
    checks: providers.Dependency[list[Check]] = providers.Dependency(instance_of=list)
    events = providers.Singleton(concatenate, users.events, inventory.events, orders.events, webhooks.events)
    operations = providers.Container(
        OperationsContainer, database=database, run=run, all_checks=checks, all_events=events
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
        concatenate,
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
        concatenate,
        users.jobs,
        inventory.jobs,
        orders.jobs,
        notifications.jobs,
        webhooks.jobs,
        reports.jobs,
        import_export.jobs,
        operations.jobs,
    )
    loops = providers.Singleton(concatenate, orders.loops, webhooks.loops, import_export.loops)

    samples = providers.Singleton(metrics.samples, process, database, orders.order_batcher, orders.streams)
    gauges = providers.Singleton(concatenate, inventory.gauges, orders.gauges, operations.gauges)
    exposition = providers.Singleton(metrics.exposition, samples, gauges, database)

    # Cyclic dependencies are resolved by overrides: the doctor and the personal data export belong to modules and
    # cover all of them.
    authenticate = providers.Singleton(CompositeAuthenticate, users.authenticate, orders.guest_authenticate)
    principals = providers.Singleton(CompositePrincipalResolver, users.authenticate, orders.tokens)
    published.override(events)
    operations.override_providers(all_subscriptions=subscriptions)
    http_services = providers.Singleton(create_http_services, settings, authenticate, counter, principals)
    personal_data.override(
        providers.Singleton(
            concatenate,
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
            concatenate,
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
    """Create the container of a process. The settings are loaded on first use."""
    container = RootContainer(settings=providers.Singleton(settings), process=providers.Object(process))
    container.run.override(providers.Object(partial(_run, container)))
    return container


async def close(container: RootContainer) -> None:
    """Finish pending requests, then close all connections."""
    await container.orders.order_batcher().drain()
    await container.orders.await_settlement().drain()
    await container.orders.payment_provider().close()
    await container.inventory.image_renderer().close()
    await container.notifier().close()
    await container.redis().aclose()
    await container.database().close()


def _run(container: RootContainer, work: Coroutine[Any, Any, Result]) -> Result:
    """Run a command on its own event loop, then close the connections."""

    async def run_and_close() -> Result:
        try:
            return await work
        finally:
            await close(container)

    return asyncio.run(run_and_close())
