"""How many epochs, images and runs, in words: languages count each its own way."""

from tnstudio.texts import plural


def epochs_told(number: int) -> str:
    """Return e.g. ``1 epoch`` or ``20 epochs``."""
    return plural("{number:,} epoch", "{number:,} epochs", number)


def images_told(number: int) -> str:
    """Return e.g. ``1 image`` or ``10,000 images``."""
    return plural("{number:,} image", "{number:,} images", number)


def runs_told(number: int) -> str:
    """Return e.g. ``1 run`` or ``3 runs``."""
    return plural("{number:,} run", "{number:,} runs", number)
