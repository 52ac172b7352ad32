"""What the webhooks module adds in the worker: event handlers and the delivery of messages."""

from collections.abc import Sequence

from modules.webhooks.adapters.inbound.background_tasks import DeliveryWorker, Wakeup, loops
from modules.webhooks.adapters.inbound.event_handlers import subscriptions
from modules.webhooks.adapters.inbound.personal_data import personal_data
from modules.webhooks.adapters.outbound.address_resolution import AddressResolver
from modules.webhooks.adapters.outbound.http_sender import HttpSender
from modules.webhooks.adapters.outbound.sql.events import SqlEventLog
from modules.webhooks.adapters.outbound.sql.webhook_queries import SqlWebhookQueries
from modules.webhooks.application.deliveries.claim_due import ClaimDue
from modules.webhooks.application.deliveries.deliver import Deliver
from modules.webhooks.application.deliveries.erase_users import EraseUsers
from modules.webhooks.application.deliveries.fan_out import FanOut
from modules.webhooks.application.deliveries.record_attempt import RecordAttempt
from modules.webhooks.application.deliveries.render_body import RenderBody
from modules.webhooks.application.deliveries.resource_describer import ResourceDescriber
from modules.webhooks.container import WebhooksContainer
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.public import WebhookPolicy
from shared.infra.injection import attribute, dependency, factory, optional_dependency, provider_of, retried, singleton
from shared.kernel.module import Resource, extend


class WebhooksWorkerContainer(WebhooksContainer):
    policy = dependency(WebhookPolicy)
    all_resources: Sequence[Resource] = optional_dependency(Sequence[Resource], tuple)

    addresses = singleton(AddressResolver, policy=policy)
    sender_adapter = singleton(
        HttpSender, addresses=addresses, version=attribute(policy, lambda policy: policy.version)
    )
    secrets = singleton(Secrets, keys=attribute(policy, lambda policy: policy.keys))
    wake = singleton(Wakeup)
    claim_due = retried(ClaimDue, begin=WebhooksContainer.begin)
    render_body = retried(
        RenderBody,
        begin=WebhooksContainer.begin,
        event_log=factory(SqlEventLog, database=WebhooksContainer.database),
        describe=factory(ResourceDescriber, resources=all_resources),
    )
    settle = retried(RecordAttempt, begin=WebhooksContainer.begin)
    deliver = singleton(Deliver, render=render_body, sender=sender_adapter, settle=settle, secrets=secrets)
    sender = singleton(DeliveryWorker, claim=claim_due, deliver=deliver, wake=wake)

    module = singleton(
        extend,
        WebhooksContainer.module,
        subscriptions=provider_of(
            singleton(
                subscriptions,
                fan_out=factory(FanOut, join=WebhooksContainer.join, worker=wake),
                erase_users=factory(EraseUsers, join=WebhooksContainer.join),
            )
        ),
        background_tasks=provider_of(singleton(loops, sender=sender)),
        personal_data=provider_of(
            singleton(personal_data, queries=factory(SqlWebhookQueries, database=WebhooksContainer.database))
        ),
    )
