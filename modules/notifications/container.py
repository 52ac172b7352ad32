"""Notifications put together: what the module needs, and what it offers."""

from collections.abc import Callable
from typing import Any

from dependency_injector import containers, providers

from modules.notifications.adapters.inbound import cli
from modules.notifications.adapters.inbound.events import subscriptions
from modules.notifications.adapters.inbound.jobs import jobs
from modules.notifications.adapters.inbound.personal_data import personal_data
from modules.notifications.adapters.outbound.jinja_templates import JinjaLetters
from modules.notifications.adapters.outbound.mailers import mailer_for
from modules.notifications.adapters.outbound.orders_gateway import OrdersGateway
from modules.notifications.adapters.outbound.sent_mails import SqlSentMails
from modules.notifications.adapters.outbound.tables import metadata
from modules.notifications.adapters.outbound.users_gateway import UsersRecipients, UsersResets, UsersVerifications
from modules.notifications.application.mail_sender import Post
from modules.notifications.application.prune_sent_mails import PruneSent
from modules.notifications.application.recipients import Buyers
from modules.notifications.application.send_email_verification import SendEmailVerification
from modules.notifications.application.send_order_confirmation import SendConfirmation
from modules.notifications.application.send_password_change import SendPasswordChange
from modules.notifications.application.send_password_reset import SendPasswordReset
from modules.notifications.application.send_refund_failure import SendRefundCorrection
from modules.notifications.application.send_refund_notice import SendRefundNote
from modules.notifications.application.send_shipping_notice import SendShippingNote
from modules.notifications.application.send_welcome import SendWelcome
from modules.notifications.public import MailPolicy
from modules.orders.public import OrdersApi
from modules.users.public import UsersApi
from shared.infra.sql.database import Database
from shared.kernel.errors import DomainError


class NotificationsContainer(containers.DeclarativeContainer):
    database = providers.Dependency(instance_of=Database)
    policy = providers.Dependency(instance_of=MailPolicy)
    users: providers.Dependency[UsersApi] = providers.Dependency()
    orders: providers.Dependency[OrdersApi] = providers.Dependency()

    sent_mails = providers.Singleton(SqlSentMails, database)
    recipients = providers.Singleton(UsersRecipients, users)
    letters = providers.Singleton(JinjaLetters, policy.provided.sender, policy.provided.shop_url)
    mailer = providers.Singleton(mailer_for, policy)
    post = providers.Singleton(Post, letters, mailer, sent_mails)
    of_orders: tuple[providers.Provider[Any], ...] = (
        providers.Singleton(OrdersGateway, orders),
        providers.Singleton(Buyers, recipients),
        post,
    )

    subscriptions = providers.Singleton(
        subscriptions,
        providers.Singleton(SendWelcome, recipients, post),
        providers.Singleton(SendConfirmation, *of_orders),
        providers.Singleton(SendShippingNote, *of_orders),
        providers.Singleton(SendRefundNote, *of_orders),
        providers.Singleton(SendRefundCorrection, *of_orders),
        providers.Singleton(SendPasswordReset, providers.Singleton(UsersResets, users), post),
        providers.Singleton(SendPasswordChange, recipients, post),
        providers.Singleton(SendEmailVerification, providers.Singleton(UsersVerifications, users), post),
    )
    jobs = providers.Singleton(jobs, providers.Singleton(PruneSent, sent_mails))
    personal_data = providers.Singleton(personal_data, sent_mails)
    checks = providers.List()
    commands = providers.Singleton(cli.commands, policy.provided.folder.provider)
    constraints = providers.Object(dict[str, Callable[[], DomainError]]())
    metadata = providers.Object(metadata)
