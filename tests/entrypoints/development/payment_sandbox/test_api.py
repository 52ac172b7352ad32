"""The sandbox's API responds as Stripe documents it."""

import pytest

from tests.running.payment_sandbox import RunningSandbox

ASKS_BUYER = ["pm_card_authenticationRequired", "pm_card_threeDSecure2Required"]


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_mastercard"])
async def test_a_good_card_is_charged_at_once(sandbox: RunningSandbox, card: str) -> None:
    response = await sandbox.pay(payment_method=card, **{"expand[]": "latest_charge", "metadata[order_id]": "9"})
    assert response.status_code == 200
    intent = response.json()
    assert (intent["object"], intent["status"], intent["amount_received"]) == ("payment_intent", "succeeded", 1000)
    assert intent["client_secret"].startswith(f"{intent['id']}_secret_")
    charge = intent["latest_charge"]
    assert (charge["captured"], charge["amount_captured"], charge["amount_refunded"]) == (True, 1000, 0)
    assert charge["metadata"] == intent["metadata"] == {"payment_id": "7", "order_id": "9"}
    assert charge["payment_intent"] == intent["id"]
    assert not [name for name in (*intent, *charge) if name.startswith("_")]


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
async def test_a_declined_card_is_a_card_error(
    sandbox: RunningSandbox, card: str, code: str, decline_code: str
) -> None:
    response = await sandbox.pay(payment_method=card)
    assert response.status_code == 402
    error = response.json()["error"]
    assert (error["type"], error["code"], error["decline_code"]) == ("card_error", code, decline_code)
    intent = error["payment_intent"]
    assert (intent["status"], intent["amount_received"]) == ("requires_payment_method", 0)
    assert intent["last_payment_error"]["decline_code"] == decline_code
    charge = (await sandbox.http.get(f"/v1/charges/{error['charge']}")).json()
    assert (charge["status"], charge["paid"], charge["captured"]) == ("failed", False, False)


async def test_a_declined_payment_can_be_confirmed_with_another_card(sandbox: RunningSandbox) -> None:
    refused = await sandbox.pay(payment_method="pm_card_visa_chargeDeclined")
    id_ = refused.json()["error"]["payment_intent"]["id"]
    again = await sandbox.post(f"/v1/payment_intents/{id_}/confirm", payment_method="pm_card_visa")
    assert again.json()["status"] == "succeeded"


async def test_an_intent_waits_to_be_confirmed(sandbox: RunningSandbox) -> None:
    made = (await sandbox.pay(confirm="false")).json()
    assert made["status"] == "requires_confirmation"
    assert (await sandbox.post(f"/v1/payment_intents/{made['id']}/confirm")).json()["status"] == "succeeded"
    again = await sandbox.post(f"/v1/payment_intents/{made['id']}/confirm")
    assert again.json()["error"]["code"] == "payment_intent_unexpected_state"


async def test_an_authorized_payment_is_captured_in_part(sandbox: RunningSandbox) -> None:
    held = (await sandbox.pay(capture_method="manual", **{"expand[0]": "latest_charge"})).json()
    assert (held["status"], held["amount_capturable"], held["amount_received"]) == ("requires_capture", 1000, 0)
    assert held["latest_charge"]["payment_method_details"]["card"]["capture_before"] == held["created"] + 7 * 86_400
    url = f"/v1/payment_intents/{held['id']}/capture"
    assert (await sandbox.post(url, amount_to_capture=1001)).json()["error"]["code"] == "amount_too_large"
    taken = (await sandbox.post(url, amount_to_capture=400, **{"expand[]": "latest_charge"})).json()
    assert (taken["status"], taken["amount_received"], taken["amount_capturable"]) == ("succeeded", 400, 0)
    charge = taken["latest_charge"]
    assert (charge["amount_captured"], charge["amount_refunded"], charge["refunded"]) == (400, 600, False)
    again = await sandbox.post(url)
    assert (again.status_code, again.json()["error"]["code"]) == (400, "payment_intent_unexpected_state")
    assert again.json()["error"]["payment_intent"]["status"] == "succeeded"


