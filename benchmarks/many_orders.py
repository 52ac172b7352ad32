"""Generates many orders for search benchmarks, directly in the tables."""

_ORDERS = """
    INSERT INTO orders.orders (
        id, status, payment_status, fulfillment_status, return_status, customer_id, guest, guest_email, placed_by,
        currency, prices_include_tax, subtotal_cents, discount_cents, shipping_cents, shipping_tax_cents, tax_cents,
        total_cents, paid_cents, refunded_cents, shipping_method, shipping_tax_rate_bps, payment_in_flight,
        metadata, created_at, updated_at, version, sequence
    )
    SELECT n, CASE WHEN n % 1000 = 0 THEN 'expired' ELSE 'completed' END, 'paid', 'fulfilled', 'none',
           n % ({orders} / 10) + 1, NULL, NULL, 'client:' || n % 3, 'GBP', true, 100, 0, 0, 0, 0, 100, 100, 0,
           'standard', 0, false, '{{}}', timestamptz '2024-01-01Z' + n * interval '30 s', now(), 1, 1
    FROM generate_series(1, {orders}) n;
"""
_SEARCH = """
    DROP INDEX orders.ix_order_search_text;
    INSERT INTO orders.order_search (order_id, created_at, text)
    SELECT n, created_at, format(
        ' web-%s %s %s %s.%s%s@%s 44%s n%s %saa n%s%saa pot%s tea%s 1z%s',
        n, given, family, given, family, n % 5000, host, lpad((h % 10000000000)::text, 10, '0'),
        n % 90, n % 9, n % 90, n % 9, h % 7919, h % 8009, md5(n::text)
    )
    FROM (
        SELECT n, created_at, abs(hashint8(n)::bigint) AS h,
            (ARRAY['john', 'mary', 'zoe', 'ada', 'bjorn', 'anna', 'peter', 'li', 'maria', 'ahmed'])
                [1 + abs(hashint8(n * 3)) % 10] AS given,
            CASE
                WHEN abs(hashint8(n * 5)) % 10 < 3 THEN 'smith'
                WHEN n < {orders} / 20 AND n % 2 = 0 THEN 'bygone'
                ELSE 'family' || abs(hashint8(n * 13)) % 3000
            END AS family,
            CASE
                WHEN abs(hashint8(n * 17)) % 10 < 6 THEN 'gmail.com' ELSE 'host' || n % 977 || '.example'
            END AS host
        FROM (SELECT id AS n, created_at FROM orders.orders WHERE id <= {orders}) numbered
    ) made;
    CREATE INDEX ix_order_search_text ON orders.order_search USING gin (text gin_trgm_ops);
"""

WORDS = {
    "in most orders": "gmail.com",
    "in a third": "smith",
    "in one of ninety": "n17",
    "a postal code in one of ninety": "N17 8AA",
    "in old orders alone": "bygone",
    "a product": "pot3686",
    "a name in two words": "zoe family1234",
    "a reference": "web-7777",
    "a part of a tracking number": "c8788088c2193f02",
    "a telephone number": "+44 208 225 9643",
    "the beginning of a name": "zo",
    "one letter": "z",
    "three digits": "208",
    "an id": "#7777",
    "in no order": "qqqzzz",
}


def filling(orders: int) -> str:
    """SQL that inserts the given number of orders and indexes them; run it as the owner of the tables."""
    return _ORDERS.format(orders=orders) + indexing(orders)


def indexing(orders: int) -> str:
    """SQL that indexes so many existing orders for the search."""
    return _SEARCH.format(orders=orders)


ANALYZED = "ANALYZE orders.orders; ANALYZE orders.order_search"
CLEANED = "VACUUM orders.order_search"
