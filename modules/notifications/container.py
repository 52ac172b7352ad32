"""Notifications put together: what the module needs, and what it offers."""

from collections.abc import Callable

from dependency_injector import containers, providers

from modules.notifications.adapters.inbound import cli
from modules.notifications.adapters.inbound.events import subscriptions
from modules.notifications.adapters.outbound.mailers import mailer_for
from modules.notifications.adapters.outbound.sent_mails import SqlSentMails
from modules.notifications.adapters.outbound.tables import metadata
from modules.notifications.adapters.outbound.users_gateway import UsersRecipients
from modules.notifications.application.send_welcome import SendWelcome
from modules.notifications.public import MailPolicy
from modules.users.public import UsersApi
from shared.infra.sql.database import Database
from shared.kernel.errors import Refusal


class NotificationsContainer(containers.DeclarativeContainer):
    database = providers.Dependency(instance_of=Database)
    policy = providers.Dependency(instance_of=MailPolicy)
    users: providers.Dependency[UsersApi] = providers.Dependency()

    sent_mails = providers.Singleton(SqlSentMails, database)
    recipients = providers.Singleton(UsersRecipients, users)
    mailer = providers.Singleton(mailer_for, policy)
    send_welcome = providers.Singleton(SendWelcome, recipients, mailer, sent_mails, policy.provided.shop_url)

    subscriptions = providers.Singleton(subscriptions, send_welcome)
    jobs = providers.List()
    checks = providers.List()
    commands = providers.Singleton(cli.commands, policy.provided.folder.provider)
    constraints = providers.Object(dict[str, Callable[[], Refusal]]())
    metadata = providers.Object(metadata)
