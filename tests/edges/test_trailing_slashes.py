"""Every path of the document with a trailing slash."""

import re

import pytest

from tests.edges.document import Operation
from tests.edges.raw_requests import Answer
from tests.edges.shop import SKU, Shop


def filled(one: Operation) -> str:
    """The path with valid parameter values; the objects need not exist."""
    kinds = {parameter["name"]: parameter["schema"].get("type") for parameter in one.parameters_in("path")}
    return re.sub(r"\{(\w+)\}", lambda hole: "7" if kinds[hole[1]] == "integer" else SKU, one.path)


def no_such_path(response: Answer, template: str) -> bool:
    return response.status == 404 and response.json()["detail"] == f"There is no such path. Did you mean `{template}`?"


@pytest.mark.parametrize("slashes", ["/", "//"])
async def test_a_read_is_redirected_and_a_command_gets_its_path(shop: Shop, slashes: str) -> None:
    found = list[str]()
    for one in shop.operations:
        path = filled(one)
        response = await shop.call("admin", one.method, path + slashes, query=b"limit=2&q=a%2Fb")
        if one.method == "GET":
            is_right = (response.status, response.header("location")) == (308, f"{path}?limit=2&q=a%2Fb")
        else:
            is_right = no_such_path(response, one.path)
        if not is_right:
            found.append(f"{one.name}: {response.status} {response.header('location')} {response.body.decode()}")
    assert "\n".join(found) == ""


async def test_no_path_without_a_trailing_slash_is_redirected_or_unknown(shop: Shop) -> None:
    found = list[str]()
    for one in shop.operations:
        response = await shop.call("admin", "OPTIONS", filled(one))
        if response.code != "method_not_allowed" or one.method not in (response.header("allow") or ""):
            found.append(f"{one.name}: {response.status} {response.header('allow')}")
    assert "\n".join(found) == ""
