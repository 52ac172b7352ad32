"""What placing, changing and paying orders needs; the API process alone does that."""

from modules.orders.adapters.inbound.authenticators import create_authenticators
from modules.orders.adapters.inbound.shutdown import close_orders
from modules.orders.adapters.outbound.address_data import LibaddressinputRules
from modules.orders.adapters.outbound.flat_rates import FlatShippingRates, ProductTax
from modules.orders.application.changes.cancel_order import CancelOrder
from modules.orders.application.changes.hold_order import HoldOrder
from modules.orders.application.changes.release_order import ReleaseOrder
from modules.orders.application.changes.resend_mails import ResendMails
from modules.orders.application.changes.update_order import UpdateOrder
from modules.orders.application.payments.cancel_pending_approval import CancelPendingApproval
from modules.orders.application.payments.pay_order import PayOrder
from modules.orders.application.payments.start_payment import StartPayment
from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.application.placement.guest_tokens import SIGNATURE_LENGTH, GuestTokens
from modules.orders.application.placement.order_intake import OrderIntake
from modules.orders.application.placement.place_orders import PlaceOrders
from modules.orders.application.placement.pricer import Pricer
from modules.orders.application.placement.quote_order import QuoteOrder
from modules.orders.application.settlement.await_settlement import AwaitSettlement
from modules.orders.container import OrdersContainer
from modules.orders.worker_container import OrdersWorkerContainer
from shared.infra.batching import RequestBatcher
from shared.infra.injection import attribute, factory, provider_of, retried, singleton
from shared.infra.signer import KeySigner
from shared.infra.sql.retry import with_retries
from shared.kernel.module import extend


class OrdersPlacementContainer(OrdersWorkerContainer):
    begin = OrdersContainer.begin
    stock = OrdersContainer.stock
    coupons = OrdersContainer.coupons
    customers = OrdersContainer.customers
    look = OrdersContainer.look
    policy = OrdersContainer.policy

    shipping_rates = singleton(FlatShippingRates, methods=attribute(policy, lambda policy: policy.shipping_methods))
    guest_signer = singleton(
        KeySigner,
        keys=attribute(policy, lambda policy: policy.guest_keys),
        purpose="tradepost guest order",
        length=SIGNATURE_LENGTH,
    )
    tokens = singleton(GuestTokens, signer=guest_signer)
    pricer = singleton(Pricer, policy=policy, tax=singleton(ProductTax), shipping_rates=shipping_rates)
    addresses = singleton(AddressPolicy, rules=singleton(LibaddressinputRules))
    intake = factory(OrderIntake, customers=customers, pricer=pricer, policy=policy, addresses=addresses)
    place_orders = singleton(
        PlaceOrders,
        begin=OrdersContainer.begin_batch,
        stock=stock,
        promotions=coupons,
        intake=intake,
        pricer=pricer,
        tokens=tokens,
        policy=policy,
    )
    place_batch = factory(with_retries, work=place_orders)
    place_order = singleton(RequestBatcher, handle=place_batch, name="place orders")
    quote_order = singleton(
        QuoteOrder,
        look=look,
        stock=stock,
        promotions=coupons,
        customers=customers,
        pricer=pricer,
        shipping_rates=shipping_rates,
        policy=policy,
        addresses=addresses,
    )
    cancel_order = retried(CancelOrder, begin=begin, stock=stock, promotions=coupons)
    hold_order = retried(HoldOrder, begin=begin)
    release_order = retried(ReleaseOrder, begin=begin, stock=stock)
    request_mails = retried(ResendMails, begin=begin)
    update_order = retried(
        UpdateOrder, begin=begin, stock=stock, promotions=coupons, pricer=pricer, addresses=addresses
    )
    await_settlement = singleton(AwaitSettlement, settle=OrdersContainer.settle_order, read=OrdersContainer.read)
    pay_order = singleton(
        PayOrder,
        cancel_pending=retried(CancelPendingApproval, begin=begin, policy=policy),
        settle=await_settlement,
        start=retried(StartPayment, begin=begin, stock=stock, promotions=coupons, policy=policy),
    )

    module = singleton(
        extend,
        OrdersWorkerContainer.module,
        authenticators=provider_of(factory(create_authenticators, tokens=tokens)),
        close=provider_of(
            factory(
                close_orders,
                placement=place_order,
                settlement=await_settlement,
                providers=OrdersContainer.payment_providers,
            )
        ),
    )
