"""What the operations module adds in the worker: dead letters, event documents and personal data."""

from collections.abc import Sequence

from modules.operations.adapters.inbound.documents.served import documents
from modules.operations.adapters.inbound.personal_data import personal_data
from modules.operations.adapters.outbound.audit_log import SqlAuditQueries
from modules.operations.adapters.outbound.dead_letters import SqlDeadLetterQueries
from modules.operations.application.describe_events import DescribeEvents
from modules.operations.application.discard_dead_letter import DiscardDeadLetter
from modules.operations.application.hold_deliveries import HoldDeliveries
from modules.operations.application.known_consumers import KnownConsumers
from modules.operations.application.list_dead_letters import ListDeadLetters
from modules.operations.application.replay_dead_letters import ReplayDeadLetters
from modules.operations.container import OperationsContainer
from shared.infra.injection import dependency, factory, provider_of, retried, singleton
from shared.kernel.events import Event
from shared.kernel.module import Consumer, extend


class OperationsWorkerContainer(OperationsContainer):
    """`all_events` are the event types that the modules publish, `all_consumers` their consumers."""

    all_events = dependency(list[type[Event]])
    all_consumers = dependency(Sequence[Consumer])

    known_consumers = singleton(KnownConsumers, events=all_events, consumers=all_consumers)
    list_dead_letters = singleton(
        ListDeadLetters,
        queries=singleton(SqlDeadLetterQueries, database=OperationsContainer.database),
        known_consumers=known_consumers,
    )
    replay = retried(ReplayDeadLetters, begin=OperationsContainer.begin, known_consumers=known_consumers)
    hold = retried(HoldDeliveries, begin=OperationsContainer.begin)
    discard = retried(DiscardDeadLetter, begin=OperationsContainer.begin)
    documents = singleton(documents, describe=factory(DescribeEvents, events=all_events))

    module = singleton(
        extend,
        OperationsContainer.module,
        personal_data=provider_of(
            singleton(personal_data, log=singleton(SqlAuditQueries, database=OperationsContainer.database))
        ),
    )
