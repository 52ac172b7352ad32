"""Fields of orders and their buyers."""

from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import LATER

BUYERS = {
    "customer_id": GlossaryEntry("Id of the registered customer; null for a guest's order.", 7),
    "customer": GlossaryEntry("The guest, or the registered customer if expanded.", None),
    "CustomerOut.id": GlossaryEntry("Id of the registered customer; null for a guest.", None),
    "CustomerOut.name": GlossaryEntry("The buyer's name.", "Ada Lovelace", 200),
    "GuestIn.name": GlossaryEntry("The buyer's name.", "Ada Lovelace"),
    "AddressIn.name": GlossaryEntry("The recipient's name.", "Ada Lovelace"),
    "AddressPatchIn.name": GlossaryEntry("The recipient's name.", "Ada Lovelace"),
    "AddressOut.name": GlossaryEntry("The recipient's name.", "Ada Lovelace", 200),
    "company": GlossaryEntry("The recipient's company.", None, 200),
    "line1": GlossaryEntry("First address line: street and number.", "12 St James's Square", 200),
    "line2": GlossaryEntry("Second address line.", None, 200),
    "city": GlossaryEntry("Town or city, where addresses of the country have one.", "London", 200),
    "region": GlossaryEntry(
        "State, county or province; required where the country's addresses need it (US: `NY`).", None, 200
    ),
    "postal_code": GlossaryEntry(
        "Postal code in the country's format, in any case and spacing; null where the country has none.",
        "SW1Y 4JH",
        20,
    ),
    "phone": GlossaryEntry(
        "Phone number for delivery questions; at least three digits, stored as sent.",
        "+44 20 7946 0018",
        40,
    ),
    "shipping_address": GlossaryEntry("The shipping address.", None),
    "billing_address": GlossaryEntry("The billing address, if it differs from the shipping address.", None),
    "OrderOut.billing_address": GlossaryEntry("The billing address, if it differs from the shipping address.", None),
    "PlacedOrderOut.billing_address": GlossaryEntry(
        "The billing address, if it differs from the shipping address.", None
    ),
    "ExpandedOrderOut.billing_address": GlossaryEntry(
        "The billing address, if it differs from the shipping address.", None
    ),
    "tax_id": GlossaryEntry("The buyer's tax identification number.", None, 32),
}

