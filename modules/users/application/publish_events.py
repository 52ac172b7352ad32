"""From the facts of a user's life to the events others read."""

from modules.users.domain.events import (
    Deactivated,
    Deleted,
    EmailVerificationRequested,
    EmailVerified,
    Fact,
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


def announce(tx: Transaction, user: User, cause: EventMetadata) -> None:
    """Record the user's facts; to be called before the user is saved, who counts them."""
    for fact in user.facts:
        user.event_count += 1
        tx.record(OutgoingEvent(_published(user, fact), str(user.id), user.event_count, cause))
    user.facts.clear()


def announce_reuse(tx: Transaction, session_id: int, user_id: int, cause: EventMetadata) -> None:
    """Record that a session was ended for a reused token; it happens to a session once."""
    tx.record(OutgoingEvent(SessionReuseDetected(session_id, user_id), str(session_id), 1, cause))


def announce_wish(tx: Transaction, reset_id: int, cause: EventMetadata) -> None:
    """Record that somebody wants a new password: once for each wish."""
    tx.record(OutgoingEvent(PasswordResetRequested(reset_id), str(reset_id), 1, cause))


def _published(user: User, fact: Fact) -> Event:
    match fact:
        case Registered():
            return UserRegistered(user.id, user.role.value)
        case Updated(fields):
            return UserUpdated(user.id, fields, user.role.value, user.is_active)
        case _:
            return _SAYING_WHO[type(fact)](user.id)


_SAYING_WHO = {
    EmailVerificationRequested: UserEmailVerificationRequested,
    EmailVerified: UserEmailVerified,
    PasswordChanged: UserPasswordChanged,
    Deactivated: UserDeactivated,
    Deleted: UserDeleted,
}
"""What tells no more than who it happened to."""
