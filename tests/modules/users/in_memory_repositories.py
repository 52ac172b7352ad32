"""In-memory repositories of the users module."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime, timedelta

from modules.users.domain.email import Email
from modules.users.domain.errors import email_taken, username_taken
from modules.users.domain.session import NewSession, Rotation, SpentToken
from modules.users.domain.user import User
from modules.users.ports.users import NewUser
from modules.users.public import PasswordResetRequested, SessionReuseDetected
from shared.kernel.events import EventMetadata, OutgoingEvent
from tests.modules.users.in_memory_store import InMemoryStore, InMemoryTransaction, RefreshToken, ResetRequest, Session


class InMemoryUserRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._memory = tx.memory

    async def add(self, new: NewUser) -> User:
        user = User(
            self._memory.next_id(), new.email, new.username, new.full_name, new.role, True, new.password_hash,
            new.now, new.now,
        )  # fmt: skip
        self._check_unique(user)
        user.record_registration(new.metadata)
        await self.save(user)
        return user

    async def get_for_update(self, user_id: int) -> User | None:
        return deepcopy(self._memory.users.get(user_id))

    async def save(self, user: User) -> None:
        self._check_unique(user)
        self._tx.collect(user.events)
        self._memory.users[user.id] = deepcopy(user)

    async def remove(self, user: User) -> None:
        self._tx.collect(user.events)
        memory, user_id = self._memory, user.id
        del memory.users[user_id]
        gone = {id_ for id_, session in memory.sessions.items() if session.user_id == user_id}
        memory.sessions = {id_: session for id_, session in memory.sessions.items() if id_ not in gone}
        memory.tokens = {key: token for key, token in memory.tokens.items() if token.session_id not in gone}
        memory.reset_requests = {
            id_: reset_request
            for id_, reset_request in memory.reset_requests.items()
            if reset_request.user_id != user_id
        }
        memory.keys = {id_: key for id_, key in memory.keys.items() if key.owner_id != user_id}

    async def count_active_admins(self) -> int:
        return sum(user.is_acting_admin for user in self._memory.users.values())

    async def rehash(self, user_id: int, old: str, new: str) -> None:
        user = self._memory.users.get(user_id)
        if user and user.password_hash == old:
            user.password_hash = new

    async def get_by_ids(self, ids: Sequence[int]) -> Mapping[int, User]:
        return {id_: deepcopy(self._memory.users[id_]) for id_ in ids if id_ in self._memory.users}

    async def find_id_by_email(self, canonical: str) -> int | None:
        return next((id_ for id_, user in self._memory.users.items() if user.email.canonical == canonical), None)

    def _check_unique(self, user: User) -> None:
        for other in self._memory.users.values():
            if other.id != user.id and other.email.canonical == user.email.canonical:
                raise email_taken()
            if other.id != user.id and other.username.canonical == user.username.canonical:
                raise username_taken()


class InMemorySessionRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._memory = tx.memory

    async def open(self, new: NewSession, now: datetime) -> int | None:
        user = self._memory.users.get(new.user_id)
        if user is None or not user.is_active or user.password_hash != new.known_hash:
            return None
        id_ = self._memory.next_id()
        self._memory.sessions[id_] = Session(
            id_, new.user_id, now, now, new.expires_at, new.scopes, new.user_agent
        )  # fmt: skip
        return id_

    async def add_token(
        self, session_id: int, digest: bytes, now: datetime, expires_at: datetime, parent_id: int | None = None
    ) -> None:
        self._memory.tokens[digest] = RefreshToken(self._memory.next_id(), session_id, parent_id, expires_at)

    async def use(self, digest: bytes, now: datetime) -> Rotation | None:
        token = self._memory.tokens.get(digest)
        if token is None or token.used_at or token.revoked or not self._is_live(token, now):
            return None
        token.used_at = now
        self._memory.sessions[token.session_id].last_used_at = now
        return self._rotation(token)

    async def get_spent(self, digest: bytes, now: datetime) -> SpentToken | None:
        token = self._memory.tokens.get(digest)
        if token is None:
            return None
        return SpentToken(
            rotation=self._rotation(token),
            used_at=token.used_at,
            repeated=token.repeated,
            is_live=self._is_live(token, now),
        )

    async def repeat(self, token_id: int, now: datetime) -> bool:
        for token in self._memory.tokens.values():
            if token.parent_id == token_id and not token.used_at and not token.revoked:
                token.revoked = True
                next(other for other in self._memory.tokens.values() if other.id == token_id).repeated = True
                return True
        return False

    async def get_session_id(self, digest: bytes) -> int | None:
        token = self._memory.tokens.get(digest)
        return token.session_id if token else None

    async def revoke(self, session_id: int, now: datetime, user_id: int | None = None) -> bool:
        session = self._memory.sessions.get(session_id)
        if session is None or not session.is_live(now) or user_id not in (None, session.user_id):
            return False
        session.revoked_at = now
        return True

    async def revoke_reused(self, rotation: Rotation, now: datetime, metadata: EventMetadata) -> bool:
        if not await self.revoke(rotation.session_id, now):
            return False
        event = SessionReuseDetected(rotation.session_id, rotation.user_id)
        self._tx.record(OutgoingEvent(event, aggregate_id=str(rotation.session_id), sequence=1, metadata=metadata))
        return True

    async def revoke_all(self, user_id: int, now: datetime, except_id: int | None = None) -> None:
        for session in self._memory.sessions.values():
            if session.user_id == user_id and session.id != except_id:
                session.revoked_at = session.revoked_at or now

    async def prune(self, ended_before: datetime, limit: int) -> int:
        over = [
            session.id
            for session in self._memory.sessions.values()
            if min(session.revoked_at or session.expires_at, session.expires_at) < ended_before
        ][:limit]
        for id_ in over:
            del self._memory.sessions[id_]
        return len(over)

    def _is_live(self, token: RefreshToken, now: datetime) -> bool:
        session = self._memory.sessions[token.session_id]
        return session.revoked_at is None and min(session.expires_at, token.expires_at) > now

    def _rotation(self, token: RefreshToken) -> Rotation:
        session = self._memory.sessions[token.session_id]
        return Rotation(
            token_id=token.id,
            session_id=session.id,
            user_id=session.user_id,
            session_expires_at=session.expires_at,
            scopes=session.scopes,
        )


class InMemoryPasswordResetRepository:
    """The port `PasswordResetRepository`."""

    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._memory = tx.memory

    async def add(self, email: Email, now: datetime, metadata: EventMetadata) -> int:
        owner = next((u.id for u in self._memory.users.values() if u.email.canonical == email.canonical), None)
        reset_request = ResetRequest(self._memory.next_id(), owner, now)
        self._memory.reset_requests[reset_request.id] = reset_request
        event = PasswordResetRequested(reset_request.id)
        self._tx.record(OutgoingEvent(event, aggregate_id=str(reset_request.id), sequence=1, metadata=metadata))
        return reset_request.id

    async def assign_token(
        self, reset_id: int, digest: bytes, expires_at: datetime, min_interval: timedelta
    ) -> int | None:
        reset_request = self._memory.reset_requests.get(reset_id)
        owner = self._memory.users.get(reset_request.user_id) if reset_request and reset_request.user_id else None
        if reset_request is None or owner is None or not owner.is_active:
            return None
        others = [other for other in self._memory.reset_requests.values() if other.user_id == owner.id]
        fresh = [other.id for other in others if other.expires_at and other.expires_at > expires_at - min_interval]
        if fresh != [reset_request.id] if fresh else any(other.id > reset_request.id for other in others):
            return None
        for other in others:
            other.digest = other.expires_at = None
        reset_request.digest, reset_request.expires_at = digest, expires_at
        return owner.id

    async def get_user_id(self, digest: bytes, now: datetime) -> int | None:
        for reset_request in self._memory.reset_requests.values():
            if (
                reset_request.digest == digest
                and reset_request.expires_at
                and reset_request.expires_at > now
                and reset_request.user_id
            ):
                return reset_request.user_id if self._memory.users[reset_request.user_id].is_active else None
        return None

    async def delete_for_user(self, user_id: int) -> None:
        kept = self._memory.reset_requests.items()
        self._memory.reset_requests = {
            id_: reset_request for id_, reset_request in kept if reset_request.user_id != user_id
        }

    async def prune(self, asked_before: datetime, limit: int) -> int:
        old = [
            reset_request.id
            for reset_request in self._memory.reset_requests.values()
            if reset_request.requested_at < asked_before
        ][:limit]
        for id_ in old:
            del self._memory.reset_requests[id_]
        return len(old)


class InMemoryStoredResponseRepository:
    """The port `StoredResponseRepository`."""

    def __init__(self, memory: InMemoryStore) -> None:
        self._memory = memory

    async def delete_for_principal(self, principal: str) -> None:
        kept = self._memory.stored_responses.items()
        self._memory.stored_responses = {claim: a for claim, a in kept if not claim.scope.startswith(f"{principal} ")}
