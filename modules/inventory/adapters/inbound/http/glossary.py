"""What the API document says of products, locations and stock and of fields that no model describes."""

from collections.abc import Mapping
from dataclasses import replace

from modules.inventory.public import InventoryPolicy
from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import LATER, TIME

TAGS = {
    "products": "The catalogue.",
    "locations": "Places that hold stock.",
    "stock": "Stock levels, stock movements and the ledger that records them.",
}

_PRODUCTS = {
    "sku": GlossaryEntry("The product's SKU.", "85123A", 64),
    "ProductIn.name": GlossaryEntry("The product's name, shown to buyers.", "White hanging heart T-light holder"),
    "ProductChangeIn.name": GlossaryEntry("The product's name, shown to buyers.", "White hanging heart T-light holder"),
    "ProductOut.name": GlossaryEntry("The product's name, shown to buyers.", "White hanging heart T-light holder", 200),
    "ProductIn.active": GlossaryEntry("Whether the product can be ordered.", example=True),
    "ProductChangeIn.active": GlossaryEntry("Whether the product can be ordered.", example=True),
    "ProductOut.active": GlossaryEntry("Whether the product can be ordered.", example=True),
    "LowStockOut.name": GlossaryEntry(
        "The product's name, shown to buyers.", "White hanging heart T-light holder", 200
    ),
    "description": GlossaryEntry("A description for buyers.", "Holds one tea light."),
    "price_cents": GlossaryEntry("Unit price in minor units of the currency.", 255),
    "tax_rate_bps": GlossaryEntry("Tax rate in basis points; 2000 is 20 %.", 2000),
    "max_per_order": GlossaryEntry("Maximum units per order; null for no limit.", 12),
    "backorder_policy": GlossaryEntry("Whether the product can be ordered when it is out of stock.", "deny"),
    "backorder_limit": GlossaryEntry("Maximum units on backorder at any time; null for no limit.", None),
    "low_stock_threshold": GlossaryEntry("Stock below this number counts as low; null for the shop's default.", 10),
    "requires_shipping": GlossaryEntry("Whether the product has to be shipped.", example=True),
    "track_inventory": GlossaryEntry(
        "Whether stock is tracked; if not, the product is always available.", example=True
    ),
    "barcodes": GlossaryEntry("Barcodes of the product.", ["5012345678900"], 20),
    "barcode": GlossaryEntry("A scanned barcode.", "5012345678900"),
    "external_id": GlossaryEntry("Id in another system.", "ERP-88231", 200),
    "image": GlossaryEntry("The product's picture in three sizes; null if there is none.", None),
    "small": GlossaryEntry("Small size, for lists.", None),
    "medium": GlossaryEntry("Medium size, for product pages.", None),
    "large": GlossaryEntry("Large size, for zooming.", None),
    "width": GlossaryEntry("Width in pixels.", 640),
    "height": GlossaryEntry("Height in pixels.", 480),
    "archived_at": GlossaryEntry("When the product was archived; null if it is in the catalogue.", None),
    "in_stock": GlossaryEntry("Whether at least one unit can be reserved now.", example=True),
    "available": GlossaryEntry("Units that can be reserved now.", 36),
    "backorderable": GlossaryEntry("Further units that can be ordered on backorder.", 0),
    "incoming": GlossaryEntry("Units in transit between locations.", 12),
}

