"""Dependency injection container of the gift_desk module."""

from dependency_injector import containers

from modules.gift_desk.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.gift_desk.adapters.outbound.sql.gift_cards import SqlGiftCardQueries
from modules.gift_desk.adapters.outbound.sql.tables import metadata
from modules.gift_desk.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.gift_desk.public import EVENTS
from shared.infra.injection import attribute, dependency, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import AuditedKind, Module, Scope


class GiftDeskContainer(containers.DeclarativeContainer):
    """The module needs no other module."""

    database = dependency(Database)

    units = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(units, lambda units: units.begin)
    join = attribute(units, lambda units: units.join)
    queries = singleton(SqlGiftCardQueries, database=database)

    module = singleton(
        Module,
        name="gift_desk",
        events=EVENTS,
        scopes=(
            Scope("gift_cards:read", "Read gift cards", roles=("support", "manager")),
            Scope("gift_cards:write", "Create and archive gift cards", roles=("manager",)),
        ),
        audited=(AuditedKind("gift_card"),),
        constraints=CONSTRAINTS,
        metadata=metadata,
    )
