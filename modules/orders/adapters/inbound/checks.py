"""The module's doctor checks."""

from collections.abc import Sequence

from modules.orders.application.fulfillment.reconcile_payment_holds import ReconcilePaymentHolds
from modules.orders.application.fulfillment.reconcile_reservations import ReconcileReservations
from modules.orders.application.fulfillment.reconcile_shortfall_holds import ReconcileShortfallHolds
from modules.orders.application.placement.reconcile_redemptions import ReconcileRedemptions
from modules.orders.application.search.check_index_delay import CheckIndexDelay
from modules.orders.application.search.check_search_index import CheckSearchIndex
from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.application.settlement.reconcile_provider import ReconcileProvider
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.integrity import IntegrityQueries
from modules.orders.ports.orders.order_search import SearchIndexQueriesFactory
from modules.orders.ports.payments.payment_provider import PaymentProviders
from modules.orders.ports.payments.payment_queries import PaymentQueries
from modules.orders.ports.promotions import Promotions
from shared.kernel.module import Check, Repair


def create_checks(
    integrity: IntegrityQueries,
    stock: Stock,
    promotions: Promotions,
    money: PaymentQueries,
    providers: PaymentProviders,
    search: SearchIndexQueriesFactory,
    index_orders: IndexOrders,
    adopt_payments: Repair,
) -> Sequence[Check]:
    return checks(
        integrity,
        ReconcileReservations(integrity, stock),
        ReconcilePaymentHolds(integrity, stock),
        ReconcileShortfallHolds(integrity, stock),
        ReconcileRedemptions(integrity, promotions),
        ReconcileProvider(integrity, money, providers),
        CheckSearchIndex(search, index_orders),
        CheckIndexDelay(search),
        adopt_payments,
    )


def checks(
    integrity: IntegrityQueries,
    compare: ReconcileReservations,
    payment_holds: ReconcilePaymentHolds,
    holds: ReconcileShortfallHolds,
    redemptions: ReconcileRedemptions,
    compare_provider: ReconcileProvider,
    compare_index: CheckSearchIndex,
    late_index: CheckIndexDelay,
    adopt_payments: Repair,
) -> Sequence[Check]:
    return [
        Check(
            "orders.lines_match_totals",
            "an order's totals are the sums of its lines and shipping",
            integrity.wrong_totals,
        ),
        Check(
            "orders.history_matches_status",
            "an order's state matches the last entry of its gapless history",
            integrity.broken_histories,
        ),
        Check("orders.derived_states", "derived states match amounts and lines", integrity.wrong_states),
        Check(
            "orders.payments_match_orders",
            "orders, payments and refunds agree on captured and refunded amounts",
            integrity.wrong_money,
        ),
        Check(
            "orders.refunds_claimed_once",
            "each refunded unit is claimed once, by a refund that did not fail",
            integrity.wrong_credits,
        ),
        Check(
            "orders.no_unhandled_failed_refunds",
            "failed refunds are retried or dismissed",
            integrity.failed_refunds,
            warning=True,
        ),
        Check(
            "orders.no_unrefunded_returns",
            "received returns are refunded or closed in time",
            integrity.stale_returns,
            warning=True,
        ),
        Check(
            "orders.unshippable_units_hold_no_stock",
            "refunded units hold no stock",
            integrity.refunded_but_reserved,
            warning=True,
        ),
        Check(
            "orders.no_stale_approvals",
            "no payment waits for the buyer's approval after its expiry",
            integrity.stale_approvals,
        ),
        Check(
            "orders.no_stale_card_tokens", "card tokens are not stored for long", integrity.stale_tokens, warning=True
        ),
        Check(
            "orders.units_match_shipments",
            "reserved, shipped and returned units match the orders' lines",
            integrity.misplaced_units,
        ),
        Check(
            "orders.suspended_reservations_match_payments",
            "reservations outlive their expiry only for payments in progress",
            payment_holds,
        ),
        Check(
            "orders.shortfall_holds_match_units",
            "orders are on hold for a shortfall only while units are missing",
            holds,
        ),
        Check(
            "orders.reservations_match_lines",
            "reserved units of orders match the stock's reservations",
            compare,
        ),
        Check(
            "orders.erasures_complete",
            "an erased customer's address is kept only until the order ends",
            integrity.wrong_erasures,
        ),
        Check(
            "orders.no_orphans",
            "every line, history entry, payment and refund has its order; every order has lines",
            integrity.orphans,
        ),
        Check(
            "orders.redemptions_match_orders",
            "the coupons of orders are redeemed for their discounts, as long as the orders last",
            redemptions,
        ),
        Check(
            "orders.payments_match_provider",
            "captured and refunded amounts match the payment providers'",
            compare_provider,
            on_request=True,
            repair=adopt_payments,
        ),
        Check("orders.search_index", "the search index matches a sample of orders", compare_index),
        Check("orders.search_delay", "the search index includes recent changes", late_index, warning=True),
        Check(
            "orders.order_count_matches",
            "the stored numbers of orders and parts are correct",
            integrity.wrong_counts,
        ),
    ]
