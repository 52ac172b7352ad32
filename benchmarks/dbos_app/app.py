"""The DBOS app: a fault-tolerant checkout behind FastAPI, after the examples of DBOS.

The routes are plain functions, which FastAPI runs in threads, as DBOS's examples have them; a request runs its
workflow and returns the result.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from dbos import DBOS, SetWorkflowID
from fastapi import Depends, FastAPI, Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from benchmarks.baseline.schemas import OrderIn
from benchmarks.baseline.security import current_customer
from benchmarks.dbos_app.checkout import OutOfStock, checkout, create_tables

CustomerDep = Annotated[int, Depends(current_customer)]
KeyDep = Annotated[str, Header(alias="Idempotency-Key")]


class CardIn(BaseModel):
    method: str
    token: str


class CheckoutIn(OrderIn):
    payment: CardIn | None = None


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    create_tables()
    DBOS.launch()
    try:
        yield
    finally:
        DBOS.destroy()


app = FastAPI(title="DBOS shop", lifespan=lifespan)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/v1/orders")
def place_order(body: CheckoutIn, customer_id: CustomerDep, key: KeyDep) -> JSONResponse:
    try:
        with SetWorkflowID(key):
            return JSONResponse(checkout(customer_id, body.model_dump()), 201)
    except OutOfStock as short:
        return JSONResponse({"code": "insufficient_stock", "sku": str(short)}, 409)
