"""The page on which a buyer approves or rejects a payment."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.running.payment_sandbox import RunningSandbox

BACK = "http://shop.example/orders/9?from=bank"


async def asked(sandbox: RunningSandbox, **form: object) -> tuple[dict[str, Any], str]:
    """A payment that requires authentication, and its redirect URL."""
    intent = (await sandbox.pay(**({"payment_method": "pm_card_authenticationRequired"} | form))).json()
    return intent, intent["next_action"]["redirect_to_url"]["url"]


async def status_of(sandbox: RunningSandbox, intent: dict[str, Any]) -> str:
    return str((await sandbox.http.get(f"/v1/payment_intents/{intent['id']}")).json()["status"])


async def decide(sandbox: RunningSandbox, url: str, decision: str) -> httpx2.Response:
    return await sandbox.http.post(url, data={"decision": decision}, auth=httpx2.Auth())


async def test_the_page_shows_the_amount_and_loads_no_external_resources(sandbox: RunningSandbox) -> None:
    _, url = await asked(sandbox, return_url=BACK, **{"metadata[order_id]": "<9>"})
    page = await sandbox.http.get(url, auth=httpx2.Auth())
    assert page.status_code == 200
    assert "10.00 GBP" in page.text
    assert "&lt;9&gt;" in page.text
    assert "<script" not in page.text
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self' http://shop.example"
    style = await sandbox.http.get("/_sandbox/page.css", auth=httpx2.Auth())
    assert style.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("form", "decision", "status", "reported"),
    [
        ({}, "approve", "succeeded", "succeeded"),
        ({"capture_method": "manual"}, "approve", "requires_capture", "succeeded"),
        ({}, "refuse", "requires_payment_method", "failed"),
        (
            {"payment_method": "pm_card_threeDSecureRequiredChargeDeclined"},
            "approve",
            "requires_payment_method",
            "failed",
        ),
    ],
    ids=str,
)
async def test_the_decision_is_stored_and_the_buyer_redirected(
    sandbox: RunningSandbox, form: dict[str, str], decision: str, status: str, reported: str
) -> None:
    intent, url = await asked(sandbox, return_url=BACK, **form)
    response = await decide(sandbox, url, decision)
    assert response.status_code == 303
    assert response.headers["location"].startswith(BACK + "&")
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert (query["payment_intent"], query["redirect_status"]) == ([intent["id"]], [reported])
    assert await status_of(sandbox, intent) == status


async def test_a_refused_payment_shows_a_message(sandbox: RunningSandbox) -> None:
    intent, url = await asked(sandbox)
    page = await decide(sandbox, url, "refuse")
    assert (page.status_code, "was not made" in page.text) == (200, True)
    now = (await sandbox.http.get(f"/v1/payment_intents/{intent['id']}")).json()
    assert now["last_payment_error"]["code"] == "payment_intent_authentication_failure"


async def test_a_second_decision_changes_nothing(sandbox: RunningSandbox) -> None:
    label = {"metadata[payment_id]": "approved-twice"}
    intent, url = await asked(sandbox, **label)
    assert "is approved" in (await decide(sandbox, url, "approve")).text
    for decision in ("approve", "refuse"):
        assert (await decide(sandbox, url, decision)).status_code == 410
    assert await status_of(sandbox, intent) == "succeeded"
    assert (await sandbox.statistics())["captures"]["by_payment"]["approved-twice"] == 1


async def test_a_cancelled_payment_cannot_be_approved(sandbox: RunningSandbox) -> None:
    intent, url = await asked(sandbox)
    await sandbox.post(f"/v1/payment_intents/{intent['id']}/cancel")
    assert (await decide(sandbox, url, "approve")).status_code == 410
    assert await status_of(sandbox, intent) == "canceled"


async def test_the_address_of_a_page_cannot_be_guessed(sandbox: RunningSandbox) -> None:
    intent, url = await asked(sandbox)
    guessed = url[:-4] + "0000"
    assert (await sandbox.http.get(guessed)).status_code == 404
    assert (await decide(sandbox, guessed, "approve")).status_code == 410
    assert (await decide(sandbox, url, "whatever")).status_code == 400
    assert await status_of(sandbox, intent) == "requires_action"