ORDERS = {
    "order_id": GlossaryEntry("The order's id.", 1042),
    "status": GlossaryEntry("The status.", "confirmed"),
    "payment_status": GlossaryEntry("Status of the order's payment.", "paid"),
    "fulfillment_status": GlossaryEntry("Status of the order's fulfillment.", "unfulfilled"),
    "return_status": GlossaryEntry("Status of the order's returns.", "none"),
    "OrderIn.items": GlossaryEntry("The products to order.", None),
    "OrderOut.items": GlossaryEntry("The order's lines, with the prices at the time of the order.", None, 1000),
    "PlacedOrderOut.items": GlossaryEntry("The order's lines, with the prices at the time of the order.", None, 1000),
    "ExpandedOrderOut.items": GlossaryEntry("The order's lines, with the prices at the time of the order.", None, 1000),
    "QuoteOut.items": GlossaryEntry("The quote's lines, with current prices.", None, 1000),
    "OrderItemOut.name": GlossaryEntry("The product's name.", "White hanging heart T-light holder", 200),
    "QuoteItemOut.name": GlossaryEntry("The product's name.", "White hanging heart T-light holder", 200),
    "PickLineOut.name": GlossaryEntry("The product's name.", "White hanging heart T-light holder", 200),
    "line_id": GlossaryEntry("Number of the line in its order.", 1),
    "unit_price_cents": GlossaryEntry("Price of one unit.", 255),
    "expected_unit_price_cents": GlossaryEntry(
        "The price the buyer saw; if the price differs, the order fails with 409 `price_changed`.", 255
    ),
    "subtotal_cents": GlossaryEntry("Sum of the lines, before discount, shipping and added tax.", 1530),
    "discount_cents": GlossaryEntry("Discount from a coupon, off the items.", 0),
    "shipping_cents": GlossaryEntry("Shipping charge, after the discount from a coupon.", 0),
    "shipping_discount_cents": GlossaryEntry("Discount from a coupon, off the shipping charge.", 0),
    "shipping_tax_cents": GlossaryEntry("Tax on the shipping charge.", 0),
    "tax_cents": GlossaryEntry("Tax amount.", 255),
    "total_cents": GlossaryEntry("Total amount.", 1530),
    "cancelled_cents": GlossaryEntry(
        "Amount no longer due: cancelled units, and the shipping charge if no unit is left to ship.", 0
    ),
    "credited_cents": GlossaryEntry("Amount credited: refunds, and returned goods that were not paid.", 0),
    "paid_cents": GlossaryEntry("Amount captured.", 1530),
    "outstanding_cents": GlossaryEntry("Amount still due: total - cancelled - credited - (paid - refunded).", 0),
    "refunded_cents": GlossaryEntry("Amount refunded.", 0),
    "backordered": GlossaryEntry("Units on backorder.", 0),
    "OrderItemOut.reserved": GlossaryEntry("Units reserved for the line.", 6),
    "shipped": GlossaryEntry("Units shipped. For a digital line: units fulfilled at confirmation.", 0),
    "cancelled": GlossaryEntry("Units cancelled.", 0),
    "returned": GlossaryEntry("Units returned.", 0),
    "credited": GlossaryEntry("Units refunded, or credited because they were not paid.", 0),
    "OrderItemOut.credited_cents": GlossaryEntry("Value of the credited units.", 0),
    "location_codes": GlossaryEntry("Locations that hold the line's units.", ["MAIN"]),
    "coupon_code": GlossaryEntry("The coupon's code.", None, 64),
    "shipping_method": GlossaryEntry("Code of a shipping method of the shop.", "standard", 64),
    "payments": GlossaryEntry("Payments of the order.", None),
    "hold": GlossaryEntry("The hold that blocks shipping; null if there is none.", None),
    "OrderOut.hold": GlossaryEntry("The hold that blocks shipping; null if there is none.", None),
    "PlacedOrderOut.hold": GlossaryEntry("The hold that blocks shipping; null if there is none.", None),
    "ExpandedOrderOut.hold": GlossaryEntry("The hold that blocks shipping; null if there is none.", None),
    "erasure": GlossaryEntry(
        "Erasure of a deleted customer's address: `waiting` until the order is complete, then `done`.", None
    ),
    "HoldOut.reason": GlossaryEntry("The reason for the hold.", "The address is unclear.", 200),
    "client_reference": GlossaryEntry("The caller's own reference of the order; it must be unique.", "web-4711", 64),
    "payment_due_at": GlossaryEntry("When the unpaid order expires; null if it does not expire.", LATER),
    "order_token": GlossaryEntry("Bearer token that gives access to a guest's order.", None, 256),
    "allow_backorder": GlossaryEntry("Whether to accept units on backorder.", example=False),
    "payment": GlossaryEntry("How to pay; if omitted, the order waits for its payment.", None),
    "availability": GlossaryEntry("Availability of the order's products, with `expand=availability`.", None),
    "shipments": GlossaryEntry("Shipments of the order, with `expand=shipments`.", None),
    "total_min": GlossaryEntry("Only orders with at least this total, in minor units.", 1000),
    "total_max": GlossaryEntry("Only orders with at most this total, in minor units.", 5000),
    "TimelineOut.items": GlossaryEntry("Timeline entries, oldest first.", None),
    "max_order_lines": GlossaryEntry("Maximum lines per order.", 100),
    "bulk_order_lines": GlossaryEntry("Orders with more lines than this need a coupon; 0 disables the rule.", 50),
    "max_unpaid_orders": GlossaryEntry("Maximum unpaid orders per customer; 0 disables the rule.", 3),
    "shipping_methods": GlossaryEntry("The shop's shipping methods.", None, 100),
    "limits": GlossaryEntry("Limits per order and per customer.", None),
    "ShippingMethodOut.code": GlossaryEntry("Code to send as `shipping_method`.", "standard", 64),
    "ShippingMethodOut.name": GlossaryEntry("The method's name, shown to buyers.", "Standard delivery", 200),
    "TimelineStateOut.kind": GlossaryEntry("A change of the order.", "state"),
    "TimelineEventOut.kind": GlossaryEntry("A published event.", "event"),
    "StockItemOut.kind": GlossaryEntry("A change of the order's stock.", "stock"),
    "fact": GlossaryEntry("What happened to the order.", "confirmed", 64),
    "TimelineStateOut.detail": GlossaryEntry("Further details of the change.", {}),
    "TimelineStateOut.sequence": GlossaryEntry("Sequence number of the change within its order, from 1.", 2),
}
