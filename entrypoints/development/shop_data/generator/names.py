"""Generates product names of a gift shop."""

from random import Random

LOOKS = (
    "AMBER", "BLACK", "BLUE", "BRASS", "CREAM", "EMERALD", "GLASS", "GOLD", "GREEN", "IVORY", "LILAC", "MINT",
    "ORANGE", "PINK", "RED", "RUSTIC", "SILVER", "STRIPED", "TURQUOISE", "WHITE", "WOODEN", "YELLOW",
)  # fmt: skip
MOTIFS = (
    "ANCHOR", "BIRD", "BUTTERFLY", "CIRCUS", "CLOVER", "DAISY", "FEATHER", "FOX", "HARBOUR", "HEART", "HERB GARDEN",
    "LEAF", "LIGHTHOUSE", "MEADOW", "MOON", "OWL", "PAISLEY", "POPPY", "ROBIN", "SNOWFLAKE", "STAR", "WAVE",
)  # fmt: skip
THINGS = (
    "APRON", "BISCUIT TIN", "BOOKEND", "BUNTING", "CAKE STAND", "CANDLE HOLDER", "COASTER", "CUSHION COVER",
    "DOOR STOP", "EGG CUP", "FRIDGE MAGNET", "GIFT TAG", "HOT WATER BOTTLE", "JAM JAR", "JIGSAW", "KEY RING",
    "LANTERN", "LUNCH BOX", "MIRROR", "MUG", "NAPKINS", "NOTEBOOK", "OVEN GLOVE", "PARTY HAT", "PENCIL CASE",
    "PHOTO FRAME", "PICNIC BLANKET", "PLACE MAT", "PLANT POT", "RIBBON", "SHOPPING BAG", "SOAP DISH", "TEA COSY",
    "TEA TOWEL", "TRINKET BOX", "UMBRELLA", "WALL CLOCK", "WASH BAG", "WREATH", "WRAPPING PAPER",
)  # fmt: skip
SETS = ("", "", "", "", "", "", "SET OF 4 ", "SET OF 6 ", "PACK OF 12 ", "MINI ", "LARGE ", "VINTAGE ")


def product_name(random: Random) -> str:
    return f"{random.choice(SETS)}{random.choice(LOOKS)} {random.choice(MOTIFS)} {random.choice(THINGS)}"
