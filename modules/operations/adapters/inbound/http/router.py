"""All routes of operations."""

from dataclasses import dataclass

from fastapi import APIRouter

from modules.operations.adapters.inbound.http.admin import create_admin_router
from modules.operations.adapters.inbound.http.audit import create_audit_router
from modules.operations.adapters.inbound.http.dead_letters import create_dead_letters_router
from modules.operations.adapters.inbound.http.events import create_events_router
from modules.operations.application.audit_queries import SeeAudit
from modules.operations.application.dead_letter_queries import SeeDeadLetters
from modules.operations.application.discard_dead_letter import Discarding
from modules.operations.application.outbox_queries import SeeOutbox
from modules.operations.application.read_feed import ReadFeed
from modules.operations.application.replay_dead_letters import Replaying
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.domain.dead_letter import DeadLetter
from shared.infra.http.access.command_request import UseCase
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routing import combine_routers


@dataclass(frozen=True, slots=True)
class OperationsUseCases:
    """What the routes of operations do, handed to them together."""

    read_feed: ReadFeed
    see_dead_letters: SeeDeadLetters
    replay: UseCase[Replaying, int]
    discard: UseCase[Discarding, DeadLetter]
    see_outbox: SeeOutbox
    run_doctor: RunDoctor
    see_audit: SeeAudit


def create_router(use_cases: OperationsUseCases, guard: Authorizer) -> APIRouter:
    return combine_routers(
        create_events_router(use_cases.read_feed, guard),
        create_dead_letters_router(use_cases.see_dead_letters, use_cases.replay, use_cases.discard, guard),
        create_admin_router(use_cases.see_outbox, use_cases.run_doctor, guard),
        create_audit_router(use_cases.see_audit, guard),
    )
