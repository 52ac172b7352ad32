"""The doctor checks of inventory."""

from modules.inventory.application.pictures.find_missing_pictures import FindMissingPictures
from modules.inventory.ports.integrity import IntegrityQueries
from shared.kernel.module import Check


def checks(integrity: IntegrityQueries, find_missing_pictures: FindMissingPictures) -> list[Check]:
    return [
        Check(
            "inventory.levels_match_ledger",
            "every level equals the sum of its ledger entries and refers to the last one",
            integrity.levels_unlike_ledger,
        ),
        Check(
            "inventory.levels_match_reservations",
            "reserved and backordered units equal the open reservations",
            integrity.levels_unlike_reservations,
        ),
        Check("inventory.ledger_chains", "every ledger chain is gapless and unaltered", integrity.broken_chains),
        Check("inventory.no_expired_holds", "no hold is overdue", integrity.overdue_holds),
        Check(
            "inventory.transfers_match_ledger",
            "shipped units are received, lost or in transit, as in the ledger",
            integrity.transfers_unlike_ledger,
        ),
        Check("inventory.never_oversold", "no level has more units reserved than on hand", integrity.impossible_levels),
        Check("inventory.barcodes_match_products", "every barcode belongs to one product", integrity.wrong_barcodes),
        Check("inventory.picture_files_exist", "every file of a product's picture exists", find_missing_pictures),
    ]
