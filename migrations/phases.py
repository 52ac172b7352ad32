"""Phases of migrations, so that a release can be replaced while the one before it runs ("expand and contract").

A migration of the phase `expand` adds: programs of the release before work with the new tables unchanged. One of the
phase `contract` removes what its `oldest_program` and newer programs do not use; it belongs into a later release than
the one that stopped using it. Migrations up to 0045 are older than these phases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from alembic.script import Script, ScriptDirectory

Phase = Literal["expand", "contract"]

LAST_WITHOUT_PHASE = "0045"
LOCK_TIMEOUT = timedelta(seconds=5)
"""How long a migration waits for a lock, unless another time is given. Whoever needs the table waits behind it."""


class UnmarkedMigration(Exception):
    """A migration does not say its phase, or a contracting one not the oldest program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """`oldest_program`: after a contracting migration, the oldest program that works; None for the others."""

    revision: str
    phase: Phase
    oldest_program: str | None


def migration_of(script: Script) -> Migration:
    """Raises UnmarkedMigration."""
    revision, phase = script.revision, getattr(script.module, "phase", None)
    if phase is None and revision <= LAST_WITHOUT_PHASE:
        return Migration(revision=revision, phase="expand", oldest_program=None)
    oldest: str | None = getattr(script.module, "oldest_program", None)
    if phase == "expand" and oldest is None:
        return Migration(revision=revision, phase="expand", oldest_program=None)
    if phase == "contract" and oldest is not None and oldest < revision:
        return Migration(revision=revision, phase="contract", oldest_program=oldest)
    raise UnmarkedMigration(
        f"migration {revision} needs phase = 'expand', or phase = 'contract' and oldest_program = 'NNNN', the revision"
        " from which on programs do not use what it removes"
    )


def pending_migrations(scripts: ScriptDirectory, revision: str | None) -> Sequence[Migration]:
    """Those that a database of `revision` (None: an empty one) has not got, oldest first. Raises UnmarkedMigration."""
    found = [script for script in scripts.walk_revisions() if revision is None or script.revision > revision]
    return [migration_of(script) for script in reversed(found)]
