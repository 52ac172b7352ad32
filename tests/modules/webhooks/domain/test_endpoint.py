"""Endpoint states: failing, disabled, activated again; and signing secrets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.public import EndpointDisabled
from shared.kernel.errors import VersionMismatch
from shared.kernel.events import EventMetadata, OutgoingEvent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ENDPOINT = Endpoint(
    7, "https://example.com/", ("orders.*",), None, active=True, disabled_reason=None, secret_version=1,
    rotated_at=None, failing_since=None, event_count=0, version=1, created_at=NOW, updated_at=NOW,
)  # fmt: skip
DAY = timedelta(days=1)
METADATA = EventMetadata("webhooks.sender", "r-1")


def test_it_is_disabled_after_five_days_of_nothing_but_failure() -> None:
    failing = ENDPOINT.record_failure(NOW, METADATA, gone=False)
    assert (failing.active, failing.failing_since, failing.version) == (True, NOW, 1)
    assert failing.record_failure(NOW + 5 * DAY - timedelta(seconds=1), METADATA, gone=False) is failing
    given_up = failing.record_failure(NOW + 5 * DAY, METADATA, gone=False)
    assert (given_up.active, given_up.disabled_reason, given_up.event_count, given_up.version) == (
        (False, "failing", 1, 2)
    )


def test_a_success_resets_the_five_days() -> None:
    well = ENDPOINT.record_failure(NOW, METADATA, gone=False).record_success()
    assert well.failing_since is None
    assert well.record_failure(NOW + 6 * DAY, METADATA, gone=False).active
    assert ENDPOINT.record_success() is ENDPOINT


def test_a_gone_endpoint_is_disabled_at_once() -> None:
    gone = ENDPOINT.record_failure(NOW, METADATA, gone=True)
    assert (gone.active, gone.disabled_reason, gone.event_count) == (False, "gone", 1)
    assert gone.events == [OutgoingEvent(EndpointDisabled(7, "gone"), aggregate_id="7", sequence=1, metadata=METADATA)]
    assert ENDPOINT.events == []


def test_an_inactive_endpoint_is_not_disabled_again() -> None:
    stopped = replace(ENDPOINT, active=False)
    assert stopped.record_failure(NOW, METADATA, gone=True).event_count == 0


def test_activation_clears_the_disabled_reason() -> None:
    gone = ENDPOINT.record_failure(NOW, METADATA, gone=True)
    again = gone.change({"active": True}, NOW + DAY)
    assert (again.active, again.disabled_reason, again.failing_since, again.event_count) == (True, None, None, 1)


def test_only_a_real_change_increments_the_version() -> None:
    assert ENDPOINT.change({"description": "mine"}, NOW).version == 2
    assert ENDPOINT.change({"active": True}, NOW) is ENDPOINT
    with pytest.raises(VersionMismatch):
        ENDPOINT.change({"active": False}, NOW, version=2)


def test_only_an_active_endpoint_subscribes_to_events() -> None:
    assert ENDPOINT.wants("orders.order.placed")
    assert not ENDPOINT.wants("users.user.registered")
    assert not replace(ENDPOINT, active=False).wants("orders.order.placed")


def test_secrets_differ_by_key_endpoint_and_version() -> None:
    others = [replace(ENDPOINT, id=8), replace(ENDPOINT, secret_version=2)]
    secrets = [Secrets(["key"]).current(endpoint) for endpoint in (ENDPOINT, *others)]
    secrets.append(Secrets(["other key"]).current(ENDPOINT))
    assert len(set(secrets)) == 4
    assert all(secret.startswith("whsec_") for secret in secrets)


def test_a_rotated_secret_signs_for_one_more_day() -> None:
    rotated = ENDPOINT.rotate(NOW)
    secrets = Secrets(["key"])
    new, old = secrets.current(rotated), secrets.current(ENDPOINT)
    assert secrets.signing(rotated, NOW + DAY - timedelta(seconds=1)) == [new, old]
    assert secrets.signing(rotated, NOW + DAY) == [new]
    assert secrets.signing(ENDPOINT, NOW) == [old]


def test_messages_verify_after_a_new_server_key() -> None:
    shown = Secrets(["old key"]).current(ENDPOINT)
    both = Secrets(["new key", "old key"])
    assert shown in both.signing(ENDPOINT, NOW)
    assert both.current(ENDPOINT) != shown
