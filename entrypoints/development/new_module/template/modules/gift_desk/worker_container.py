"""What the gift_desk module adds in the worker: its event handler."""

from modules.gift_desk.adapters.inbound.event_handlers import subscriptions
from modules.gift_desk.application.erase_users import EraseUsers
from modules.gift_desk.container import GiftDeskContainer
from shared.infra.injection import factory, provider_of, singleton
from shared.kernel.module import extend


class GiftDeskWorkerContainer(GiftDeskContainer):
    module = singleton(
        extend,
        GiftDeskContainer.module,
        subscriptions=provider_of(
            singleton(subscriptions, erase_users=factory(EraseUsers, join=GiftDeskContainer.join))
        ),
    )