_STOCK = {
    "name": GlossaryEntry("A display name.", "Leeds warehouse"),
    "code": GlossaryEntry("The location's code.", "LEEDS", 10),
    "location_code": GlossaryEntry("The location's code.", "MAIN", 10),
    "from_location_code": GlossaryEntry("Code of the source location.", "MAIN", 10),
    "to_location_code": GlossaryEntry("Code of the destination location.", "LEEDS", 10),
    "priority": GlossaryEntry("Allocation priority; lower numbers come first.", 10),
    "fulfills_online": GlossaryEntry("Whether online orders are shipped from this location.", example=True),
    "on_hand": GlossaryEntry("Units on hand.", 42),
    "reserved": GlossaryEntry("Units on hand that are reserved for orders.", 6),
    "unavailable": GlossaryEntry("Units on hand that are damaged, quarantined or held back.", 0),
    "expected_on_hand": GlossaryEntry("Units on hand when they were counted; alternatively send If-Match.", 41),
    "on_shortfall": GlossaryEntry("What to do with orders whose reserved units no longer exist.", "reject"),
    "ledger_seq": GlossaryEntry("Sequence number of the stock level's latest ledger entry.", 17),
    "ledger_id": GlossaryEntry("Id of the ledger entry, as in `/v1/inventory/ledger/{id}`.", 90211),
    "RestockOut.id": GlossaryEntry("Id of the ledger entry.", 90211),
    "RestockOut.quantity": GlossaryEntry("Units on hand after the restock.", 142),
    "backorders_filled": GlossaryEntry("Backordered units that were allocated.", 0),
    "threshold": GlossaryEntry("Stock below this number counts as low.", 10),
    "below": GlossaryEntry("Only levels with fewer available units than this.", 10),
    "deallocated": GlossaryEntry("Orders whose units were deallocated and are backordered.", []),
    "lines": GlossaryEntry("The lines of the document.", None, 500),
    "delta": GlossaryEntry("Change of the units on hand.", -2),
    "unavailable_delta": GlossaryEntry("Change of the unavailable units.", 0),
    "on_hand_delta": GlossaryEntry("Change of the units on hand.", -2),
    "reserved_delta": GlossaryEntry("Change of the reserved units.", 0),
    "AdjustmentIn.reason": GlossaryEntry("Reason of the adjustment.", "damage"),
    "AdjustmentOut.reason": GlossaryEntry("Reason of the adjustment.", "damage"),
    "entry_id": GlossaryEntry("The ledger entry's id.", 90211),
    "seq": GlossaryEntry("Sequence number of the entry within its stock level, from 1 without gaps.", 17),
    "LedgerEntryOut.kind": GlossaryEntry("Kind of the change.", "adjusted", 40),
    "entry_kind": GlossaryEntry("Kind of the change.", "reserved", 40),
    "list_ledger.kind": GlossaryEntry("Only entries of this kind.", "adjusted"),
    "prev_hash": GlossaryEntry("Hash of the previous entry.", "0" * 64, 64),
    "hash": GlossaryEntry("SHA-256 of the entry and the previous hash.", "9b" * 32, 64),
    "ok": GlossaryEntry("Whether all hash chains are intact.", example=True),
    "chains": GlossaryEntry("Number of stock levels checked.", 4),
    "entries": GlossaryEntry("Number of entries checked.", 90211),
    "first_bad": GlossaryEntry("The first entry whose hash does not match.", None),
    "LedgerVerificationOut.first_bad": GlossaryEntry("The first entry whose hash does not match.", None),
    "broken": GlossaryEntry("The first mismatching entry of each broken chain.", []),
    "problem": GlossaryEntry("What does not match.", "hash"),
    "receipt_id": GlossaryEntry("The receipt's id.", 31),
    "adjustment_id": GlossaryEntry("The adjustment's id.", 32),
    "transfer_id": GlossaryEntry("The transfer's id.", 33),
    "TransferLineOut.quantity": GlossaryEntry("Units to transfer.", 12),
    "TransferLineOut.shipped": GlossaryEntry("Units shipped.", 12),
    "TransferLineOut.received": GlossaryEntry("Units received in sellable condition.", 10),
    "shipped_at": GlossaryEntry("When it was shipped; null if it was not.", TIME),
    "TransferOut.updated_at": GlossaryEntry("When the transfer was last changed.", LATER),
    "TransferOut.status": GlossaryEntry("The transfer's status.", "in_transit"),
    "list_transfers.status": GlossaryEntry("Only transfers with this status.", "in_transit"),
    "damaged": GlossaryEntry("Units received damaged.", 0),
    "lost": GlossaryEntry("Units lost in transit.", 0),
    "in_transit": GlossaryEntry("Units in transit.", 2),
    "received": GlossaryEntry("Units received.", 10),
}

_MODELS_WITH_SKU = (
    "ProductIn",
    "RestockIn",
    "ReceiptLineIn",
    "AdjustmentLineIn",
    "TransferLineIn",
    "TransferReceiptLineIn",
)
"""Request bodies with a SKU; their schema shows the shop's SKU pattern."""


def fields(policy: InventoryPolicy) -> Mapping[str, GlossaryEntry]:
    """The fields as a shop with this policy describes them."""
    sku = replace(
        _PRODUCTS["sku"], meaning="The product's SKU, in the shop's pattern.", max_size=None, pattern=policy.sku_pattern
    )
    return {**_PRODUCTS, **_STOCK, **{f"{model}.sku": sku for model in _MODELS_WITH_SKU}}
