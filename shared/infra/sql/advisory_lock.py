"""Advisory locks of PostgreSQL, as SQL text: the only place that names the functions.

Each lock has two keys: the number of its kind, which `pg_locks` shows as `classid`, and what is locked: a row's number
or the hash of a name. Two names with the same hash only wait for each other needlessly. Locks with a single key
belong to idempotency keys alone (`platform.claim_keys`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdvisoryLock:
    """A kind of lock. A test checks that each `number` is declared once.

    The methods return SQL; `key` is SQL for the second key. A session's lock ends with its connection at the latest,
    any other with its transaction.
    """

    number: int

    def lock(self, key: str = "0") -> str:
        """Waits for the lock."""
        return f"pg_advisory_xact_lock({self.number}, {key})"

    def lock_names(self, names: str) -> str:
        """A statement that locks all names of an array, in one order for all callers, so that they cannot deadlock."""
        keys = f"SELECT DISTINCT {hashed('name')} AS key FROM unnest({names}) AS name ORDER BY key"  # noqa: S608 our own texts
        return f"SELECT {self.lock('key')} FROM ({keys}) AS sorted"  # noqa: S608 constants only

    def try_lock(self, key: str = "0") -> str:
        """True if the lock was free, and is held now."""
        return f"pg_try_advisory_xact_lock({self.number}, {key})"

    def try_lock_shared(self, key: str) -> str:
        """True if no other session holds the lock exclusively."""
        return f"pg_try_advisory_xact_lock_shared({self.number}, {key})"

    def lock_session(self, key: str = "0") -> str:
        return f"pg_advisory_lock({self.number}, {key})"

    def try_lock_session(self, key: str) -> str:
        return f"pg_try_advisory_lock({self.number}, {key})"

    def unlock_session(self, key: str) -> str:
        return f"pg_advisory_unlock({self.number}, {key})"

    def lock_session_twice(self, key: str) -> str:
        """For a session that asks repeatedly whether it still holds the lock; see `held_by_session`."""
        return f"{self.lock_session(key)}, {self.lock_session(key)}"

    def unlock_session_twice(self, key: str) -> str:
        return f"{self.unlock_session(key)}, {self.unlock_session(key)}"

    def held_by_session(self, key: str) -> str:
        """A statement that returns a row if this session holds the lock, which it took twice.

        It gives back one of the two and takes it again. `pg_locks` says the same, but reading it stops all other
        sessions from locking anything meanwhile.
        """
        return f"SELECT {self.lock_session(key)} WHERE {self.unlock_session(key)}"


def hashed(name: str) -> str:
    """SQL for the second key of a lock on a name."""
    return f"hashtext({name})"
