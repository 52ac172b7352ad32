"""The payment methods that Stripe documents for tests, as far as the sandbox knows them."""

from dataclasses import dataclass
from enum import StrEnum


class Afterwards(StrEnum):
    """What becomes of a payment that succeeded."""

    NOTHING = "nothing"
    DISPUTED = "disputed"
    REFUND_FAILS = "refund_fails"
    REFUND_WAITS = "refund_waits"


@dataclass(frozen=True, slots=True)
class Decline:
    """Why the bank says no: the error's code, its finer word, and what the buyer is told."""

    code: str
    decline_code: str
    message: str


@dataclass(frozen=True, slots=True)
class Card:
    brand: str = "visa"
    last4: str = "4242"
    asks_buyer: bool = False
    decline: Decline | None = None
    afterwards: Afterwards = Afterwards.NOTHING


def _refused(decline_code: str, last4: str, message: str = "Your card was declined.") -> Card:
    return Card(last4=last4, decline=Decline("card_declined", decline_code, message))


def _wrong(code: str, last4: str, message: str) -> Card:
    return Card(last4=last4, decline=Decline(code, code, message))


_GENERIC = _refused("generic_decline", "0002")
_INSUFFICIENT = _refused("insufficient_funds", "9995", "Your card has insufficient funds.")
_LOST = _refused("lost_card", "9987")
_STOLEN = _refused("stolen_card", "9979")

CARDS = {
    "pm_card_visa": Card(),
    "pm_card_visa_debit": Card(last4="5556"),
    "pm_card_mastercard": Card("mastercard", "4444"),
    "pm_card_amex": Card("amex", "0005"),
    "pm_card_visa_chargeDeclined": _GENERIC,
    "pm_card_chargeDeclined": _GENERIC,
    "pm_card_visa_chargeDeclinedInsufficientFunds": _INSUFFICIENT,
    "pm_card_chargeDeclinedInsufficientFunds": _INSUFFICIENT,
    "pm_card_visa_chargeDeclinedLostCard": _LOST,
    "pm_card_visa_chargeDeclinedStolenCard": _STOLEN,
    "pm_card_chargeDeclinedExpiredCard": _wrong("expired_card", "0069", "Your card has expired."),
    "pm_card_chargeDeclinedIncorrectCvc": _wrong("incorrect_cvc", "0127", "Your card's security code is incorrect."),
    "pm_card_chargeDeclinedProcessingError": _wrong(
        "processing_error", "0119", "An error occurred while processing your card. Try again in a little bit."
    ),
    "pm_card_authenticationRequired": Card(last4="3184", asks_buyer=True),
    "pm_card_threeDSecure2Required": Card(last4="3220", asks_buyer=True),
    "pm_card_threeDSecureRequired": Card(last4="3063", asks_buyer=True),
    "pm_card_threeDSecureRequiredChargeDeclined": Card(last4="1629", asks_buyer=True, decline=_GENERIC.decline),
    "pm_card_createDispute": Card(last4="0259", afterwards=Afterwards.DISPUTED),
    "pm_card_refundFail": Card(last4="5126", afterwards=Afterwards.REFUND_FAILS),
    "pm_card_pendingRefund": Card(last4="7726", afterwards=Afterwards.REFUND_WAITS),
}
