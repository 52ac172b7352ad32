"""The fields of `POST /v1/imports`: the type of the table and how to parse it."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from modules.import_export.adapters.inbound.http.models import TypeName
from shared.infra.http.csv.cells import json_value
from shared.infra.http.requests.described_patterns import LOCATION_CODE
from shared.infra.http.requests.fields import FormFlag, FormModel
from shared.kernel.import_export import OWN_FORMAT, Importable, ParseOptions

MAX_NAMES = 200
MAX_NAME_LENGTH = 255

Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME_LENGTH)]
LocationCode = Annotated[str, StringConstraints(pattern=LOCATION_CODE)]


class ImportForm(FormModel):
    type: TypeName
    dry_run: FormFlag = False
    format: TypeName | None = None
    mapping: dict[Name, Name] = Field(default_factory=dict, max_length=MAX_NAMES)
    ignore_unknown_columns: FormFlag = False
    decimal: Literal[".", ","] = "."
    sku_case: Literal["as_is", "upper"] = "as_is"
    location_code: LocationCode | None = None
    locations: dict[Name, LocationCode] = Field(default_factory=dict, max_length=MAX_NAMES)
    ignore_stock: FormFlag = False

    @field_validator("mapping", "locations", mode="before")
    @classmethod
    def _object(cls, value: Any) -> Any:
        """Parse JSON, because form fields are text."""
        return json_value(value) if isinstance(value, str) else value

    @property
    def comparable(self) -> dict[str, Any]:
        """The fields that requests with the same idempotency key must share."""
        return {"type": self.type, "dry_run": self.dry_run, **self.model_dump(exclude_defaults=True)}

    @property
    def reading(self) -> ParseOptions:
        return ParseOptions(**self.model_dump(exclude={"type", "dry_run"}))


def form_schema(offered: Collection[Importable]) -> dict[str, Any]:
    """The OpenAPI schema of the fields."""
    formats = sorted({OWN_FORMAT, *(each.name for one in offered for each in one.formats)})
    return {
        "type": _choice(sorted(each.type for each in offered), "The type of the table.", examples=["products"]),
        "dry_run": _flag("Validate only: report the errors and preview the first lines without changing anything."),
        "format": _choice(
            formats,
            f"The file's format: `{OWN_FORMAT}`, or the program that exported it. If omitted, it is detected from the "
            "header.",
            examples=["tradepost"],
        ),
        "mapping": _json(
            'JSON that maps the file\'s columns to ours, for an unknown format: `{"Variant Price": "price"}`.', "{}"
        ),
        "ignore_unknown_columns": _flag("Ignore unknown columns instead of rejecting the file."),
        "decimal": _choice([".", ","], "The decimal mark of amounts.", default=".", examples=["."]),
        "sku_case": _choice(
            ["as_is", "upper"], "`upper` converts SKUs to upper case.", default="as_is", examples=["upper"]
        ),
        "location_code": {
            "type": "string",
            "maxLength": 10,
            "pattern": "^[A-Z0-9-]{1,10}$",
            "description": "The location of stock for which the file names none; MAIN if omitted.",
            "examples": ["MAIN"],
        },
        "locations": _json("JSON that maps the file's locations to our location codes.", '{"Main Street": "MAIN"}'),
        "ignore_stock": _flag("Import products without the stock levels in the file."),
    }


def _choice(values: Collection[str], description: str, **more: object) -> dict[str, Any]:
    return {"type": "string", "enum": list(values), "description": description, **more}


def _flag(description: str) -> dict[str, Any]:
    return {"type": "boolean", "default": False, "description": description}


def _json(description: str, example: str) -> dict[str, Any]:
    return {
        "type": "string",
        "contentMediaType": "application/json",
        "maxLength": 8000,
        "description": description,
        "examples": [example],
    }
