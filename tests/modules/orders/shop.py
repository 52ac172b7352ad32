"""A shop for tests: policy, principals, commands and use cases."""

from collections.abc import Sequence
from typing import Any

from modules.orders.adapters.outbound.address_data import LibaddressinputRules
from modules.orders.adapters.outbound.flat_rates import FlatShippingRates, ProductTax
from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.application.placement.guest_tokens import SIGNATURE_LENGTH, GuestTokens
from modules.orders.application.placement.order_intake import OrderIntake
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.application.placement.place_orders import PlaceOrders
from modules.orders.application.placement.pricer import Pricer
from modules.orders.domain.order.buyer import Address, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.ports.promotions import Promotions
from modules.orders.public import OrderPolicy, ShippingMethod
from shared.infra.signer import KeySigner
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Idempotency, IdempotencyKey, StoredResponse
from shared.kernel.principal import Principal
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.promotions import PROMOTIONS

POLICY = OrderPolicy(
    currency="GBP",
    shipping_methods=(
        ShippingMethod(code="standard", name="Standard", price_cents=0, tax_rate_bps=2000),
        ShippingMethod(code="express", name="Express", price_cents=599, tax_rate_bps=2000),
    ),
    guest_keys=("a key of at least thirty-two characters",),
    sku_pattern="^[A-Z0-9]{3,20}$",
)
ADDRESSES = AddressPolicy(LibaddressinputRules())
HOME = Address(name="Ada", line1="1 Road", city="London", postal_code="N1 1AA", country="GB")
METADATA = EventMetadata("user:7", "r-1")

CUSTOMER = Principal("7", "user", owner_id=7)
OTHER = Principal("8", "user", owner_id=8)
CLIENT = Principal("3", "client", frozenset({"orders:create"}), owner_id=1)
STAFF = Principal(
    "1", "user", frozenset({"orders:read", "orders:write", "orders:create", "payments:record"}), owner_id=1
)
WAREHOUSE = Principal("2", "user", frozenset({"orders:read", "fulfillment:write", "returns:write"}), owner_id=2)
MANAGER = Principal("4", "user", WAREHOUSE.scopes | STAFF.scopes | {"orders:refund"}, owner_id=4)
STRANGER = Principal("", "anonymous")


def order_for(*items: tuple[str, int] | RequestedLine, by: Principal = CUSTOMER, **more: Any) -> PlaceOrderCommand:
    """A command to order `(sku, quantity)` pairs."""
    wanted = [item if isinstance(item, RequestedLine) else RequestedLine(*item) for item in items]
    more.setdefault("details", Details(shipping_address=HOME))
    return PlaceOrderCommand(principal=by, metadata=EventMetadata(by.name, "r-1"), items=wanted, **more)


def idempotency_under(key: str, fingerprint: bytes = b"same") -> Idempotency[PlacedOrder]:
    def render(placed: PlacedOrder) -> StoredResponse:
        return StoredResponse(201, {"Location": f"/v1/orders/{placed.order.id}"}, b"order %d" % placed.order.id)

    return Idempotency(IdempotencyKey("user:7 POST /v1/orders", key, fingerprint), render)


def guest_tokens(policy: OrderPolicy = POLICY) -> GuestTokens:
    """The tokens that the module's container issues."""
    return GuestTokens(KeySigner(policy.guest_keys, "tradepost guest order", SIGNATURE_LENGTH))


def order_placement(
    begin: Any, stock: Any, customers: Any = None, policy: OrderPolicy = POLICY, promotions: Promotions = PROMOTIONS
) -> "OrderPlacement":
    return OrderPlacement(begin, stock, customers or FakeCustomers(7, 8), policy, promotions)


class OrderPlacement:
    """The placement use case with its parts."""

    def __init__(
        self, begin: Any, stock: InMemoryStock | Any, customers: Any, policy: OrderPolicy, promotions: Promotions
    ) -> None:
        self.pricer = Pricer(policy, ProductTax(), FlatShippingRates(policy.shipping_methods))
        self.use_case = PlaceOrders(
            begin=begin,
            stock=stock,
            promotions=promotions,
            intake=OrderIntake(customers, self.pricer, policy, ADDRESSES),
            pricer=self.pricer,
            tokens=guest_tokens(policy),
            policy=policy,
        )

    async def batch(self, *commands: PlaceOrderCommand) -> Sequence[PlacedOrder | Exception]:
        return await self.use_case(commands)

    async def one(self, command: PlaceOrderCommand) -> Order:
        """Place one order. Raises the error that rejects it."""
        (outcome,) = await self.use_case([command])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome.order
