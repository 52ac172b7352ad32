"""The in-memory store and its transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from modules.users.domain.api_key import ApiKey
from modules.users.domain.user import User
from shared.kernel.events import OutgoingEvent
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from shared.kernel.transaction import AuditEntry


@dataclass
class Session:
    id: int
    user_id: int
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    scopes: frozenset[str] | None
    user_agent: str | None
    revoked_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now


@dataclass
class RefreshToken:
    id: int
    session_id: int
    parent_id: int | None
    expires_at: datetime
    used_at: datetime | None = None
    repeated: bool = False
    revoked: bool = False


@dataclass
class ResetRequest:
    """A password reset request; `user_id` is None for an address without an account."""

    id: int
    user_id: int | None
    requested_at: datetime
    digest: bytes | None = None
    expires_at: datetime | None = None


@dataclass
class InMemoryStore:
    """The data of all repositories."""

    users: dict[int, User] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    tokens: dict[bytes, RefreshToken] = field(default_factory=dict)
    reset_requests: dict[int, ResetRequest] = field(default_factory=dict)
    keys: dict[int, ApiKey] = field(default_factory=dict)
    events: list[OutgoingEvent] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    stored_responses: dict[IdempotencyKey, StoredResponse] = field(default_factory=dict)
    ids: int = 0

    def next_id(self) -> int:
        self.ids += 1
        return self.ids


class InMemoryTransaction:
    def __init__(self, memory: InMemoryStore, now: datetime) -> None:
        self.memory = memory
        self.now = now
        self.after: list[Callable[[], None]] = []

    def record(self, recorded: OutgoingEvent) -> None:
        self.memory.events.append(recorded)

    def collect(self, events: list[OutgoingEvent]) -> None:
        self.memory.events += events
        events.clear()

    def store_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        self.memory.stored_responses[key] = response

    def complete_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        self.memory.stored_responses[key] = response

    def audit(self, line: AuditEntry) -> None:
        self.memory.audit.append(line)

    def after_commit(self, do: Callable[[], None]) -> None:
        self.after.append(do)
