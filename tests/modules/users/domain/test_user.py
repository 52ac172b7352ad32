from datetime import UTC, datetime, timedelta

import pytest

from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.domain.username import Username
from modules.users.public import UserDeactivated, UserDeleted, UserUpdated
from shared.kernel.errors import VersionMismatch
from shared.kernel.events import Event, EventMetadata

THEN = datetime(2026, 11, 21, tzinfo=UTC)
NOW = THEN + timedelta(hours=1)
METADATA = EventMetadata("user:1", "r-1")


def events_of(user: User) -> list[Event]:
    """The user's new events, which are numbered without gaps."""
    assert [(each.aggregate_id, each.metadata) for each in user.events] == [("7", METADATA)] * len(user.events)
    last = user.event_count
    assert [each.sequence for each in user.events] == list(range(last - len(user.events) + 1, last + 1))
    return [each.event for each in user.events]


@pytest.fixture
def user() -> User:
    return User(7, Email.parse("ada@example.com"), Username("ada"), None, Role.CUSTOMER, True, None, THEN, THEN)


def test_a_new_role_increments_the_version_once(user: User) -> None:
    assert user.change_access(Role.SUPPORT, is_active=True, now=NOW, metadata=METADATA) == {
        "role": ["customer", "support"]
    }
    assert events_of(user) == [UserUpdated(user_id=7, fields=("role",), role="support", is_active=True)]
    assert (user.version, user.updated_at) == (2, NOW)


def test_deactivation_is_an_event_of_its_own(user: User) -> None:
    assert user.change_access(Role.CUSTOMER, is_active=False, now=NOW, metadata=METADATA) == {
        "is_active": [True, False]
    }
    assert events_of(user) == [UserDeactivated(7)]
    user.events.clear()
    user.change_access(Role.CUSTOMER, is_active=True, now=NOW, metadata=METADATA)
    assert events_of(user) == [UserUpdated(user_id=7, fields=("is_active",), role="customer", is_active=True)]


def test_role_and_status_together_are_one_version_and_two_events(user: User) -> None:
    user.change_access(Role.SUPPORT, is_active=False, now=NOW, metadata=METADATA)
    assert events_of(user) == [
        UserUpdated(user_id=7, fields=("role",), role="support", is_active=False),
        UserDeactivated(7),
    ]
    assert user.version == 2


def test_an_unchanged_user_records_no_event(user: User) -> None:
    assert user.change_access(Role.CUSTOMER, is_active=True, now=NOW, metadata=METADATA) == {}
    user.rename(Username("ada"), None, NOW, METADATA)
    assert (user.events, user.version, user.updated_at) == ([], 1, THEN)


def test_a_rename_event_contains_field_names_only(user: User) -> None:
    user.rename(Username("Ada"), "Ada Lovelace", NOW, METADATA)
    assert events_of(user) == [
        UserUpdated(user_id=7, fields=("username", "full_name"), role="customer", is_active=True)
    ]


def test_deletion_records_an_event(user: User) -> None:
    user.delete(METADATA)
    assert events_of(user) == [UserDeleted(7)]


def test_decisions_on_an_older_version_are_refused(user: User) -> None:
    user.check_version(None)
    user.check_version(1)
    with pytest.raises(VersionMismatch):
        user.check_version(2)


def test_only_an_active_admin_counts_as_admin(user: User) -> None:
    assert not user.is_acting_admin
    user.change_access(Role.ADMIN, is_active=True, now=NOW, metadata=METADATA)
    assert user.is_acting_admin
    user.change_access(Role.ADMIN, is_active=False, now=NOW, metadata=METADATA)
    assert user.is_admin
    assert not user.is_acting_admin


def test_secrets_are_hidden_in_representations(user: User) -> None:
    user.password_hash = "canary"
    assert "canary" not in repr(user)
