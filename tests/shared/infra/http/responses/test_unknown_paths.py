"""A path that is nearly right is led to the right one."""

import pytest

from tests.shared.infra.http.small_shop import Shop


@pytest.mark.parametrize(
    ("requested", "location"),
    [
        ("/v1/things/", "/v1/things"),
        ("/v1/things///", "/v1/things"),
        ("/v1/things/7/", "/v1/things/7"),
        ("/v1/things/?limit=2&cursor=a%2Fb", "/v1/things?limit=2&cursor=a%2Fb"),
        ("/health/", "/health"),
    ],
)
async def test_a_get_with_a_trailing_slash_is_redirected(shop: Shop, requested: str, location: str) -> None:
    response = await shop.http.get(requested, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, location)
    assert (await shop.http.head(requested, follow_redirects=False)).status_code == 308


async def test_a_command_with_a_trailing_slash_returns_404_with_the_path(shop: Shop) -> None:
    response = await shop.http.post("/v1/things/", json={}, follow_redirects=False)
    assert response.status_code == 404
    assert response.json()["detail"] == "There is no such path. Did you mean `/v1/things`?"


@pytest.mark.parametrize(
    ("requested", "template"),
    [
        ("/v1/thing", "/v1/things"),
        ("/v1/Things", "/v1/things"),
        ("/v1/thigns/7", "/v1/things/{thing_id}"),
        ("/things", "/v1/things"),
        ("/things/7", "/v1/things/{thing_id}"),
        ("/thigns/7", "/v1/things/{thing_id}"),
        ("/problem/cursor_invalid", "/problems/{code}"),
        ("/helth", "/health"),
        ("/api/doc", "/api/docs"),
        ("/api/openapi", "/api/openapi.json"),
        ("http://shop.example//v1/things/", "/v1/things"),
    ],
)
async def test_a_mistyped_path_suggests_the_nearest(shop: Shop, requested: str, template: str) -> None:
    response = await shop.http.get(requested)
    assert response.status_code == 404
    assert response.json()["detail"] == f"There is no such path. Did you mean `{template}`?"


@pytest.mark.parametrize(
    "requested",
    ["/nowhere", "/v1/zebra", "/nowhere/", "/v1/any/" + "x" * 50, "/v1/" + "a/" * 50, "/v1/" + "x" * 9000],
)
async def test_a_path_without_a_similar_one_has_no_suggestion(shop: Shop, requested: str) -> None:
    response = await shop.http.get(requested, follow_redirects=False)
    assert response.status_code == 404
    assert response.json()["detail"] == "There is no such path."
