"""What the gift_desk module adds in the API process: its routes."""

from modules.gift_desk.adapters.inbound.http.glossary import FIELDS, TAGS
from modules.gift_desk.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.gift_desk.adapters.inbound.http.router import GiftCardRoutes
from modules.gift_desk.application.archive_gift_card import ArchiveGiftCard
from modules.gift_desk.application.create_gift_card import CreateGiftCard
from modules.gift_desk.application.get_gift_card import GetGiftCard
from modules.gift_desk.container import GiftDeskContainer
from modules.gift_desk.worker_container import GiftDeskWorkerContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import factory, provider_of, retried, singleton


class GiftDeskHttpContainer(GiftDeskWorkerContainer):
    router = singleton(
        router_of,
        factory(
            GiftCardRoutes,
            queries=GiftDeskContainer.queries,
            get_gift_card=factory(GetGiftCard, gift_cards=GiftDeskContainer.queries),
            create_gift_card=retried(CreateGiftCard, begin=GiftDeskContainer.begin),
            archive_gift_card=retried(ArchiveGiftCard, begin=GiftDeskContainer.begin),
        ),
    )

    http = singleton(ModuleApi, router=provider_of(router), problem_codes=PROBLEM_CODES, tags=TAGS, fields=FIELDS)
