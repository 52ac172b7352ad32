"""Promises of this module that doctor holds against its data."""

from collections.abc import Sequence

from modules.orders.application.fulfillment.reconcile_stock import (
    ReconcilePaymentHolds,
    ReconcileReservations,
    ReconcileShortfallHolds,
)
from modules.orders.application.payments.reconcile_provider import ReconcileProvider
from modules.orders.application.search.check_search_index import CheckIndexDelay, CheckSearchIndex
from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.integrity import IntegrityQueries
from modules.orders.ports.orders.order_search import SearchIndexQueriesFactory
from modules.orders.ports.payments.payment_queries import PaymentQueries
from modules.orders.ports.payments.provider import PaymentProvider
from shared.kernel.module import Check


def create_checks(
    integrity: IntegrityQueries,
    stock: Stock,
    money: PaymentQueries,
    provider: PaymentProvider,
    search: SearchIndexQueriesFactory,
    index_orders: IndexOrders,
) -> Sequence[Check]:
    return checks(
        integrity,
        ReconcileReservations(integrity, stock),
        ReconcilePaymentHolds(integrity, stock),
        ReconcileShortfallHolds(integrity, stock),
        ReconcileProvider(integrity, money, provider),
        CheckSearchIndex(search, index_orders),
        CheckIndexDelay(search),
    )


def checks(
    integrity: IntegrityQueries,
    compare: ReconcileReservations,
    pins: ReconcilePaymentHolds,
    holds: ReconcileShortfallHolds,
    compare_provider: ReconcileProvider,
    compare_index: CheckSearchIndex,
    late_index: CheckIndexDelay,
) -> Sequence[Check]:
    return [
        Check(
            "orders.lines_match_totals",
            "an order's amounts are the sums of its lines and its shipping",
            integrity.wrong_totals,
        ),
        Check(
            "orders.history_matches_status",
            "an order's state is the one its gapless history ends in",
            integrity.broken_histories,
        ),
        Check("orders.derived_states", "derived states are what amounts and lines say", integrity.wrong_states),
        Check(
            "orders.payments_match_orders",
            "orders, payments and refunds agree on what was taken and given",
            integrity.wrong_money,
        ),
        Check(
            "orders.refunds_claimed_once",
            "what is given back is claimed once, by what did not fail",
            integrity.wrong_credits,
        ),
        Check(
            "orders.no_unhandled_failed_refunds",
            "failed refunds are repeated or dismissed",
            integrity.failed_refunds,
            warning=True,
        ),
        Check(
            "orders.no_unrefunded_returns", "returned goods get their money soon", integrity.stale_returns, warning=True
        ),
        Check(
            "orders.unshippable_units_hold_no_stock",
            "what need not be sent holds no stock",
            integrity.refunded_but_reserved,
            warning=True,
        ),
        Check(
            "orders.no_stale_approvals",
            "no payment waits for its buyer's approval longer than the buyer has time",
            integrity.stale_approvals,
        ),
        Check("orders.no_stale_card_tokens", "no card's token is kept for long", integrity.stale_tokens, warning=True),
        Check(
            "orders.units_match_shipments",
            "units are set aside, shipped and returned as orders count them",
            integrity.misplaced_units,
        ),
        Check(
            "orders.kept_reservations_match_payments", "stock is kept past its time for payments under way alone", pins
        ),
        Check(
            "orders.shortfall_holds_match_units",
            "orders are on hold for a shortfall only while units are missing",
            holds,
        ),
        Check(
            "orders.reservations_match_lines",
            "what orders count as set aside is what the stock has promised them",
            compare,
        ),
        Check(
            "orders.erasures_complete",
            "an erased customer's address is kept until the order has ended, and no longer",
            integrity.wrong_erasures,
        ),
        Check(
            "orders.no_orphans",
            "no lines, history or money without their order, no order without lines",
            integrity.orphans,
        ),
        Check(
            "orders.redemptions_match_orders",
            "coupons are redeemed by standing orders, as often as counted",
            integrity.wrong_redemptions,
        ),
        Check(
            "orders.payments_match_provider",
            "the payment provider took and gave back for each order what we say it did",
            compare_provider,
            on_request=True,
        ),
        Check("orders.search_index", "orders are found by what they say: a sample of them", compare_index),
        Check("orders.search_delay", "what changes can be found soon", late_index, warning=True),
        Check("orders.order_count_matches", "the kept number of orders is their number", integrity.wrong_counts),
    ]
