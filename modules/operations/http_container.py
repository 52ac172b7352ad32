"""What the operations module adds in the API process: its routes."""

from modules.operations.adapters.inbound.http.admin import AdminRoutes
from modules.operations.adapters.inbound.http.audit import AuditRoutes
from modules.operations.adapters.inbound.http.dead_letters import DeadLetterRoutes
from modules.operations.adapters.inbound.http.events import EventRoutes
from modules.operations.adapters.inbound.http.glossary import FIELDS, TAGS
from modules.operations.adapters.outbound.audit_log import SqlAuditQueries
from modules.operations.adapters.outbound.feed import SqlFeedQueries
from modules.operations.adapters.outbound.outbox import SqlOutboxQueries
from modules.operations.application.get_feed import GetFeed
from modules.operations.application.list_audit_entries import ListAuditEntries
from modules.operations.container import OperationsContainer
from modules.operations.worker_container import OperationsWorkerContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import dependency, factory, provider_of, singleton
from shared.kernel.module import AuditedKind


class OperationsHttpContainer(OperationsWorkerContainer):
    """`all_audited` are the kinds of resources that the modules audit."""

    all_audited = dependency(list[AuditedKind])

    router = singleton(
        router_of,
        factory(
            EventRoutes,
            get_feed=singleton(
                GetFeed,
                feed=singleton(SqlFeedQueries, database=OperationsContainer.database),
                events=OperationsWorkerContainer.all_events,
            ),
        ),
        factory(
            DeadLetterRoutes,
            list_dead_letters=OperationsWorkerContainer.list_dead_letters,
            replay=OperationsWorkerContainer.replay,
            discard=OperationsWorkerContainer.discard,
        ),
        factory(
            AdminRoutes,
            outbox=singleton(SqlOutboxQueries, database=OperationsContainer.database),
            run_doctor=OperationsContainer.run_doctor,
        ),
        factory(
            AuditRoutes,
            list_audit_entries=singleton(
                ListAuditEntries,
                log=singleton(SqlAuditQueries, database=OperationsContainer.database),
                resource_kinds=all_audited,
            ),
        ),
    )

    http = singleton(
        ModuleApi,
        router=provider_of(router),
        tags=TAGS,
        fields=FIELDS,
        documents=provider_of(OperationsWorkerContainer.documents),
    )
