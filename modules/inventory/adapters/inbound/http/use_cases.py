"""The use cases that each router needs."""

from dataclasses import dataclass

from modules.inventory.application.catalogue.catalogue_queries import BrowseCatalogue
from modules.inventory.application.catalogue.change_picture import PutPictureCommand, RemovePictureCommand
from modules.inventory.application.catalogue.change_product import ChangeProductCommand
from modules.inventory.application.catalogue.create_product import CreateProductCommand
from modules.inventory.application.catalogue.picture_queries import GetPicture
from modules.inventory.application.locations.change_location import ChangeLocationCommand
from modules.inventory.application.locations.create_location import CreateLocationCommand
from modules.inventory.application.stock.book_adjustment import BookAdjustmentCommand
from modules.inventory.application.stock.book_receipt import BookReceiptCommand
from modules.inventory.application.stock.ledger_queries import ReadLedger
from modules.inventory.application.stock.restock_product import Restocked, RestockProductCommand
from modules.inventory.application.stock.set_level import Counted, SetLevelCommand
from modules.inventory.application.transfers.close_transfer import CloseTransferCommand
from modules.inventory.application.transfers.create_transfer import CreateTransferCommand
from modules.inventory.application.transfers.receive_transfer import ReceiveTransferCommand
from modules.inventory.application.transfers.transfer_changes import TransferCommand
from modules.inventory.application.transfers.transfer_queries import ReadTransfers
from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.documents import Document
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class CatalogueUseCases:
    browse: BrowseCatalogue
    create_product: UseCase[CreateProductCommand, Product]
    change_product: UseCase[ChangeProductCommand, Product]
    archive_product: UseCase[ChangeProductCommand, Product]
    create_location: UseCase[CreateLocationCommand, Location]
    change_location: UseCase[ChangeLocationCommand, Location]
    currency: str


@dataclass(frozen=True, slots=True)
class PictureUseCases:
    show: GetPicture
    put: UseCase[PutPictureCommand, Product]
    remove: UseCase[RemovePictureCommand, Product]
    currency: str


@dataclass(frozen=True, slots=True)
class StockUseCases:
    read: ReadLedger
    restock: UseCase[RestockProductCommand, Restocked]
    book_receipt: UseCase[BookReceiptCommand, Document]
    book_adjustment: UseCase[BookAdjustmentCommand, Document]
    set_level: UseCase[SetLevelCommand, Counted]


@dataclass(frozen=True, slots=True)
class TransferUseCases:
    read: ReadTransfers
    create: UseCase[CreateTransferCommand, Transfer]
    ship: UseCase[TransferCommand, Transfer]
    receive: UseCase[ReceiveTransferCommand, Transfer]
    close: UseCase[CloseTransferCommand, Transfer]
    cancel: UseCase[TransferCommand, Transfer]
