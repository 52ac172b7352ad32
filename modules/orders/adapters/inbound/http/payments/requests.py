"""Request models of payments."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from modules.orders.adapters.inbound.http.fields import PROVIDER, MoneyReference, ProviderName, Url
from modules.orders.application.payment_instruction import PaymentInstruction
from shared.infra.http.requests.fields import InModel, PositiveCents


class NewPaymentIn(InModel):
    """A payment towards an order's outstanding amount."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"method": "card", "token": "pm_card_visa"},
                {"method": "manual", "amount_cents": 2000, "reference": "bank 2026-11-30"},
            ]
        }
    )

    method: Literal["card", "manual"] = Field(
        "card", description="`manual`: money received outside the provider (payments:record)."
    )
    token: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = Field(
        None, repr=False, examples=["pm_card_visa"], description="Card token issued by the payment provider."
    )
    return_url: Url | None = None
    amount_cents: PositiveCents | None = Field(
        None, description="Partial amount of a manual payment. Default: the outstanding amount."
    )
    reference: MoneyReference | None = Field(None, description="Reference of a manual payment in the shop's accounts.")
    provider: ProviderName | None = PROVIDER

    def instruction(self) -> PaymentInstruction:
        return PaymentInstruction(
            method=self.method,
            token=self.token,
            return_url=self.return_url,
            amount_cents=self.amount_cents,
            reference=self.reference,
            provider=self.provider,
        )
