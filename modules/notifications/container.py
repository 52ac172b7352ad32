"""Dependency injection container of the notifications module."""

from dependency_injector import containers

from modules.notifications.adapters.inbound.event_handlers import subscriptions
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
from shared.infra.injection import attribute, dependency, provider_of, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import Module


class NotificationsContainer(containers.DeclarativeContainer):
    database = dependency(Database)
    policy = dependency(MailPolicy)
    users = dependency(UsersApi)
    orders = dependency(OrdersApi)

    sent_mails = singleton(SqlSentMailRepository, database=database)
    recipients = singleton(UsersRecipients, users=users)
    templates = singleton(
        JinjaEmailTemplates,
        sender=attribute(policy, lambda policy: policy.sender),
        shop_url=attribute(policy, lambda policy: policy.shop_url),
    )
    folder = attribute(policy, lambda policy: policy.folder)
    mailer = singleton(create_mailer, policy=policy)
    mail_sender = singleton(MailSender, templates=templates, mailer=mailer, sent=sent_mails)
    order_mail_dependencies = (
        singleton(OrdersGateway, orders=orders),
        singleton(RecipientResolver, recipients=recipients),
        mail_sender,
    )

    module = singleton(
        Module,
        name="notifications",
        subscriptions=provider_of(
            singleton(
                subscriptions,
                send_welcome=singleton(SendWelcome, recipients=recipients, mail_sender=mail_sender),
                send_order_confirmation=singleton(SendOrderConfirmation, *order_mail_dependencies),
                send_shipping_notice=singleton(SendShippingNotice, *order_mail_dependencies),
                send_refund_notice=singleton(SendRefundNotice, *order_mail_dependencies),
                send_refund_failure=singleton(SendRefundFailure, *order_mail_dependencies),
                send_password_reset=singleton(
                    SendPasswordReset,
                    reset_tokens=singleton(UsersPasswordResetTokens, users=users),
                    mail_sender=mail_sender,
                ),
                send_password_change=singleton(SendPasswordChange, recipients=recipients, mail_sender=mail_sender),
                send_email_verification=singleton(
                    SendEmailVerification,
                    verification_tokens=singleton(UsersEmailVerificationTokens, users=users),
                    mail_sender=mail_sender,
                ),
            )
        ),
        jobs=provider_of(singleton(jobs, prune_sent_mails=singleton(PruneSentMails, sent=sent_mails))),
        personal_data=provider_of(singleton(personal_data, sent=sent_mails)),
        metadata=metadata,
    )
