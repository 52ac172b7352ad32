"""The doctor checks of inventory."""

from modules.inventory.application.catalogue.store_pictures import FindMissingPictures
from modules.inventory.ports.integrity import IntegrityQueries
from shared.kernel.module import Check


def checks(integrity: IntegrityQueries, find_missing_pictures: FindMissingPictures) -> list[Check]:
    return [
        Check(
            "inventory.levels_match_ledger",
            "every level is the sum of its ledger entries and names the last one",
            integrity.levels_unlike_ledger,
        ),
        Check(
            "inventory.levels_match_reservations",
            "what is reserved and waited for is what live reservations say",
            integrity.levels_unlike_reservations,
        ),
        Check("inventory.ledger_chains", "every ledger chain is gapless and unaltered", integrity.broken_chains),
        Check("inventory.no_expired_holds", "no hold outlives its time", integrity.overdue_holds),
        Check(
            "inventory.transfers_match_ledger",
            "what transfers sent is received, lost or in transit, and the ledger says the same",
            integrity.transfers_unlike_ledger,
        ),
        Check("inventory.never_oversold", "nowhere is more promised than there is", integrity.impossible_levels),
        Check(
            "inventory.barcodes_match_products", "a barcode names the one product that has it", integrity.wrong_barcodes
        ),
        Check(
            "inventory.picture_files_exist", "every file that a product's picture names is there", find_missing_pictures
        ),
    ]
