"""The kinds of coupons: what a coupon takes off an order. A kind is one class, found by its name in `KINDS`."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from shared.kernel.errors import FieldError
from shared.kernel.values.money import BPS, percentage

ValueTerm = Literal["percent_bps", "amount_cents"]
"""The terms that hold the value of a kind; each belongs to one kind."""


class Amounts(NamedTuple):
    """The prices of an order before the discount."""

    subtotal_cents: int
    shipping_cents: int


class Discount(NamedTuple):
    """What is taken off the items and off shipping."""

    items_cents: int = 0
    shipping_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountTerms:
    """The terms of a coupon that determine its discount. A redemption stores them: later changes do not affect it."""

    kind: str
    percent_bps: int | None = None
    amount_cents: int | None = None
    max_discount_cents: int | None = None

    def discount(self, amounts: Amounts) -> Discount:
        """At most the prices, and `max_discount_cents` in total: first off the items, then off shipping."""
        wanted = KINDS[self.kind].discount(self, amounts)
        items = min(wanted.items_cents, amounts.subtotal_cents)
        shipping = min(wanted.shipping_cents, amounts.shipping_cents)
        if self.max_discount_cents is not None:
            items = min(items, self.max_discount_cents)
            shipping = min(shipping, self.max_discount_cents - items)
        return Discount(items, shipping)


class CouponKind(ABC):
    """`value_term` is the term that a coupon of this kind requires; None if it requires none."""

    name: ClassVar[str]
    value_term: ClassVar[ValueTerm | None] = None

    @abstractmethod
    def discount(self, terms: DiscountTerms, amounts: Amounts) -> Discount:
        """The discount without the limits that hold for all kinds."""

    def errors(self, terms: DiscountTerms) -> Iterator[FieldError]:
        """What is wrong with the values: each belongs to one kind."""
        for term, kind in VALUE_TERMS.items():
            is_set = getattr(terms, term) is not None
            if kind == self.name and not is_set:
                yield FieldError(f"/{term}", "required", f"A coupon of the kind {self.name} needs {term}.")
            elif kind != self.name and is_set:
                yield FieldError(f"/{term}", "one_kind", f"A coupon of the kind {self.name} has no {term}.")


class Percent(CouponKind):
    """A percentage of the items' price, in basis points."""

    name = "percent"
    value_term = "percent_bps"

    def discount(self, terms: DiscountTerms, amounts: Amounts) -> Discount:
        return Discount(items_cents=percentage(amounts.subtotal_cents, terms.percent_bps or 0))

    def errors(self, terms: DiscountTerms) -> Iterator[FieldError]:
        yield from super().errors(terms)
        if terms.percent_bps is not None and not 0 < terms.percent_bps <= BPS:
            yield FieldError("/percent_bps", "out_of_range", f"A percentage has 1 to {BPS} basis points.")


class Amount(CouponKind):
    """A fixed amount off the items."""

    name = "amount"
    value_term = "amount_cents"

    def discount(self, terms: DiscountTerms, amounts: Amounts) -> Discount:
        return Discount(items_cents=terms.amount_cents or 0)


class FreeShipping(CouponKind):
    """No charge for shipping, by whatever method."""

    name = "free_shipping"

    def discount(self, terms: DiscountTerms, amounts: Amounts) -> Discount:
        return Discount(shipping_cents=amounts.shipping_cents)


KINDS = {kind.name: kind for kind in (Percent(), Amount(), FreeShipping())}


VALUE_TERMS = {kind.value_term: kind.name for kind in KINDS.values() if kind.value_term is not None}
"""The kind to which each value belongs."""


def implied_kind(values: Mapping[str, object]) -> str:
    """The kind whose value is set; empty unless exactly one is."""
    implied = [kind for term, kind in VALUE_TERMS.items() if values.get(term) is not None]
    return implied[0] if len(implied) == 1 else ""
