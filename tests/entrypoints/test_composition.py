"""The composed program has exactly these routes, consumers, jobs and checks."""

from collections.abc import Iterator
from typing import Any

import pytest
from dependency_injector import providers
from fastapi import FastAPI

from entrypoints.asgi import application
from entrypoints.container import CONSTRAINTS, RootContainer, build
from shared.infra.sql.database import Database
from shared.kernel.module import Subscription
from tests.settings import settings_of

ROUTES = {
    "GET /v1/admin/dead-letters",
    "POST /v1/admin/dead-letters/replay",
    "POST /v1/admin/dead-letters/{letter_id}/discard",
    "GET /v1/admin/doctor",
    "GET /v1/admin/outbox",
    "POST /v1/api-keys",
    "GET /v1/api-keys",
    "GET /v1/api-keys/{key_id}",
    "DELETE /v1/api-keys/{key_id}",
    "GET /v1/audit",
    "POST /v1/auth/password/change",
    "POST /v1/auth/password/forgot",
    "POST /v1/auth/email/verification",
    "POST /v1/auth/email/verify",
    "POST /v1/auth/password/reset",
    "POST /v1/auth/revoke",
    "GET /v1/auth/sessions",
    "DELETE /v1/auth/sessions",
    "GET /v1/auth/sessions/{session_id}",
    "DELETE /v1/auth/sessions/{session_id}",
    "POST /v1/auth/token",
    "GET /v1/coupons",
    "POST /v1/coupons",
    "GET /v1/coupons/{code}",
    "PATCH /v1/coupons/{code}",
    "GET /v1/events",
    "POST /v1/inventory/adjustments",
    "GET /v1/inventory/adjustments",
    "GET /v1/inventory/adjustments/{adjustment_id}",
    "GET /v1/inventory/availability",
    "GET /v1/inventory/ledger",
    "GET /v1/inventory/ledger/verify",
    "GET /v1/inventory/ledger/{entry_id}",
    "GET /v1/inventory/levels",
    "GET /v1/inventory/levels/{sku}/{location_code}",
    "PUT /v1/inventory/levels/{sku}/{location_code}",
    "GET /v1/inventory/low-stock",
    "POST /v1/inventory/receipts",
    "GET /v1/inventory/receipts",
    "GET /v1/inventory/receipts/{receipt_id}",
    "POST /v1/inventory/restock",
    "POST /v1/inventory/transfers",
    "GET /v1/inventory/transfers",
    "GET /v1/inventory/transfers/{transfer_id}",
    "POST /v1/inventory/transfers/{transfer_id}/cancel",
    "POST /v1/inventory/transfers/{transfer_id}/close",
    "POST /v1/inventory/transfers/{transfer_id}/receive",
    "POST /v1/inventory/transfers/{transfer_id}/ship",
    "POST /v1/exports",
    "POST /v1/imports",
    "GET /v1/jobs",
    "GET /v1/jobs/{job_id}",
    "POST /v1/jobs/{job_id}/cancel",
    "GET /v1/jobs/{job_id}/result",
    "GET /v1/locations",
    "POST /v1/locations",
    "GET /v1/locations/{code}",
    "PATCH /v1/locations/{code}",
    "POST /v1/orders",
    "GET /v1/orders",
    "POST /v1/orders/quote",
    "GET /v1/orders/{order_id}",
    "PATCH /v1/orders/{order_id}",
    "POST /v1/orders/{order_id}/cancel",
    "POST /v1/orders/{order_id}/mails",
    "POST /v1/orders/{order_id}/hold",
    "POST /v1/orders/{order_id}/refunds",
    "POST /v1/orders/{order_id}/release",
    "GET /v1/orders/stream",
    "GET /v1/orders/{order_id}/stream",
    "GET /v1/orders/{order_id}/timeline",
    "POST /v1/orders/{order_id}/payments",
    "GET /v1/payments",
    "GET /v1/payments/{payment_id}",
    "POST /v1/payments/{payment_id}/capture",
    "POST /v1/payments/webhooks/stripe",
    "POST /v1/orders/{order_id}/shipments",
    "POST /v1/orders/{order_id}/reallocate",
    "POST /v1/orders/{order_id}/returns",
    "GET /v1/shipments",
    "GET /v1/shipments/{shipment_id}",
    "PATCH /v1/shipments/{shipment_id}",
    "POST /v1/shipments/{shipment_id}/cancel",
    "POST /v1/shipments/{shipment_id}/deliver",
    "GET /v1/fulfillment/queue",
    "GET /v1/returns",
    "GET /v1/returns/{return_id}",
    "POST /v1/returns/{return_id}/approve",
    "POST /v1/returns/{return_id}/reject",
    "POST /v1/returns/{return_id}/cancel",
    "POST /v1/returns/{return_id}/receive",
    "POST /v1/returns/{return_id}/refund",
    "POST /v1/returns/{return_id}/close",
    "GET /v1/products",
    "POST /v1/products",
    "GET /v1/products/{sku}",
    "PATCH /v1/products/{sku}",
    "DELETE /v1/products/{sku}",
    "PUT /v1/products/{sku}/image",
    "GET /v1/products/{sku}/image",
    "DELETE /v1/products/{sku}/image",
    "GET /v1/refunds",
    "GET /v1/reports/coupons",
    "GET /v1/reports/inventory-valuation",
    "GET /v1/reports/low-stock",
    "GET /v1/reports/products",
    "GET /v1/reports/sales",
    "GET /v1/reports/top-customers",
    "GET /v1/reports/unmet-demand",
    "GET /v1/refunds/{refund_id}",
    "POST /v1/payments/{payment_id}/void",
    "POST /v1/refunds/{refund_id}/dismiss",
    "POST /v1/refunds/{refund_id}/retry",
    "POST /v1/stream-tickets",
    "POST /v1/users",
    "GET /v1/users",
    "GET /v1/users/me",
    "PATCH /v1/users/me",
    "GET /v1/users/{user_id}",
    "GET /v1/users/{user_id}/export",
    "PATCH /v1/users/{user_id}",
    "DELETE /v1/users/{user_id}",
    "GET /v1/webhook-deliveries/{delivery_id}",
    "POST /v1/webhook-deliveries/{delivery_id}/redeliver",
    "POST /v1/webhook-endpoints",
    "GET /v1/webhook-endpoints",
    "GET /v1/webhook-endpoints/{endpoint_id}",
    "PATCH /v1/webhook-endpoints/{endpoint_id}",
    "DELETE /v1/webhook-endpoints/{endpoint_id}",
    "GET /v1/webhook-endpoints/{endpoint_id}/deliveries",
    "POST /v1/webhook-endpoints/{endpoint_id}/replay",
    "POST /v1/webhook-endpoints/{endpoint_id}/rotate-secret",
    "POST /v1/webhook-endpoints/{endpoint_id}/test",
}
CONSUMERS = {
    "import_export.erase_people",
    "inventory.publish_availability",
    "inventory.invalidate_cache",
    "notifications.email_verification",
    "notifications.order_confirmed",
    "notifications.order_mail_requested",
    "notifications.order_refunded",
    "notifications.order_shipped",
    "notifications.password_changed",
    "notifications.password_reset",
    "notifications.refund_failed",
    "notifications.welcome",
    "orders.claim_guest_orders",
    "orders.erase_customer",
    "orders.apply_stock_movements",
    "orders.settle_payments",
    "reports.count_orders",
    "webhooks.fan_out",
    "webhooks.erase_people",
}
RESOURCES = {
    "inventory.availability.",
    "inventory.product.",
    "inventory.stock.",
    "orders.order.",
    "orders.payment.",
    "orders.refund.",
    "orders.return.",
    "orders.shipment.",
    "users.user.",
}
PERSONAL_DATA = {
    "account",
    "api_keys",
    "audit",
    "jobs",
    "mails",
    "orders",
    "password_resets",
    "returns",
    "sessions",
    "shipments",
    "webhook_messages",
}
JOBS = {
    "import_export.prune_jobs",
    "inventory.expire_holds",
    "inventory.delete_unused_pictures",
    "inventory.publish_due_availability",
    "notifications.prune_sent_mails",
    "operations.daily_doctor",
    "operations.prune_events",
    "operations.prune_idempotency_keys",
    "orders.expire_unpaid",
    "orders.prune_provider_events",
    "orders.reconcile_payments",
    "orders.notify_authorization_expiry",
    "reports.catch_up",
    "reports.count_refused",
    "users.prune_resets",
    "users.prune_sessions",
    "webhooks.prune_deliveries",
}
CHECKS = {
    "import_export.no_stalled_jobs",
    "import_export.job_states",
    "import_export.files_complete",
    "inventory.barcodes_match_products",
    "inventory.ledger_chains",
    "inventory.levels_match_ledger",
    "inventory.levels_match_reservations",
    "inventory.never_oversold",
    "inventory.no_expired_holds",
    "inventory.picture_files_exist",
    "inventory.transfers_match_ledger",
    "operations.no_pending_responses",
    "operations.feed_in_sequence",
    "operations.no_overdue_deliveries",
    "operations.least_privilege",
    "operations.event_sequences_gapless",
    "operations.deliveries_exist",
    "operations.delivery_in_one_state",
    "orders.no_stale_approvals",
    "orders.refunds_claimed_once",
    "orders.order_count_matches",
    "orders.redemptions_match_orders",
    "orders.erasures_complete",
    "orders.no_unhandled_failed_refunds",
    "orders.history_matches_status",
    "orders.payments_match_orders",
    "orders.no_unrefunded_returns",
    "orders.kept_reservations_match_payments",
    "orders.payments_match_provider",
    "orders.search_delay",
    "orders.search_index",
    "orders.shortfall_holds_match_units",
    "orders.derived_states",
    "orders.reservations_match_lines",
    "orders.no_stale_card_tokens",
    "orders.lines_match_totals",
    "orders.units_match_shipments",
    "orders.unshippable_units_hold_no_stock",
    "orders.no_orphans",
    "reports.timezone_matches",
    "reports.orders_counted",
    "reports.unmet_demand_counted_once",
    "reports.totals_match_orders",
    "users.canonical_email",
    "users.one_refresh_token",
    "users.one_reset_token",
    "webhooks.deliveries_have_endpoints",
    "webhooks.no_overdue_messages",
    "webhooks.subscription_matches_endpoints",
    "webhooks.delivery_states",
}