@pytest.mark.parametrize(
    "how", [{"capture_method": "manual"}, {"payment_method": ASKS_BUYER[0]}, {"confirm": "false"}], ids=str
)
async def test_an_uncaptured_payment_can_be_cancelled(sandbox: RunningSandbox, how: dict[str, str]) -> None:
    intent = (await sandbox.pay(**how)).json()
    gone = (await sandbox.post(f"/v1/payment_intents/{intent['id']}/cancel", cancellation_reason="abandoned")).json()
    assert (gone["status"], gone["cancellation_reason"], gone["amount_capturable"]) == ("canceled", "abandoned", 0)
    again = await sandbox.post(f"/v1/payment_intents/{intent['id']}/cancel")
    assert again.json()["error"]["code"] == "payment_intent_unexpected_state"


async def test_a_captured_payment_cannot_be_cancelled(sandbox: RunningSandbox) -> None:
    intent = (await sandbox.pay()).json()
    refused = await sandbox.post(f"/v1/payment_intents/{intent['id']}/cancel")
    assert refused.status_code == 400
    assert "succeeded" in refused.json()["error"]["message"]


@pytest.mark.parametrize("card", ASKS_BUYER)
async def test_a_card_can_require_authentication(sandbox: RunningSandbox, card: str) -> None:
    intent = (await sandbox.pay(payment_method=card)).json()
    assert (intent["status"], intent["latest_charge"]) == ("requires_action", None)
    assert intent["next_action"]["type"] == "redirect_to_url"
    assert intent["next_action"]["redirect_to_url"]["url"].startswith(f"{sandbox.url}/_sandbox/authenticate/")


async def test_refunds_never_exceed_the_captured_amount(sandbox: RunningSandbox) -> None:
    intent = (await sandbox.pay()).json()
    first = (
        await sandbox.post("/v1/refunds", payment_intent=intent["id"], amount=300, **{"metadata[refund_id]": 4})
    ).json()
    assert (first["object"], first["status"], first["amount"], first["currency"]) == ("refund", "succeeded", 300, "gbp")
    assert (first["payment_intent"], first["metadata"]) == (intent["id"], {"refund_id": "4"})
    over = await sandbox.post("/v1/refunds", payment_intent=intent["id"], amount=701)
    assert (over.status_code, over.json()["error"]["code"]) == (400, "amount_too_large")
    rest = (await sandbox.post("/v1/refunds", charge=intent["latest_charge"], **{"expand[]": "charge"})).json()
    assert (rest["amount"], rest["charge"]["amount_refunded"], rest["charge"]["refunded"]) == (700, 1000, True)
    more = await sandbox.post("/v1/refunds", payment_intent=intent["id"])
    assert more.json()["error"]["code"] == "charge_already_refunded"
    listed = (await sandbox.http.get("/v1/refunds", params={"payment_intent": intent["id"]})).json()
    assert [refund["id"] for refund in listed["data"]] == [rest["id"], first["id"]]
    assert (await sandbox.http.get(f"/v1/refunds/{first['id']}")).json() == first


async def test_an_uncaptured_payment_cannot_be_refunded(sandbox: RunningSandbox) -> None:
    held = (await sandbox.pay(capture_method="manual")).json()
    refused = await sandbox.post("/v1/refunds", payment_intent=held["id"])
    assert refused.json()["error"]["code"] == "payment_intent_unexpected_state"


async def test_lists_are_paged_in_both_directions(sandbox: RunningSandbox) -> None:
    made = [(await sandbox.pay()).json()["id"] for _ in range(5)][::-1]
    first = (await sandbox.http.get("/v1/payment_intents", params={"limit": 2})).json()
    assert (first["object"], first["has_more"], first["url"]) == ("list", True, "/v1/payment_intents")
    second = (await sandbox.http.get("/v1/payment_intents", params={"limit": 2, "starting_after": made[1]})).json()
    before = (await sandbox.http.get("/v1/payment_intents", params={"limit": 2, "ending_before": made[3]})).json()
    pages = [[intent["id"] for intent in page["data"]] for page in (first, second, before)]
    assert pages == [made[:2], made[2:4], made[1:3]]
    whole = {"limit": "1", "expand[]": "data.latest_charge"}
    opened = (await sandbox.http.get("/v1/payment_intents", params=whole)).json()["data"][0]
    assert opened["latest_charge"]["object"] == "charge"
    future = {"created[gte]": (await sandbox.pay()).json()["created"] + 100}
    assert (await sandbox.http.get("/v1/payment_intents", params=future)).json()["data"] == []


