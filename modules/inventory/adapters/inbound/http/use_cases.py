"""The use cases that each router needs."""

from dataclasses import dataclass

from modules.inventory.application.catalogue.catalogue_queries import BrowseCatalogue
from modules.inventory.application.catalogue.change_picture import NewPicture, PictureRemoval
from modules.inventory.application.catalogue.change_product import ProductChange
from modules.inventory.application.catalogue.create_product import NewProduct
from modules.inventory.application.catalogue.picture_queries import GetPicture
from modules.inventory.application.locations.change_location import LocationChange
from modules.inventory.application.locations.create_location import NewLocation
from modules.inventory.application.stock.book_adjustment import Adjustment
from modules.inventory.application.stock.book_receipt import Delivery
from modules.inventory.application.stock.ledger_queries import ReadLedger
from modules.inventory.application.stock.restock import Restocked, RestockProduct
from modules.inventory.application.stock.set_level import Counted, LevelCount
from modules.inventory.application.transfers.close_transfer import TransferClosing
from modules.inventory.application.transfers.create_transfer import NewTransfer
from modules.inventory.application.transfers.receive_transfer import TransferReceipt
from modules.inventory.application.transfers.transfer_changes import TransferStep
from modules.inventory.application.transfers.transfer_queries import ReadTransfers
from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.documents import Document
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class CatalogueUseCases:
    browse: BrowseCatalogue
    create_product: UseCase[NewProduct, Product]
    change_product: UseCase[ProductChange, Product]
    archive_product: UseCase[ProductChange, Product]
    create_location: UseCase[NewLocation, Location]
    change_location: UseCase[LocationChange, Location]
    currency: str


@dataclass(frozen=True, slots=True)
class PictureUseCases:
    show: GetPicture
    put: UseCase[NewPicture, Product]
    remove: UseCase[PictureRemoval, Product]
    currency: str


@dataclass(frozen=True, slots=True)
class StockUseCases:
    read: ReadLedger
    restock: UseCase[RestockProduct, Restocked]
    book_receipt: UseCase[Delivery, Document]
    book_adjustment: UseCase[Adjustment, Document]
    set_level: UseCase[LevelCount, Counted]


@dataclass(frozen=True, slots=True)
class TransferUseCases:
    read: ReadTransfers
    create: UseCase[NewTransfer, Transfer]
    ship: UseCase[TransferStep, Transfer]
    receive: UseCase[TransferReceipt, Transfer]
    close: UseCase[TransferClosing, Transfer]
    cancel: UseCase[TransferStep, Transfer]
