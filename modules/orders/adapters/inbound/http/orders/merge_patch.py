"""Order updates as a JSON merge patch (RFC 7396)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any

from pydantic import ConfigDict, Field, ValidationError

from modules.orders.adapters.inbound.http.buyer_texts import BuyerTextsIn
from modules.orders.adapters.inbound.http.fields import Code, Email, MetadataKey, MetadataValue, TaxId
from modules.orders.adapters.inbound.http.orders.requests import DetailsIn
from modules.orders.application.changes.update_order import UpdateOrderCommand
from modules.orders.domain.order.buyer import Details
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.requests.fields import InModel, Line, Phone, optional_field
from shared.infra.http.requests.validation import document_validation_error


class AddressPatchIn(InModel):
    """The parts of an address to change."""

    name: Line | None = None
    company: Line | None = None
    line1: Line | None = None
    line2: Line | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: Line | None = None
    country: Line | None = None
    phone: Line | None = None


class GuestPatchIn(InModel):
    """Changes of a guest's data: omitted members stay unchanged, `null` removes the phone."""

    name: Line = optional_field()
    email: Email = optional_field()
    phone: Phone | None = None


class AddressesPatchIn(InModel):
    """Omitted members stay unchanged."""

    shipping_address: AddressPatchIn | None = None
    billing_address: AddressPatchIn | None = None
    tax_id: TaxId | None = None


class OrderPatchIn(BuyerTextsIn, AddressesPatchIn):
    """The fields of an order to change."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"shipping_address": {"line1": "2 High Street"}, "note": "Ring twice."}]}
    )

    metadata: Annotated[dict[MetadataKey, MetadataValue | None], Field(max_length=50)] | None = None
    customer: GuestPatchIn = optional_field()
    shipping_method: Code = optional_field(example="express")

    def command(self, call: CommandRequest, order_id: int, if_version: int | None) -> UpdateOrderCommand:
        patch = self.model_dump(exclude_unset=True)
        customer = patch.pop("customer", None)
        method = patch.pop("shipping_method", None)
        return UpdateOrderCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=if_version,
            amend=_amendment(patch) if patch or (customer is None and method is None) else None,
            amend_guest=None if customer is None else lambda guest: replace(guest, **customer),
            shipping_method=method,
        )


def _amendment(patch: Mapping[str, Any]) -> Callable[[Details], Details]:
    """A function that applies the patch to details; it raises Invalid if a patched member becomes invalid."""

    def amend(present: Details) -> Details:
        merged = _merged({name: held for name, held in asdict(present).items() if name in patch}, patch)
        if "metadata" in merged:
            merged["metadata"] = merged["metadata"] or {}
        try:
            wanted = DetailsIn.model_validate(merged).details()
        except ValidationError as error:
            raise document_validation_error(error, DetailsIn) from error
        return replace(present, **{name: getattr(wanted, name) for name in merged})

    return amend


def _merged(present: Mapping[str, Any] | None, patch: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(present or {})
    for name, value in patch.items():
        if isinstance(value, dict):
            merged[name] = _merged(merged.get(name), value)
        elif value is None and name in merged and not _is_field(name):
            del merged[name]
        else:
            merged[name] = value
    return merged


def _is_field(name: str) -> bool:
    return name in DetailsIn.model_fields
