"""Samples of coupons for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.entrypoints.lists.copies import TIMES, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.module_samples import ModuleSamples
from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk


async def coupon(shop: Shop) -> str:
    await shop.done("admin", "POST", "/v1/coupons", {"code": "EDGE10", "percent_bps": 1000})
    return "EDGE10"


async def fill_lists(filling: Filling) -> Singles:
    await filling.post("/v1/coupons", {"code": "SPRING", "percent_bps": 1000})
    return {"/v1/coupons/{code}": "/v1/coupons/SPRING"}


def send_examples(walk: Walk) -> None:
    walk.step("create_coupon")
    walk.step("change_coupon", code="SPRING-10")


SAMPLES = ModuleSamples(
    access=AccessSamples(objects={"/v1/coupons/{code}": coupon}),
    lists=ListSamples(
        fill=fill_lists,
        rows={"/v1/coupons": Rows([Copies("promotions.coupons", {"code": "'COPY' || n", **TIMES})])},
    ),
    document=DocumentSamples(
        send_examples=send_examples,
        new_names={"create_coupon": {"code": "NEW{}"}},
        unsayable={"POST /v1/coupons": {"required"}},
    ),
    personal_tables={"promotions.coupon_redemptions"},
    not_audited={"customer"},  # the prefix names the holder of a coupon
)
