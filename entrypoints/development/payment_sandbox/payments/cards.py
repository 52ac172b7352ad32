"""Stripe's documented test payment methods that the sandbox supports."""

from dataclasses import dataclass
from enum import StrEnum


class FollowUp(StrEnum):
    """What happens after a successful payment."""

    NOTHING = "nothing"
    DISPUTED = "disputed"
    REFUND_FAILS = "refund_fails"
    REFUND_WAITS = "refund_waits"


@dataclass(frozen=True, slots=True)
class Decline:
    """Why the bank declines: error code, decline code, and message for the buyer."""

    code: str
    decline_code: str
    message: str


@dataclass(frozen=True, slots=True)
class Card:
    brand: str = "visa"
    last4: str = "4242"
    requires_authentication: bool = False
    decline: Decline | None = None
    follow_up: FollowUp = FollowUp.NOTHING


def _declined(decline_code: str, last4: str, message: str = "Your card was declined.") -> Card:
    return Card(last4=last4, decline=Decline("card_declined", decline_code, message))


def _card_error(code: str, last4: str, message: str) -> Card:
    return Card(last4=last4, decline=Decline(code, code, message))


_GENERIC = _declined("generic_decline", "0002")
_INSUFFICIENT = _declined("insufficient_funds", "9995", "Your card has insufficient funds.")
_LOST = _declined("lost_card", "9987")
_STOLEN = _declined("stolen_card", "9979")

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
    "pm_card_chargeDeclinedExpiredCard": _card_error("expired_card", "0069", "Your card has expired."),
    "pm_card_chargeDeclinedIncorrectCvc": _card_error(
        "incorrect_cvc", "0127", "Your card's security code is incorrect."
    ),
    "pm_card_chargeDeclinedProcessingError": _card_error(
        "processing_error", "0119", "An error occurred while processing your card. Try again in a little bit."
    ),
    "pm_card_authenticationRequired": Card(last4="3184", requires_authentication=True),
    "pm_card_threeDSecure2Required": Card(last4="3220", requires_authentication=True),
    "pm_card_threeDSecureRequired": Card(last4="3063", requires_authentication=True),
    "pm_card_threeDSecureRequiredChargeDeclined": Card(
        last4="1629", requires_authentication=True, decline=_GENERIC.decline
    ),
    "pm_card_createDispute": Card(last4="0259", follow_up=FollowUp.DISPUTED),
    "pm_card_refundFail": Card(last4="5126", follow_up=FollowUp.REFUND_FAILS),
    "pm_card_pendingRefund": Card(last4="7726", follow_up=FollowUp.REFUND_WAITS),
}