async def test_payments_are_found_by_metadata(sandbox: RunningSandbox) -> None:
    labels = {"metadata[payment_id]": "search-1", "metadata[order_id]": "search-2"}
    made = (await sandbox.pay(**labels)).json()
    await sandbox.pay(**(labels | {"metadata[order_id]": "search-3"}))
    query = "metadata['payment_id']:'search-1' AND metadata[\"order_id\"]:\"search-2\""
    found = (await sandbox.http.get("/v1/payment_intents/search", params={"query": query})).json()
    assert (found["object"], [intent["id"] for intent in found["data"]]) == ("search_result", [made["id"]])
    odd = await sandbox.http.get("/v1/payment_intents/search", params={"query": "amount>7"})
    assert odd.status_code == 400


@pytest.mark.parametrize(
    ("form", "code", "param"),
    [
        ({"amount": "0"}, "parameter_invalid_integer", "amount"),
        ({"amount": "ten"}, "parameter_invalid_integer", "amount"),
        ({"amount": ""}, "parameter_missing", "amount"),
        ({"amount": "100000000"}, "amount_too_large", "amount"),
        ({"currency": "pounds"}, None, "currency"),
        ({"capture_method": "later"}, None, "capture_method"),
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"payment_method": "pm_nobodys"}, "resource_missing", "payment_method"),
        ({"payment_method_types[]": "card"}, "payment_method_types_no_longer_supported", "payment_method_types"),
        ({"return_url": "javascript:alert(1)"}, "url_invalid", "return_url"),
        ({"automatic_payment_methods[allow_redirects]": "always"}, None, "return_url"),
        ({"metadata": "7"}, None, "metadata"),
        ({"expand[]": "customer"}, None, "expand"),
    ],
    ids=str,
)
async def test_an_invalid_request_is_rejected_without_effect(
    sandbox: RunningSandbox, form: dict[str, str], code: str | None, param: str
) -> None:
    newest = (await sandbox.pay()).json()["id"]
    response = await sandbox.pay(**form)
    error = response.json()["error"]
    assert response.status_code in (400, 404)
    assert (error["type"], error.get("code"), error["param"]) == ("invalid_request_error", code, param)
    assert (await sandbox.http.get("/v1/payment_intents?limit=1")).json()["data"][0]["id"] == newest


@pytest.mark.parametrize("path", ["/v1/payment_intents/pi_1", "/v1/charges/ch_1", "/v1/customers", "/v1/disputes/dp_1"])
async def test_an_unknown_object_returns_404(sandbox: RunningSandbox, path: str) -> None:
    response = await sandbox.http.get(path)
    assert (response.status_code, response.json()["error"]["type"]) == (404, "invalid_request_error")


async def test_the_api_requires_its_key(sandbox: RunningSandbox) -> None:
    for header in ({}, {"Authorization": "Bearer sk_test_another"}, {"Authorization": "Basic %%%"}):
        request = sandbox.http.build_request("GET", "/v1/payment_intents", headers=header)
        response = await sandbox.http.send(request, auth=None)
        assert response.status_code == 401
        assert sandbox.api_key not in response.text
    bearer = {"Authorization": f"Bearer {sandbox.api_key}"}
    request = sandbox.http.build_request("GET", "/v1/payment_intents", headers=bearer)
    assert (await sandbox.http.send(request, auth=None)).status_code == 200


async def test_a_too_large_body_is_rejected(sandbox: RunningSandbox) -> None:
    assert (await sandbox.pay(description="x" * 200_000)).status_code == 413
    many = {f"metadata[{number}]": "x" for number in range(600)}
    assert (await sandbox.pay(**many)).status_code == 400
