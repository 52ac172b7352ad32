"""SKUs in paths; a shop may allow slashes in them."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Path
from pydantic import AfterValidator
from starlette.convertors import PathConvertor, register_url_convertor

from shared.infra.http.requests.fields import Text
from shared.kernel.values.text import canonical_text


class _Sku(PathConvertor):
    """`{sku:sku}` at the end of a path: the rest of the path, unless it ends in `/image`."""

    regex = "(?!.*/image$).+"


register_url_convertor("sku", _Sku())

SkuPath = Annotated[Text, AfterValidator(canonical_text), Path(max_length=64, examples=["85123A"])]


def sku_in_path(sku: str) -> str:
    """The SKU as part of a path. Slashes at its end are encoded, so that they count as part of the SKU."""
    inside = sku.rstrip("/")
    return quote(inside) + quote(sku[len(inside) :], safe="")
