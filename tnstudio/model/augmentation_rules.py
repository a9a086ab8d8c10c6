"""How far images may be moved."""

from collections.abc import Iterator

from tnstudio.model.records import Augmentation
from tnstudio.texts import tr

LARGEST_ROTATION = 180.0
LARGEST_SHIFT = 1000.0


def augmentation_problems(augmentation: Augmentation) -> Iterator[str]:
    """Yield what is out of range, and what to choose instead."""
    # Written so that NaN, which compares as false, is refused too.
    if not 0 <= augmentation.rotation <= LARGEST_ROTATION:
        yield tr(
            "Rotation is {rotation}°, choose 0 to {most:g}",
            rotation=augmentation.rotation,
            most=LARGEST_ROTATION,
        )
    if not 0 <= augmentation.shift <= LARGEST_SHIFT:
        yield tr(
            "Shift is {shift} pixels, choose 0 to {most:g}",
            shift=augmentation.shift,
            most=LARGEST_SHIFT,
        )
    if not 0 <= augmentation.rescale < 1:
        yield tr(
            "Rescale is {rescale}, choose 0 up to below 1",
            rescale=augmentation.rescale,
        )
