"""How each list gets more rows: copies of an existing row.

A new list needs an entry in the samples of its module; `test_every_list_is_here` fails without it.
"""

from collections.abc import Mapping

from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.module_samples import all_samples

OPEN = "status = 'confirmed' AND fulfillment_status = 'unfulfilled'"
ORDERS = [
    Copies("orders.orders", {**ID, **TIMES}, OPEN),
    Copies(
        "orders.order_lines",
        {"order_id": "1000000 + n"},
        f"order_id IN (SELECT id FROM orders.orders WHERE {OPEN}) AND line_id = 1",
    ),
    Copies(
        "inventory.reservations",
        {"order_id": "1000000 + n"},
        f"order_id IN (SELECT id FROM orders.orders WHERE {OPEN}) AND part = 1",
    ),
]
SKU = {"sku": "'COPY' || n"}
PRODUCTS = Copies("inventory.products", {**SKU, **TIMES}, "sku = 'SKU0'")
LEVELS = [PRODUCTS, Copies("inventory.stock_levels", {**SKU, "ledger_seq": "0"}, "sku = 'SKU0'")]

ROWS: Mapping[str, Rows] = {
    "/v1/admin/dead-letters": Rows([Copies("platform.dead_letters", {**ID, "consumer": "'consumer' || n"})]),
    "/v1/api-keys": Rows([Copies("users.api_keys", {**ID, "lookup": "'lookup' || n"})]),
    "/v1/audit": Rows([Copies("platform.audit_log", {**ID, "at": "to_jsonb(now())"})]),
    "/v1/auth/sessions": Rows([Copies("users.sessions", ID)], whose="boss"),
    "/v1/fulfillment/queue": Rows(ORDERS),
    "/v1/inventory/adjustments": Rows([Copies("inventory.documents", ID, "kind = 'adjustment'")]),
    "/v1/inventory/ledger": Rows(
        [Copies("inventory.ledger", {**ID, "seq": "1000000 + n"})],
        counted="UPDATE inventory.stock_levels SET ledger_seq = ledger_seq + $1 WHERE sku = 'SKU0'",
    ),
    "/v1/inventory/levels": Rows(LEVELS),
    "/v1/inventory/low-stock": Rows(LEVELS, query={"threshold": "1000000"}),
    "/v1/inventory/receipts": Rows([Copies("inventory.documents", ID, "kind = 'receipt'")]),
    "/v1/inventory/transfers": Rows(
        [
            Copies("inventory.transfers", ID),
            Copies("inventory.transfer_lines", {"transfer_id": "1000000 + n"}, "number = 1"),
        ]
    ),
    "/v1/jobs": Rows([Copies("import_export.jobs", {**ID, **TIMES})]),
    "/v1/locations": Rows([Copies("inventory.locations", {"code": "'COPY' || n", **TIMES})]),
    "/v1/orders": Rows(ORDERS),
    "/v1/payments": Rows([Copies("orders.payments", {**ID, "status": "'declined'", **TIMES})]),
    "/v1/products": Rows([PRODUCTS]),
    "/v1/refunds": Rows([Copies("orders.refunds", {**ID, **TIMES})]),
    "/v1/returns": Rows([Copies("orders.returns", ID)]),
    "/v1/shipments": Rows([Copies("orders.shipments", ID)]),
    "/v1/users": Rows(
        [
            Copies(
                "users.users",
                {
                    **ID,
                    **TIMES,
                    **dict.fromkeys(("email", "email_canonical"), "'copy' || n || '@example.com'"),
                    **dict.fromkeys(("username", "username_canonical"), "'copy' || n"),
                },
            )
        ]
    ),
    "/v1/webhook-endpoints": Rows([Copies("webhooks.endpoints", {**ID, **TIMES})]),
    "/v1/webhook-endpoints/{endpoint_id}/deliveries": Rows(
        [Copies("webhooks.deliveries", {**ID, "event_id": "gen_random_uuid()", **TIMES})],
        path="/v1/webhook-endpoints/1/deliveries",
    ),
    **{path: rows for samples in all_samples() for path, rows in samples.rows.items()},
}

OWN = frozenset(
    {
        "/v1/api-keys",
        "/v1/auth/sessions",
        "/v1/jobs",
        "/v1/orders",
        "/v1/payments",
        "/v1/refunds",
        "/v1/returns",
        "/v1/shipments",
    }
)
"""Lists that show each caller only their own rows."""

Ones = Mapping[str, tuple[str, str]]
"""What is read by itself: a small one, and one of many parts (the same, where there are no parts)."""


def ones(small: int, large: int, parts: Mapping[str, int]) -> Ones:
    """`small` and `large` are orders; `parts` are further objects by kind."""
    plain = {
        "/v1/api-keys/{key_id}": f"/v1/api-keys/{parts['api-key']}",
        "/v1/auth/sessions/{session_id}": "/v1/auth/sessions/1",
        "/v1/inventory/levels/{sku}/{location_code}": "/v1/inventory/levels/SKU0/MAIN",
        "/v1/inventory/ledger/{entry_id}": "/v1/inventory/ledger/1",
        "/v1/jobs/{job_id}": "/v1/jobs/1",
        "/v1/jobs/{job_id}/result": "/v1/jobs/1/result",
        "/v1/locations/{code}": "/v1/locations/MAIN",
        "/v1/payments/{payment_id}": f"/v1/payments/{parts['payment']}",
        "/v1/products/{sku}": "/v1/products/SKU0",
        "/v1/refunds/{refund_id}": f"/v1/refunds/{parts['refund']}",
        "/v1/returns/{return_id}": f"/v1/returns/{parts['return']}",
        "/v1/shipments/{shipment_id}": f"/v1/shipments/{parts['shipment']}",
        "/v1/users/{user_id}": "/v1/users/2",
        "/v1/webhook-endpoints/{endpoint_id}": "/v1/webhook-endpoints/1",
        "/v1/webhook-deliveries/{delivery_id}": "/v1/webhook-deliveries/1",
        **{template: path for samples in all_samples() for template, path in samples.singles.items()},
    }
    expanded = "?expand=customer,availability,payments,shipments"
    return {
        **{template: (path, path) for template, path in plain.items()},
        "/v1/inventory/adjustments/{adjustment_id}": _two("/v1/inventory/adjustments", parts, "adjustment"),
        "/v1/inventory/receipts/{receipt_id}": _two("/v1/inventory/receipts", parts, "receipt"),
        "/v1/inventory/transfers/{transfer_id}": _two("/v1/inventory/transfers", parts, "transfer"),
        "/v1/users/{user_id}/export": ("/v1/users/3/export", "/v1/users/2/export"),
        "/v1/orders/{order_id}": (f"/v1/orders/{small}{expanded}", f"/v1/orders/{large}{expanded}"),
        "/v1/orders/{order_id}/timeline": (f"/v1/orders/{small}/timeline", f"/v1/orders/{large}/timeline"),
    }


def _two(where: str, parts: Mapping[str, int], kind: str) -> tuple[str, str]:
    return f"{where}/{parts[kind]}", f"{where}/{parts['large ' + kind]}"
