import pytest

from tests.running.payment_sandbox import RunningSandbox


async def test_unnamed_switches_return_to_their_defaults(sandbox: RunningSandbox) -> None:
    usual = (await sandbox.http.get("/_sandbox/faults")).json()
    await sandbox.faults(latency_ms=5, webhook_repeat=2)
    assert (await sandbox.http.get("/_sandbox/faults")).json() == usual | {"latency_ms": 5, "webhook_repeat": 2}
    await sandbox.faults()
    assert (await sandbox.http.get("/_sandbox/faults")).json() == usual


@pytest.mark.parametrize(
    "switches",
    [
        {"error_rate": 2},
        {"lose_answer_rate": "often"},
        {"latency_ms": 1.5},
        {"webhook_repeat": 0},
        {"webhook_shuffle": 1},
        {"seed": "x"},
        {"typo": 1},
        [],
    ],
    ids=str,
)
async def test_an_invalid_switch_changes_nothing(sandbox: RunningSandbox, switches: object) -> None:
    await sandbox.faults(latency_ms=1)
    assert (await sandbox.http.put("/_sandbox/faults", json=switches)).status_code == 400
    assert (await sandbox.http.get("/_sandbox/faults")).json()["latency_ms"] == 1


async def test_an_injected_error_has_no_effect_and_stores_no_key(sandbox: RunningSandbox) -> None:
    label = {"metadata[payment_id]": "broken"}
    await sandbox.faults(error_rate=1)
    responses = [await sandbox.pay("key-broken", **label) for _ in range(10)]
    assert {response.status_code for response in responses} <= {500, 503}
    assert {response.json()["error"]["type"] for response in responses} == {"api_error"}
    await sandbox.faults()
    assert "broken" not in (await sandbox.statistics())["captures"]["by_payment"]
    assert "idempotent-replayed" not in (await sandbox.pay("key-broken", **label)).headers


async def test_a_seed_reproduces_the_same_faults(sandbox: RunningSandbox) -> None:
    rounds = []
    for _ in range(2):
        await sandbox.faults(error_rate=0.5, seed=7)
        rounds.append([(await sandbox.pay(confirm="false")).status_code for _ in range(20)])
    assert rounds[0] == rounds[1]
    assert 200 in rounds[0]
    assert len(set(rounds[0])) > 1


async def test_faults_and_requests_are_counted(sandbox: RunningSandbox) -> None:
    before = await sandbox.statistics()
    await sandbox.faults(error_rate=1)
    await sandbox.pay()
    await sandbox.faults(latency_ms=1)
    await sandbox.pay()
    after = await sandbox.statistics()
    assert after["requests"]["total"] == before["requests"]["total"] + 2
    assert after["faults"]["error"] == before["faults"]["error"] + 1
    assert after["faults"]["latency"] == before["faults"]["latency"] + 1


async def test_a_double_charge_is_detected(sandbox: RunningSandbox) -> None:
    for _ in range(2):
        await sandbox.pay(**{"metadata[payment_id]": "charged-twice", "metadata[order_id]": "paid-twice"})
    counted = await sandbox.statistics()
    assert "charged-twice" in counted["captured_twice"]["payments"]
    assert "paid-twice" in counted["captured_twice"]["orders"]
