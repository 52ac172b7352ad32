"""The API document with references resolved."""

from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from shared.infra.http.docs import openapi_document


def written_out(document: dict[str, Any]) -> dict[str, Any]:
    """A copy in which all references to responses and parameters are resolved."""
    whole = deepcopy(document)
    components = whole["components"]
    for item in whole["paths"].values():
        for operation in item.values():
            operation["responses"] = {
                status: _resolved(response, components["responses"])
                for status, response in operation["responses"].items()
            }
            if "parameters" in operation:
                operation["parameters"] = [_resolved(one, components["parameters"]) for one in operation["parameters"]]
    return whole


def described(app: FastAPI) -> dict[str, Any]:
    return written_out(openapi_document(app))


def _resolved(part: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref")
    return part if reference is None else deepcopy(components[reference.rpartition("/")[2]])
