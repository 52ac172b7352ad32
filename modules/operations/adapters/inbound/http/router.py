"""Router of the operations module."""

from dataclasses import dataclass

from fastapi import APIRouter

from modules.operations.adapters.inbound.http.admin import create_admin_router
from modules.operations.adapters.inbound.http.audit import create_audit_router
from modules.operations.adapters.inbound.http.dead_letters import create_dead_letters_router
from modules.operations.adapters.inbound.http.events import create_events_router
from modules.operations.application.audit_queries import ListAuditEntries
from modules.operations.application.dead_letter_queries import ListDeadLetters
from modules.operations.application.discard_dead_letter import DiscardDeadLetterCommand
from modules.operations.application.outbox_queries import GetOutboxStatus
from modules.operations.application.read_feed import ReadFeed
from modules.operations.application.replay_dead_letters import ReplayDeadLettersCommand
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.domain.dead_letter import DeadLetter
from shared.infra.http.access.command_request import UseCase
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import include_all


@dataclass(frozen=True, slots=True)
class OperationsUseCases:
    """The use cases that the routes call."""

    read_feed: ReadFeed
    list_dead_letters: ListDeadLetters
    replay: UseCase[ReplayDeadLettersCommand, int]
    discard: UseCase[DiscardDeadLetterCommand, DeadLetter]
    get_outbox_status: GetOutboxStatus
    run_doctor: RunDoctor
    list_audit_entries: ListAuditEntries


def create_router(use_cases: OperationsUseCases, guard: Authorizer) -> APIRouter:
    return include_all(
        create_events_router(use_cases.read_feed, guard),
        create_dead_letters_router(use_cases.list_dead_letters, use_cases.replay, use_cases.discard, guard),
        create_admin_router(use_cases.get_outbox_status, use_cases.run_doctor, guard),
        create_audit_router(use_cases.list_audit_entries, guard),
    )
