"""Fields of payments and refunds."""

from shared.infra.http.openapi.glossary import GlossaryEntry

PAYMENTS = {
    "payment_id": GlossaryEntry("The payment's id.", 311),
    "PaymentOut.status": GlossaryEntry("The payment's status.", "captured"),
    "method": GlossaryEntry("The payment method.", "card"),
    "provider": GlossaryEntry("Name of the payment provider, as the shop configures it.", "stripe", 32),
    "token": GlossaryEntry("The provider's token of the card, from its payment form.", "pm_card_visa"),
    "return_url": GlossaryEntry(
        "URL to which the buyer returns after authentication.", "https://www.shop.example/thanks"
    ),
    "amount_cents": GlossaryEntry("The amount.", 1530),
    "captured_cents": GlossaryEntry("Amount captured.", 1530),
    "PaymentOut.reference": GlossaryEntry(
        "The shop's accounting reference of a manual payment.", "bank 2026-11-30", 100
    ),
    "NewPaymentIn.reference": GlossaryEntry(
        "The shop's accounting reference of a manual payment.", "bank 2026-11-30", 100
    ),
    "RefundOut.reference": GlossaryEntry("The shop's accounting reference of a manual refund.", "bank 2026-11-30", 100),
    "RefundIn.reference": GlossaryEntry("The shop's accounting reference of a manual refund.", "bank 2026-11-30", 100),
    "RefundOut.method": GlossaryEntry(
        "How the money is returned: `card` by the provider, `manual` by other means.", "card"
    ),
    "RefundIn.method": GlossaryEntry(
        "`manual` if the money was returned by other means; if omitted, the payment's own method.", "manual"
    ),
    "decline_code": GlossaryEntry("The provider's code for a declined payment.", None, 64),
    "next_action": GlossaryEntry("What the buyer has to do next; shown only to the buyer.", None),
    "PaymentOut.next_action": GlossaryEntry("What the buyer has to do next; shown only to the buyer.", None),
    "NextActionOut.type": GlossaryEntry("Type of the required action.", "redirect_to_url", 64),
    "NextActionOut.client_secret": GlossaryEntry(
        "Client secret for the provider's payment form.", "pi_3_secret_7", 512
    ),
    "redirect_url": GlossaryEntry("URL to which to send the buyer.", "https://pay.example/3ds/7", 2000),
    "authorization_expires_at": GlossaryEntry(
        "When the authorization expires; the payment must be captured before.", None
    ),
    "dispute_status": GlossaryEntry("Status of the dispute, as reported by the provider.", None, 64),
    "refund_id": GlossaryEntry("The refund's id.", 41),
    "RefundOut.status": GlossaryEntry("The refund's status.", "succeeded"),
    "RefundOut.amount_cents": GlossaryEntry("Total amount, including refunded shipping.", 255),
    "RefundItemOut.amount_cents": GlossaryEntry("Amount refunded for these units.", 255),
    "RefundOut.reason": GlossaryEntry("The reason, as free text.", "One came broken.", 200),
    "RefundOut.items": GlossaryEntry("The refunded units.", None, 1000),
    "RefundOut.return_id": GlossaryEntry("The return that the refund belongs to.", None),
    "RefundOut.credited_cents": GlossaryEntry(
        "Amount by which the return reduced the order's debt, in addition to the refund.", 0
    ),
    "retry_of": GlossaryEntry("The failed refund that this refund retries.", None),
    "retried_as": GlossaryEntry("The refund that retried this refund after it failed.", None),
    "dismissed_at": GlossaryEntry("When staff decided not to retry the failed refund.", None),
    "dismiss_reason": GlossaryEntry("Why the refund is not retried.", None, 200),
    "deduct_cents": GlossaryEntry("Amount to deduct from the refund of the received units.", 0),
}
