"""What the notifications module adds in the worker: mails."""

from modules.notifications.adapters.inbound.event_handlers import subscriptions
from modules.notifications.adapters.inbound.personal_data import personal_data
from modules.notifications.adapters.outbound.jinja_templates import JinjaEmailTemplates
from modules.notifications.adapters.outbound.mailers import create_mailer
from modules.notifications.adapters.outbound.orders_gateway import OrdersGateway
from modules.notifications.adapters.outbound.users_gateway import (
    UsersEmailVerificationTokens,
    UsersPasswordResetTokens,
    UsersRecipients,
)
from modules.notifications.application.mail_sender import MailSender
from modules.notifications.application.recipients import RecipientResolver
from modules.notifications.application.send_email_verification import SendEmailVerification
from modules.notifications.application.send_order_confirmation import SendOrderConfirmation
from modules.notifications.application.send_password_change import SendPasswordChange
from modules.notifications.application.send_password_reset import SendPasswordReset
from modules.notifications.application.send_refund_failure import SendRefundFailure
from modules.notifications.application.send_refund_notice import SendRefundNotice
from modules.notifications.application.send_shipping_notice import SendShippingNotice
from modules.notifications.application.send_welcome import SendWelcome
from modules.notifications.container import NotificationsContainer
from modules.notifications.public import MailPolicy
from modules.orders.public import OrdersApi
from modules.users.public import UsersApi
from shared.infra.injection import attribute, dependency, provider_of, singleton
from shared.kernel.module import extend


class NotificationsWorkerContainer(NotificationsContainer):
    policy = dependency(MailPolicy)
    users = dependency(UsersApi)
    orders = dependency(OrdersApi)

    recipients = singleton(UsersRecipients, users=users)
    templates = singleton(
        JinjaEmailTemplates,
        sender=attribute(policy, lambda policy: policy.sender),
        shop_url=attribute(policy, lambda policy: policy.shop_url),
    )
    folder = attribute(policy, lambda policy: policy.folder)
    mailer = singleton(create_mailer, policy=policy)
    mail_sender = singleton(MailSender, templates=templates, mailer=mailer, sent=NotificationsContainer.sent_mails)
    order_mail_dependencies = (
        singleton(OrdersGateway, orders=orders),
        singleton(RecipientResolver, recipients=recipients),
        mail_sender,
    )

    module = singleton(
        extend,
        NotificationsContainer.module,
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
        personal_data=provider_of(singleton(personal_data, sent=NotificationsContainer.sent_mails)),
    )
