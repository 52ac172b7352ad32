"""Samples of gift cards for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.module_samples import ModuleSamples, Post
from tests.openapi.walk import Walk

PATH = "/v1/gift-cards"
COPIES = Copies("gift_desk.gift_cards", {**ID, **TIMES, "name": "'Copy ' || n"})


async def gift_card(shop: Shop) -> str:
    return str((await shop.done("admin", "POST", PATH, {"name": "Sample"}))["id"])


async def fill_lists(post: Post) -> None:
    await post(PATH, {"name": "Sample"})


def send_examples(walk: Walk) -> None:
    walk.step("create_gift_card")


SAMPLES = ModuleSamples(
    access=AccessSamples(objects={f"{PATH}/{{gift_card_id}}": gift_card}),
    new_names={"create_gift_card": {"name": "New {}"}},
    fill_lists=fill_lists,
    rows={PATH: Rows([COPIES])},
    singles={f"{PATH}/{{gift_card_id}}": f"{PATH}/1"},
    send_examples=send_examples,
)
