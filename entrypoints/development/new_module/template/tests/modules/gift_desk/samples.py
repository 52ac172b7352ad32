"""Samples of gift cards for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.module_samples import ModuleSamples
from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk

PATH = "/v1/gift-cards"
COPIES = Copies("gift_desk.gift_cards", {**ID, **TIMES, "name": "'Copy ' || n"})


async def gift_card(shop: Shop) -> str:
    return str((await shop.done("admin", "POST", PATH, {"name": "Sample"}))["id"])


async def fill_lists(filling: Filling) -> Singles:
    created = await filling.post(PATH, {"name": "Sample"})
    return {f"{PATH}/{{gift_card_id}}": f"{PATH}/{created['id']}"}


def send_examples(walk: Walk) -> None:
    walk.step("create_gift_card")


SAMPLES = ModuleSamples(
    access=AccessSamples(objects={f"{PATH}/{{gift_card_id}}": gift_card}),
    lists=ListSamples(fill=fill_lists, rows={PATH: Rows([COPIES])}),
    document=DocumentSamples(send_examples=send_examples, new_names={"create_gift_card": {"name": "New {}"}}),
)
