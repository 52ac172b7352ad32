"""Dependency injection container of the notifications module."""

from collections.abc import Callable
from typing import Any

from dependency_injector import containers, providers

from modules.notifications.adapters.inbound import cli
from modules.notifications.adapters.inbound.events import subscriptions
from modules.notifications.adapters.inbound.jobs import jobs
from modules.notifications.adapters.inbound.personal_data import personal_data
from modules.notifications.adapters.outbound.jinja_templates import JinjaEmailTemplates
from modules.notifications.adapters.outbound.mailers import create_mailer
from modules.notifications.adapters.outbound.orders_gateway import OrdersGateway
from modules.notifications.adapters.outbound.sent_mails import SqlSentMailRepository
from modules.notifications.adapters.outbound.tables import metadata
from modules.notifications.adapters.outbound.users_gateway import (
    UsersEmailVerificationTokens,
    UsersPasswordResetTokens,
    UsersRecipients,
)
from modules.notifications.application.mail_sender import MailSender
from modules.notifications.application.prune_sent_mails import PruneSentMails
from modules.notifications.application.recipients import RecipientResolver
from modules.notifications.application.send_email_verification import SendEmailVerification
from modules.notifications.application.send_order_confirmation import SendOrderConfirmation
from modules.notifications.application.send_password_change import SendPasswordChange
from modules.notifications.application.send_password_reset import SendPasswordReset
from modules.notifications.application.send_refund_failure import SendRefundFailure
from modules.notifications.application.send_refund_notice import SendRefundNotice
from modules.notifications.application.send_shipping_notice import SendShippingNotice
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

    sent_mails = providers.Singleton(SqlSentMailRepository, database)
    recipients = providers.Singleton(UsersRecipients, users)
    templates = providers.Singleton(JinjaEmailTemplates, policy.provided.sender, policy.provided.shop_url)
    mailer = providers.Singleton(create_mailer, policy)
    mail_sender = providers.Singleton(MailSender, templates, mailer, sent_mails)
    order_mail_dependencies: tuple[providers.Provider[Any], ...] = (
        providers.Singleton(OrdersGateway, orders),
        providers.Singleton(RecipientResolver, recipients),
        mail_sender,
    )

    subscriptions = providers.Singleton(
        subscriptions,
        providers.Singleton(SendWelcome, recipients, mail_sender),
        providers.Singleton(SendOrderConfirmation, *order_mail_dependencies),
        providers.Singleton(SendShippingNotice, *order_mail_dependencies),
        providers.Singleton(SendRefundNotice, *order_mail_dependencies),
        providers.Singleton(SendRefundFailure, *order_mail_dependencies),
        providers.Singleton(SendPasswordReset, providers.Singleton(UsersPasswordResetTokens, users), mail_sender),
        providers.Singleton(SendPasswordChange, recipients, mail_sender),
        providers.Singleton(
            SendEmailVerification, providers.Singleton(UsersEmailVerificationTokens, users), mail_sender
        ),
    )
    jobs = providers.Singleton(jobs, providers.Singleton(PruneSentMails, sent_mails))
    personal_data = providers.Singleton(personal_data, sent_mails)
    checks = providers.List()
    commands = providers.Singleton(cli.commands, policy.provided.folder.provider)
    constraints = providers.Object(dict[str, Callable[[], DomainError]]())
    metadata = providers.Object(metadata)
