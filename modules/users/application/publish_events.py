"""Publish the domain events of users as integration events."""

from modules.users.domain.events import (
    Deactivated,
    Deleted,
    DomainEvent,
    EmailVerificationRequested,
    EmailVerified,
    PasswordChanged,
    Registered,
    Updated,
)
from modules.users.domain.user import User
from modules.users.public import (
    PasswordResetRequested,
    SessionReuseDetected,
    UserDeactivated,
    UserDeleted,
    UserEmailVerificationRequested,
    UserEmailVerified,
    UserPasswordChanged,
    UserRegistered,
    UserUpdated,
)
from shared.kernel.events import Event, EventMetadata, OutgoingEvent
from shared.kernel.transaction import Transaction


def record_events(tx: Transaction, user: User, cause: EventMetadata) -> None:
    """Record the user's facts; to be called before the user is saved, who counts them."""
    for event in user.domain_events:
        user.event_count += 1
        tx.record(OutgoingEvent(_published(user, event), str(user.id), user.event_count, cause))
    user.domain_events.clear()


def record_token_reuse(tx: Transaction, session_id: int, user_id: int, cause: EventMetadata) -> None:
    """Record that a session was ended because of a reused token; at most once for each session."""
    tx.record(OutgoingEvent(SessionReuseDetected(session_id, user_id), str(session_id), 1, cause))


def record_password_reset_request(tx: Transaction, reset_id: int, cause: EventMetadata) -> None:
    """Record a password reset request."""
    tx.record(OutgoingEvent(PasswordResetRequested(reset_id), str(reset_id), 1, cause))


def _published(user: User, event: DomainEvent) -> Event:
    match event:
        case Registered():
            return UserRegistered(user.id, user.role.value)
        case Updated(fields):
            return UserUpdated(user.id, fields, user.role.value, user.is_active)
        case _:
            return _EVENTS_WITH_ID_ONLY[type(event)](user.id)


_EVENTS_WITH_ID_ONLY = {
    EmailVerificationRequested: UserEmailVerificationRequested,
    EmailVerified: UserEmailVerified,
    PasswordChanged: UserPasswordChanged,
    Deactivated: UserDeactivated,
    Deleted: UserDeleted,
}
"""Events that carry only the user's id."""
