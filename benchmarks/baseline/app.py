"""The tutorial app: order placement as good FastAPI and SQLAlchemy tutorials teach it.

A session per request, one `SELECT … FOR UPDATE` per item in a fixed order, objects added
to the session, one commit, a refresh, and a response model. It is correct: it never
oversells, stores responses by idempotency key and writes an event in the same transaction.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.baseline.database import engine, get_session
from benchmarks.baseline.models import Base, Event, Order, OrderItem, Product, StoredResponse
from benchmarks.baseline.schemas import OrderIn, OrderOut
from benchmarks.baseline.security import current_customer

SessionDep = Annotated[AsyncSession, Depends(get_session)]
CustomerDep = Annotated[int, Depends(current_customer)]
KeyDep = Annotated[str, Header(alias="Idempotency-Key")]


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


def create_app(*, locks: bool = True) -> FastAPI:
    """`locks=False` omits FOR UPDATE, so that the app oversells; the benchmark must detect this."""
    app = FastAPI(title="Tutorial shop", lifespan=lifespan)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/v1/orders", response_model=OrderOut, status_code=201)
    async def place_order(body: OrderIn, session: SessionDep, customer_id: CustomerDep, key: KeyDep) -> object:
        kept = await session.get(StoredResponse, key)
        if kept is not None:
            return Response(kept.body, status_code=kept.status, media_type="application/json")
        order = Order(
            customer_id=customer_id,
            shipping_address=body.shipping_address.model_dump(),
            note=body.note,
            subtotal_cents=0,
            tax_cents=0,
            total_cents=0,
            items=[],
        )
        for item in sorted(body.items, key=lambda item: item.sku):
            query = select(Product).where(Product.sku == item.sku)
            if locks:
                query = query.with_for_update()
            product = await session.scalar(query)
            if product is None:
                raise HTTPException(422, f"unknown SKU {item.sku}")
            if product.on_hand - product.reserved < item.quantity:
                raise HTTPException(409, "insufficient_stock")
            product.reserved += item.quantity
            add_line(order, product, item.quantity)
        session.add(order)
        await session.flush()
        session.add(Event(type="order.placed", order_id=order.id, data={"total_cents": order.total_cents}))
        await session.refresh(order)
        response = OrderOut.model_validate(order)
        session.add(StoredResponse(key=key, status=201, body=response.model_dump_json().encode()))
        await session.commit()
        return response

    return app


def add_line(order: Order, product: Product, quantity: int) -> None:
    total = product.price_cents * quantity
    tax = round(total * product.tax_rate_bps / (10_000 + product.tax_rate_bps))
    order.items.append(
        OrderItem(
            sku=product.sku,
            name=product.name,
            quantity=quantity,
            unit_price_cents=product.price_cents,
            tax_cents=tax,
            total_cents=total,
        )
    )
    order.subtotal_cents += total
    order.tax_cents += tax
    order.total_cents += total


app = create_app()
careless = create_app(locks=False)
