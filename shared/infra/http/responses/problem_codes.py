"""Every code an error can carry, with its status, its title and what to do next.

Codes are the contract: they are added, never renamed. `tests` hold this table against the
published one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """`advice` is what the page at `/problems/<code>` tells the caller to do."""

    code: str
    status: int
    title: str
    advice: str


_TABLE = (
    (400, "malformed_json", "The body cannot be read",
     "Send one JSON document in UTF-8 without a byte order mark, at most 32 levels deep."),
    (400, "unknown_parameter", "Unknown query parameter",
     "Compare the names in the query string with the operation's documentation; they are in `parameters`."),
    (400, "pagination_conflict", "Two ways of paging at once",
     "Use either `offset` (or its alias `skip`) or `cursor`, not both."),
    (400, "cursor_invalid", "The cursor is not one of this list",
     "Send `next_cursor` back unchanged, to the same list with the same filters and sorting, or start over without."),
    (400, "sort_unsupported", "The list cannot be sorted that way",
     "Choose from the names in `allowed`; put `-` before a name for descending order."),
    (400, "idempotency_key_required", "This command needs an Idempotency-Key",
     "Send an `Idempotency-Key` header of your own making, and the same key again when you repeat the request."),
    (400, "idempotency_key_invalid", "The Idempotency-Key is not acceptable",
     "Use 1 to 255 printable ASCII characters, for instance a UUID."),
    (401, "unauthenticated", "Sign in first",
     "Send `Authorization: Bearer <token>` with an access token or an API key."),
    (401, "token_expired", "The token has expired", "Get a new access token with the refresh token, or sign in again."),
    (401, "token_invalid", "The token opens nothing", "Sign in again, or check that the API key was copied whole."),
    (401, "invalid_credentials", "The credentials do not match", "Check the name and the password and try again."),
    (401, "account_inactive", "The account is not active", "Ask an administrator of the shop."),
    (401, "refresh_reused", "The refresh token was used twice",
     "All sessions of this sign-in have been ended as a precaution. Sign in again."),
    (402, "payment_declined", "The payment was declined",
     "Look at `decline_code`, ask the buyer for another means of payment, and pay the order again: it still stands."),
    (403, "forbidden", "A scope is missing", "Use a token or an API key that holds all of `missing_scopes` too."),
    (404, "not_found", "There is no such thing", "Check the path and the id. What is not yours to see is not found."),
    (405, "method_not_allowed", "The method is not offered here", "The `Allow` header lists the methods of this path."),
    (406, "not_acceptable", "No such representation", "Accept one of the media types the operation documents."),
    (409, "insufficient_stock", "Not enough stock",
     "`items` lists every short item with what is available. Lower the quantities or leave items out."),
    (409, "price_changed", "A price has changed", "Show the buyer the prices in `current` and place the order again."),
    (409, "coupon_exhausted", "The coupon is used up",
     "Pay for or cancel your unpaid order `order_id` that holds it, where one is named. Otherwise place the order "
     "without the coupon or with another one."),
    (409, "invalid_transition", "The present state does not allow it",
     "Read the resource again; `from` is its state and `allowed` what can be done from there."),
    (409, "mail_unavailable", "The order has no such mail",
     "Send one of the kinds in `available`; to an erased buyer none can be sent."),
    (409, "order_on_hold", "The order is on hold", "Release the hold, or settle what caused it, and try again."),
    (409, "shipping_address_erased", "The address was erased",
     "Enter one with `PATCH /v1/orders/{id}` and `shipping_address`, or cancel what is not shipped."),
    (409, "payment_in_progress", "A payment is under way", "Try again after `retry_after` seconds."),
    (409, "payment_exceeds_outstanding", "More than is owed", "Record at most `max_cents`."),
    (409, "payment_required", "The order is not paid for", "Take the payment again before shipping."),
    (409, "refund_exceeds_captured", "More than was taken", "Refund at most `max_cents`."),
    (409, "already_refunded", "The money was given back before",
     "Refund at most `max_quantity` units of the line. An order whose money has all been given back is not shipped: "
     "cancel it."),
    (409, "units_not_shipped", "The units have not shipped",
     "Cancel them with `POST /v1/orders/{id}/cancel` and `items`: that gives back their money and their stock. "
     "Refund at most `max_quantity` units of the line, or any `amount_cents` as goodwill."),
    (409, "nothing_to_refund", "No money is due",
     "Nothing was paid for these units, or all of it has been given back. End a received return with "
     "`POST /v1/returns/{id}/close`."),
    (409, "deduction_exceeds_value", "More is deducted than the units are worth",
     "Deduct at most `max_cents`; if that leaves nothing, close the return."),
    (409, "over_cancellation", "More than there is to cancel",
     "Cancel at most `max` units of the line; what has shipped can come back as a return."),
    (409, "over_fulfilment", "More than was ordered", "Ship at most the units that are neither shipped nor cancelled."),
    (409, "over_return", "More than was shipped", "Return at most the units that were shipped and not returned yet."),
    (409, "over_receipt", "More than was sent",
     "Receive at most `max`; book what is beyond as an adjustment, or of a return ask for it in another one."),
    (409, "return_window_closed", "Too late for a return", "Ask the shop's staff: they can still refund."),
    (409, "stock_below_reserved", "Orders hold that stock",
     "`orders` hold these units. Cancel some, or book with `on_shortfall: deallocate`."),
    (409, "not_reserved_here", "Nothing is reserved at that location",
     "Ship from the locations in `reserved_at`, or reallocate the line first."),
    (409, "quantity_changed", "The stock has changed", "Decide again on `current` and send it as `expected_on_hand`."),
    (409, "email_taken", "The e-mail address is taken", "Sign in with it, or register another address."),
    (409, "username_taken", "The user name is taken", "Choose another name."),
    (409, "stock_limit_exceeded", "More than a location can hold",
     "At most `max` units more can be booked for `sku` at `location_code`: correct the quantity."),
    (409, "barcode_taken", "The barcode is taken",
     "A barcode names one product. Remove it from the product `sku` first, or send another barcode."),
    (409, "sku_taken", "The SKU is taken", "Change the existing product, or choose another SKU."),
    (409, "location_taken", "The location code is taken", "Change the existing location, or choose another code."),
    (409, "coupon_taken", "The coupon code is taken", "Change the existing coupon, or choose another code."),
    (409, "duplicate_reference", "The reference was used before",
     "`order_id` is the order placed with this `client_reference`. Use a new reference for a new order."),
    (409, "too_many_unpaid_orders", "Too many unpaid orders", "Pay for or cancel an open order first."),
    (409, "idempotency_in_flight", "The same request is still running", "Repeat it after `Retry-After` seconds."),
    (409, "secret_already_issued", "The secret was shown once",
     "The first answer held it. If it was lost, delete the resource `id` and create another."),
    (409, "location_not_empty", "The location still holds stock", "Move or adjust its stock first."),
    (409, "last_admin", "The last administrator stays", "Make somebody else an administrator first."),
    (410, "cursor_expired", "The cursor is too old", "Start over without a cursor; what it pointed at is gone."),
    (412, "version_mismatch", "The resource has changed", "Read it again and decide on version `current`."),
    (413, "body_too_large", "The body is too large", "Send less at once; the operation documents its limit."),
    (415, "unsupported_media_type", "The body's media type is not supported",
     "Set `Content-Type` to one of the operation's media types, mostly `application/json`, and no `Content-Encoding`."),
    (422, "validation_failed", "Some fields are not acceptable",
     "`errors` names each field by a JSON Pointer, with a code and a message."),
    (422, "bulk_coupon_required", "Large orders need a coupon",
     "Add the coupon agreed with the shop, or split the order."),
    (422, "coupon_invalid", "The coupon cannot be used", "Check the code, or order without a coupon."),
    (422, "coupon_min_spend", "Below the coupon's minimum", "Order more, or without the coupon."),
    (422, "customer_required", "The order has no customer", "Name a `customer_id`, or a guest in `customer`."),
    (422, "payment_token_invalid", "No such card token",
     "Have the provider's form make a token again, and send that one. Nothing was kept, unless `order_id` names an "
     "order: pay that one with `POST /v1/orders/{id}/payments`."),
    (422, "payment_method_unavailable", "The payment method is not offered", "Choose another `payment.method`."),
    (422, "idempotency_key_reused", "The key belongs to another request",
     "Use a new Idempotency-Key for a new request; repeat an old one unchanged."),
    (422, "url_not_allowed", "The address may not be called",
     "Use an https URL of a public host, without credentials, on an allowed port."),
    (428, "precondition_required", "Say which state you decided on",
     "Send `If-Match` with the resource's ETag, or the expected value the operation documents."),
    (429, "rate_limited", "Too many requests",
     "Wait `retry_after` seconds. The RateLimit headers of every answer tell what is left."),
    (500, "internal_error", "Something went wrong here",
     "Repeat the request with the same Idempotency-Key. If it persists, report the `request_id`."),
    (503, "busy", "Too much work at once", "Repeat the request after `Retry-After` seconds."),
    (503, "dependency_unavailable", "A part of the shop is away", "Repeat the request after `Retry-After` seconds."),
    (503, "timeout", "It took too long",
     "Repeat the request with the same Idempotency-Key after `Retry-After` seconds; it has one effect."),
)  # fmt: skip

PROBLEM_CODES = {code: ProblemCode(code, status, title, advice) for status, code, title, advice in _TABLE}
