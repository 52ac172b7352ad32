"""Routes for `/v1/coupons`."""

from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.responses import Response

from modules.promotions.adapters.inbound.http.requests import CodePart, CouponChangeIn, CouponIn, terms_of
from modules.promotions.adapters.inbound.http.responses import CouponOut, coupon_out
from modules.promotions.application.change_coupon import ChangeCoupon, ChangeCouponCommand
from modules.promotions.application.create_coupon import CreateCoupon, CreateCouponCommand
from modules.promotions.application.get_coupon import GetCoupon
from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.coupons import CouponFilter, CouponQueries
from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, requires
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Text
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

SORTS = ("code", "created_at", "updated_at")
CodePath = Annotated[Text, Path(max_length=32, examples=["SPRING-10"])]
Read = Annotated[Principal, Depends(requires("coupons:read"))]
Write = Annotated[CommandRequest, Depends(command("coupons:write"))]
Page = Annotated[PageParameters, Depends(ListEndpoint("coupons", SORTS, ("-created_at",), unique="code"))]


class CouponRoutes(RouteClass, prefix="/v1/coupons", tags=["coupons"]):
    def __init__(
        self,
        *,
        queries: CouponQueries,
        get_coupon: GetCoupon,
        create_coupon: CreateCoupon,
        change_coupon: ChangeCoupon,
    ) -> None:
        self._queries = queries
        self._get_coupon = get_coupon
        self._create_coupon = create_coupon
        self._change_coupon = change_coupon

    @route.get("", operation_id="list_coupons", summary="List coupons", response_model=PageOut[CouponOut])
    async def list_all(
        self,
        page: Page,
        _: Read,
        q: Annotated[CodePart | None, Query(description="Part of the code.")] = None,
        active: Annotated[bool | None, Query()] = None,
    ) -> Response:
        """Lists active and inactive coupons with the number of their redemptions."""
        found = await self._queries.list_coupons(CouponFilter(q or None, active), page.page_request)
        return to_response(page.respond(found, coupon_out))

    @route.post(
        "",
        operation_id="create_coupon",
        summary="Create a coupon",
        status_code=201,
        response_model=CouponOut,
        responses=problem_responses("coupon_taken"),
    )
    async def create(self, body: CouponIn, call: Write) -> Response:
        """Kinds: `percent` and `amount` reduce the price of the items, `free_shipping` that of shipping to 0.

        The kind may be omitted where `percent_bps` or `amount_cents` is given.
        """
        wanted = CreateCouponCommand(
            principal=call.principal, metadata=call.metadata, code=body.code, terms=terms_of(body)
        )
        return await call.execute(self._create_coupon, wanted, _created)

    @route.get("/{code}", operation_id="get_coupon", summary="Get a coupon", response_model=CouponOut)
    async def get(self, code: CodePath, _: Read) -> Response:
        """Returns the coupon with the number of its redemptions."""
        return to_response(_rendered(await self._get_coupon(code)))

    @route.patch(
        "/{code}",
        operation_id="change_coupon",
        summary="Change a coupon",
        response_model=CouponOut,
        responses=problem_responses("version_mismatch"),
    )
    async def change(self, code: CodePath, body: CouponChangeIn, version: ExpectedVersion, call: Write) -> Response:
        """Orders that redeemed the coupon keep their discount. Every redemption changes the ETag."""
        change = ChangeCouponCommand(
            principal=call.principal, metadata=call.metadata, code=code, terms=terms_of(body), expected_version=version
        )
        return await call.execute(self._change_coupon, change, _rendered)


def _created(coupon: Coupon) -> StoredResponse:
    return created(f"/v1/coupons/{coupon.code}", coupon_out(coupon), coupon.version)


def _rendered(coupon: Coupon) -> StoredResponse:
    return ok(coupon_out(coupon), coupon.version)
