"""Explains why an odd line cannot be imported and where it belongs."""

from entrypoints.development.shop_data.rows import OddLine

CODES = {
    "AMAZONFEE": "a marketplace's fee is the shop's cost, not a sale",
    "B": "bad debt is an entry of the books, not a sale",
    "BANK CHARGES": "a bank's charge is the shop's cost, not a sale",
    "C2": "carriage is priced by the order's shipping method",
    "CRUK": "a commission given to charity is the shop's cost, not a sale",
    "D": "a discount is a coupon or a refund, never a product of negative quantity",
    "DOT": "postage is priced by the order's shipping method",
    "M": "a manual entry names no product",
    "PADS": "a correction to nought names no product",
    "POST": "postage is priced by the order's shipping method",
    "S": "samples are an adjustment of stock, not a sale",
}


def rejection_reason(line: OddLine) -> str:
    """The reason for this line."""
    code = line.stock_code_raw.strip().upper()
    if line.why == "non_merchandise_code":
        return CODES.get(code, "gift vouchers and test entries name no product of the catalogue")
    if line.why == "price_below_0.01":
        if line.quantity.startswith("-"):
            return "units written off at no price: an adjustment of stock, not a sale"
        return "units booked in or given away at no price: an adjustment of stock; a product's price is above 0"
    return f"marked {line.why} in the file"
