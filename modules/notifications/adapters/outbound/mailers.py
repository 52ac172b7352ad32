"""Creates the mailer that the policy selects."""

from modules.notifications.adapters.outbound.maildir_mailer import MaildirMailer
from modules.notifications.adapters.outbound.smtp_mailer import SmtpMailer
from modules.notifications.ports.mailer import Mailer
from modules.notifications.public import MailPolicy


def create_mailer(policy: MailPolicy) -> Mailer:
    if policy.smtp_url is None:
        return MaildirMailer(policy.folder, policy.sender)
    return SmtpMailer(policy.smtp_url, policy.sender)
