"""`/v1/coupons`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from modules.orders.adapters.inbound.http.use_cases import CouponUseCases
from modules.promotions.adapters.inbound.http.requests import (
    CodePart,
    CouponChangeIn,
    CouponIn,
    CouponOut,
    coupon_out,
    terms_of,
)
from modules.promotions.application.change_coupon import ChangeCouponCommand
from modules.promotions.application.create_coupon import CreateCouponCommand
from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.coupons import CouponFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Text
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

SORTS = ("code", "created_at", "updated_at")
CodePath = Annotated[Text, Path(max_length=32, examples=["SPRING-10"])]


def rendered(coupon: Coupon) -> StoredResponse:
    return ok(coupon_out(coupon), coupon.version)


def create_coupons_router(use_cases: CouponUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/coupons", tags=["coupons"])
    listing = guard.list_endpoint("coupons", SORTS, ("-created_at",), unique="code")

    @routes.get("", operation_id="list_coupons", summary="List coupons", response_model=PageOut[CouponOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard("coupons:read"))],
        q: Annotated[CodePart | None, Query(description="Part of the code.")] = None,
        active: Annotated[bool | None, Query()] = None,
    ) -> Response:
        return to_response(
            paging.respond(await use_cases.read.page(CouponFilter(q or None, active), paging.page_request), coupon_out)
        )

    @routes.post(
        "",
        operation_id="create_coupon",
        summary="Create a coupon",
        status_code=201,
        response_model=CouponOut,
        responses=problem_responses("coupon_taken"),
    )
    async def create(
        body: CouponIn, call: Annotated[CommandRequest, Depends(guard.command("coupons:write"))]
    ) -> Response:
        """The discount is a percentage or an amount, at most the price of the items. Shipping is not discounted."""
        return await call.execute(
            use_cases.create,
            CreateCouponCommand(principal=call.principal, metadata=call.metadata, code=body.code, terms=terms_of(body)),
            lambda coupon: created(f"/v1/coupons/{coupon.code}", coupon_out(coupon), coupon.version),
        )

    @routes.get("/{code}", operation_id="get_coupon", summary="Get a coupon", response_model=CouponOut)
    async def get(code: CodePath, _: Annotated[Principal, Depends(guard("coupons:read"))]) -> Response:
        return to_response(rendered(await use_cases.read.one(code)))

    @routes.patch(
        "/{code}",
        operation_id="change_coupon",
        summary="Change a coupon",
        response_model=CouponOut,
        responses=problem_responses("version_mismatch"),
    )
    async def change(
        code: CodePath,
        body: CouponChangeIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command("coupons:write"))],
    ) -> Response:
        """Orders that redeemed the coupon keep their discount. Every redemption changes the ETag."""
        return await call.execute(
            use_cases.change,
            ChangeCouponCommand(
                principal=call.principal,
                metadata=call.metadata,
                code=code,
                terms=terms_of(body),
                expected_version=version,
            ),
            rendered,
        )

    return routes
