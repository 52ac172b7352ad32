"""Dependency injection container of the notifications module."""

from dependency_injector import containers

from modules.notifications.adapters.inbound.jobs import jobs
from modules.notifications.adapters.outbound.sent_mails import SqlSentMailRepository
from modules.notifications.adapters.outbound.tables import metadata
from modules.notifications.application.prune_sent_mails import PruneSentMails
from shared.infra.injection import dependency, provider_of, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import Module


class NotificationsContainer(containers.DeclarativeContainer):
    database = dependency(Database)

    sent_mails = singleton(SqlSentMailRepository, database=database)

    module = singleton(
        Module,
        name="notifications",
        jobs=provider_of(singleton(jobs, prune_sent_mails=singleton(PruneSentMails, sent=sent_mails))),
        metadata=metadata,
    )