GAUGES = {
    "dead_letters",
    "order_search_delay_seconds",
    "outbox_deliveries",
    "outbox_oldest_seconds",
    "stock_reservations",
    "stock_reserved_units",
}


@pytest.fixture
def container() -> RootContainer:
    return build(settings_of, "test")


@pytest.fixture
def app(container: RootContainer) -> FastAPI:
    return application(container.settings())


async def test_every_provider_can_be_built(container: RootContainer) -> None:
    container.check_dependencies()
    for name, provider in _every(container):
        assert provider() is not None, name


async def test_nothing_is_async_by_accident(container: RootContainer) -> None:
    """An async resource would silently turn all its dependents into futures."""
    assert isinstance(container.database(), Database)
    assert isinstance(container.orders.place_order(), object)
    assert not [name for name, provider in _every(container) if provider.is_async_mode_enabled()]


def test_the_routes(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    assert {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods} == ROUTES


async def test_the_consumers(container: RootContainer) -> None:
    subscriptions: list[Subscription] = container.subscriptions()
    assert sorted(s.consumer for s in subscriptions) == sorted(CONSUMERS)


async def test_the_jobs(container: RootContainer) -> None:
    assert sorted(job.name for job in container.jobs()) == sorted(JOBS)


async def test_the_checks(container: RootContainer) -> None:
    assert sorted(check.name for check in container.checks()) == sorted(CHECKS)


async def test_the_gauges(container: RootContainer) -> None:
    assert sorted(gauge.name for gauge in container.gauges()) == sorted(GAUGES)


async def test_the_loops(container: RootContainer) -> None:
    assert [loop.name for loop in container.loops()] == [
        "orders.search_index",
        "webhooks.sender",
        "import_export.worker",
    ]


async def test_what_can_be_imported_and_exported(container: RootContainer) -> None:
    offers = container.import_export.tables()
    assert sorted(offers.importables) == ["coupons", "products", "stock"]
    assert sorted(offers.exportables) == ["coupons", "customers", "ledger", "orders", "products", "stock"]
    assert sorted(offers.personal) == ["customers", "orders"]


async def test_the_resources(container: RootContainer) -> None:
    assert sorted(resource.prefix for resource in container.resources()) == sorted(RESOURCES)


async def test_the_personal_data(container: RootContainer) -> None:
    assert sorted(part.name for part in container.personal_data()) == sorted(PERSONAL_DATA)


async def test_every_name_begins_with_its_module(container: RootContainer) -> None:
    modules = {"users", "inventory", "orders", "notifications", "operations", "reports", "webhooks", "import_export"}
    names = [s.consumer for s in container.subscriptions()]
    names += [job.name for job in container.jobs()] + [check.name for check in container.checks()]
    assert {name.partition(".")[0] for name in names} <= modules


def test_what_a_constraint_means_is_said_once() -> None:
    assert CONSTRAINTS
    assert all(callable(refusal) for refusal in CONSTRAINTS.values())


def _every(container: Any) -> Iterator[tuple[str, providers.Provider[Any]]]:
    """All providers of the container and its nested containers."""
    for name, provider in container.providers.items():
        if isinstance(provider, providers.Container):
            yield from ((f"{name}.{inner}", one) for inner, one in _every(provider))
        else:
            yield name, provider
