"""`GET /` says what answers here and where to go on."""

from tests.shared.infra.http.small_shop import Shop

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


async def test_a_browser_gets_a_page_with_valid_links(shop: Shop) -> None:
    page = await shop.http.get("/", headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "1.2.3" in page.text
    links = (await shop.http.get("/")).json()["links"]
    assert links.keys() >= {"documentation", "openapi", "health"}
    for link in links.values():
        assert f'href="{link}"' in page.text
        assert (await shop.http.get(link)).status_code == 200


async def test_a_program_gets_json(shop: Shop) -> None:
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
        response = await shop.http.get("/", headers=headers)
        assert response.headers["content-type"] == "application/json"
        assert response.headers["vary"] == "Accept"
        assert (response.json()["name"], response.json()["version"]) == ("Tradepost", "1.2.3")


async def test_without_documentation_it_is_not_linked() -> None:
    shop = Shop(expose_docs=False)
    assert "/api/docs" not in (await shop.http.get("/", headers=BROWSER)).text
    assert not [link for link in (await shop.http.get("/")).json()["links"].values() if link.startswith("/api")]
