"""The form of `POST /v1/imports` beside its file: what kind of table it is, and how it is to be read."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from modules.import_export.adapters.inbound.http.models import TypeName
from shared.infra.http.csv.cells import json_value
from shared.infra.http.requests.fields import FormFlag, FormModel
from shared.infra.http.requests.forms import LOCATION_CODE
from shared.kernel.import_export import OWN_FORMAT, Importable, ParseOptions

MOST_NAMES = 200
LONGEST_NAME = 255

Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
LocationCode = Annotated[str, StringConstraints(pattern=LOCATION_CODE)]


class ImportForm(FormModel):
    type: TypeName
    dry_run: FormFlag = False
    format: TypeName | None = None
    mapping: dict[Name, Name] = Field(default_factory=dict, max_length=MOST_NAMES)
    ignore_unknown_columns: FormFlag = False
    decimal: Literal[".", ","] = "."
    sku_case: Literal["as_is", "upper"] = "as_is"
    location_code: LocationCode | None = None
    locations: dict[Name, LocationCode] = Field(default_factory=dict, max_length=MOST_NAMES)
    ignore_stock: FormFlag = False

    @field_validator("mapping", "locations", mode="before")
    @classmethod
    def _object(cls, value: Any) -> Any:
        """A form has text alone: these fields hold JSON."""
        return json_value(value) if isinstance(value, str) else value

    @property
    def said(self) -> dict[str, Any]:
        """What was said of the file, as two requests are compared by it."""
        return {"type": self.type, "dry_run": self.dry_run, **self.model_dump(exclude_defaults=True)}

    @property
    def reading(self) -> ParseOptions:
        return ParseOptions(**self.model_dump(exclude={"type", "dry_run"}))


def documented(offered: Collection[Importable]) -> dict[str, Any]:
    """The fields as OpenAPI shows them."""
    formats = sorted({OWN_FORMAT, *(each.name for one in offered for each in one.formats)})
    return {
        "type": _choice(sorted(each.type for each in offered), "What kind of table.", examples=["products"]),
        "dry_run": _flag("Change nothing; list the errors there would be, and show the first lines as they would be."),
        "format": _choice(
            formats,
            f"Whose columns the file has: `{OWN_FORMAT}` for our own, or the program that exported it. Left out: the "
            "header tells.",
            examples=["tradepost"],
        ),
        "mapping": _json(
            'JSON: columns of the file to ours, for a file of no known format: `{"Variant Price": "price"}`.', "{}"
        ),
        "ignore_unknown_columns": _flag("Pass over columns that are not known, instead of refusing the file."),
        "decimal": _choice([".", ","], "The decimal mark of amounts.", default=".", examples=["."]),
        "sku_case": _choice(
            ["as_is", "upper"], "`upper` folds SKUs to capital letters.", default="as_is", examples=["upper"]
        ),
        "location_code": {
            "type": "string",
            "maxLength": 10,
            "pattern": "^[A-Z0-9-]{1,10}$",
            "description": "Where stock lies that the file names no location for; left out: MAIN.",
            "examples": ["MAIN"],
        },
        "locations": _json("JSON: the locations that the file names to the codes of ours.", '{"Main Street": "MAIN"}'),
        "ignore_stock": _flag("Take products without the stock that their file counts."),
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
