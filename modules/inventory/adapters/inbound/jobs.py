"""The periodic jobs of inventory."""

from datetime import timedelta

from modules.inventory.application.pictures.sweep_pictures import SweepPictures
from modules.inventory.application.reservations.expire_holds import ExpireHolds
from modules.inventory.application.stock.publish_due_availability import PublishDueAvailability
from shared.kernel.module import Job


def jobs(
    expire_holds: ExpireHolds, publish_due_availability: PublishDueAvailability, sweep_pictures: SweepPictures
) -> list[Job]:
    return [
        Job("inventory.expire_holds", timedelta(seconds=30), expire_holds),
        Job("inventory.publish_due_availability", timedelta(seconds=1), publish_due_availability),
        Job("inventory.delete_unused_pictures", timedelta(hours=6), sweep_pictures),
    ]
