"""How far images may be moved."""

from collections.abc import Iterator

from tnstudio.model.records import Augmentation

LARGEST_ROTATION = 180.0
LARGEST_SHIFT = 1000.0


def augmentation_problems(augmentation: Augmentation) -> Iterator[str]:
    """Yield what is out of range, and what to choose instead."""
    # Written so that NaN, which compares as false, is refused too.
    if not 0 <= augmentation.rotation <= LARGEST_ROTATION:
        yield f"Rotation is {augmentation.rotation}°, choose 0 to {LARGEST_ROTATION:g}"
    if not 0 <= augmentation.shift <= LARGEST_SHIFT:
        yield f"Shift is {augmentation.shift} pixels, choose 0 to {LARGEST_SHIFT:g}"
    if not 0 <= augmentation.rescale < 1:
        yield f"Rescale is {augmentation.rescale}, choose 0 up to below 1"
