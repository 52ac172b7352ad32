"""Payment intents and their commands."""

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.payments.cards import CARDS
from entrypoints.development.payment_sandbox.payments.charges import attempt, capture_charge
from entrypoints.development.payment_sandbox.stripe_api.errors import StripeError, invalid, invalid_state, missing
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_id, new_intent, public_body
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELLABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action")
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")


def create(context: CommandContext, parameters: Parameters) -> Body:
    amount = parameters.amount("amount")
    if amount is None:
        raise invalid("Missing required param: amount.", param="amount", code="parameter_missing")
    intent = new_intent(amount, parameters.currency("currency"), parameters.labels(), now=context.second)
    intent["capture_method"] = (
        parameters.choice("capture_method", "automatic", "automatic_async", "manual") or intent["capture_method"]
    )
    for name in ("description", "receipt_email", "statement_descriptor_suffix"):
        intent[name] = parameters.text(name)
    confirms = parameters.flag("confirm")
    parameters.flag("off_session")
    redirects = _methods(parameters, intent)
    _set_payment_method(intent, parameters)
    parameters.end()
    if confirms and intent["payment_method"] is None:
        raise invalid("You cannot confirm this PaymentIntent because it's missing a payment method.")
    if confirms and redirects and intent["_return_url"] is None:
        raise invalid(
            "Some payment methods that this PaymentIntent accepts redirect the buyer: give a return_url, or "
            "set automatic_payment_methods[enabled] to true and automatic_payment_methods[allow_redirects] to never.",
            param="return_url",
        )
    context.records.add(intent)
    return attempt(context, intent) if confirms else intent


def confirm(context: CommandContext, parameters: Parameters, id_: str) -> Body:
    intent = context.find("payment_intent", id_)
    _require(intent, "confirmed", *CONFIRMABLE)
    _set_payment_method(intent, parameters)
    parameters.flag("off_session")
    parameters.end()
    if intent["payment_method"] is None:
        raise _unexpected(intent, "You cannot confirm this PaymentIntent because it's missing a payment method.")
    return attempt(context, intent)


def capture(context: CommandContext, parameters: Parameters, id_: str) -> Body:
    intent = context.find("payment_intent", id_)
    amount = parameters.amount("amount_to_capture")
    parameters.end()
    _require(intent, "captured", "requires_capture")
    amount = amount or intent["amount_capturable"]
    if amount > intent["amount_capturable"]:
        raise invalid_state(
            f"The amount to capture ({amount}) is more than what can be captured ({intent['amount_capturable']}).",
            "amount_too_large",
            param="amount_to_capture",
        )
    capture_charge(context, intent, made=context.find("charge", intent["latest_charge"]), amount=amount)
    return intent


def cancel(context: CommandContext, parameters: Parameters, id_: str) -> Body:
    intent = context.find("payment_intent", id_)
    reason = parameters.choice("cancellation_reason", *REASONS)
    parameters.end()
    _require(intent, "canceled", *CANCELLABLE)
    _cancel(context, intent, reason)
    return intent


def expire_authorization(context: CommandContext, intent: Body) -> None:
    """Cancel an authorization that was not captured in time."""
    if intent["status"] == "requires_capture":
        _cancel(context, intent, "automatic")


def _cancel(context: CommandContext, intent: Body, reason: str | None) -> None:
    """Cancel the intent; an authorized amount counts as refunded."""
    if intent["status"] == "requires_capture":
        charge = context.find("charge", intent["latest_charge"])
        charge.update(amount_refunded=charge["amount"], refunded=True)
        context.records.change(charge)
    intent.update(
        status="canceled",
        canceled_at=context.second,
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
        _page=None,
    )
    context.records.change(intent)
    context.publish_event("payment_intent.canceled", intent)


def _methods(parameters: Parameters, intent: Body) -> bool:
    """Set the accepted payment methods. Returns whether any of them redirects."""
    if parameters.texts("payment_method_types"):
        raise invalid(
            "payment_method_types can no longer be set. Use allowed_payment_method_types.",
            param="payment_method_types",
            code="payment_method_types_no_longer_supported",
        )
    allowed = parameters.texts("allowed_payment_method_types")
    if allowed and "card" not in allowed:
        raise invalid("The sandbox supports only cards.", param="allowed_payment_method_types")
    automatic = parameters.inner("automatic_payment_methods")
    enabled = automatic.choice("enabled", "true", "false") != "false"
    redirects = automatic.choice("allow_redirects", "always", "never") or "always"
    automatic.end()
    intent["automatic_payment_methods"] = {"enabled": enabled, "allow_redirects": redirects}
    return redirects == "always" and allowed != ["card"]


def _set_payment_method(intent: Body, parameters: Parameters) -> None:
    """Set the intent's payment method."""
    name = parameters.text("payment_method")
    intent["_return_url"] = parameters.url("return_url") or intent.get("_return_url")
    if name is None:
        return
    if name not in CARDS:
        raise missing("PaymentMethod", name, "payment_method")
    intent.update(_card=name, payment_method=new_id("pm"), status="requires_confirmation")


def _require(intent: Body, done: str, *statuses: str) -> None:
    if intent["status"] not in statuses:
        raise _unexpected(
            intent,
            f"This PaymentIntent's payment could not be {done} because it has a status of {intent['status']}. "
            f"Only a PaymentIntent with one of the following statuses may be {done}: {', '.join(statuses)}.",
        )


def _unexpected(intent: Body, message: str) -> StripeError:
    return invalid_state(message, "payment_intent_unexpected_state", payment_intent=public_body(intent))
