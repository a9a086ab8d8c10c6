"""Which array of a file holds what, by its name.

Of a name, upper and lower case and what is between words are the same:
``X_train``, ``x-train`` and, in HDF5, ``train/x``. It has a word for the kind
and may have one for the part:

    kind   x, image, images, imgs, data, pixels         the images
           y, label, labels, target, targets            their classes
           class_names, label_names                     names of the classes
    part   train, training / test, testing / val, valid, validation
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tnstudio.errors import TNStudioError
from tnstudio.texts import marked, tr

PART_WORDS = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
}
"""What parts of a data set are called."""

_PARTS = ("train", "test", "validation")
_IMAGES, _LABELS, _WHOLE = "images", "labels", "whole"
_KIND_WORDS = {
    **dict.fromkeys(("x", "image", "images", "imgs", "data", "pixels"), _IMAGES),
    **dict.fromkeys(("y", "label", "labels", "target", "targets"), _LABELS),
}
_CLASS_NAMES = ({"class", "names"}, {"label", "names"})
_MOST_NAMED = 10

USUAL_NAMES = marked("x_train and y_train, x_test and y_test; or images and labels")


VALIDATION_TESTS = marked(
    "There are no test images; those for validation stand in for them"
)

WHAT = {
    "images": marked("images"),
    "labels": marked("labels"),
    "train images": marked("train images"),
    "train labels": marked("train labels"),
    "test images": marked("test images"),
    "test labels": marked("test labels"),
    "validation images": marked("validation images"),
    "validation labels": marked("validation labels"),
}
"""What a part of a data set holds, as errors tell it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The names of the arrays of images and of their labels."""

    images: str
    labels: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Which array holds what.

    Attributes
    ----------
    train : Pair
        All images, if there are none to test with.
    test : Pair or None
    class_names : str or None
    remarks : tuple of str
        What was not taken, and what stands in for something else.
    """

    train: Pair
    test: Pair | None
    class_names: str | None
    remarks: tuple[str, ...]


def roles_of(names: tuple[str, ...], place: str) -> Roles:
    """Return which array holds what.

    Raises
    ------
    TNStudioError
        If there are no images or no labels to train with, images without labels
        or the other way round, or several arrays for the same.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for name in names:
        role = _role(name)
        if role is not None:
            found.setdefault(role, []).append(name)
    for several in found.values():
        if len(several) > 1:
            raise TNStudioError(
                tr("Several arrays hold the same: {names}", names=", ".join(several)),
                place,
                tr("keep one of them"),
            )
    role_of = {role: several[0] for role, several in found.items()}
    parts = {part: _pair(role_of, part) for part in (*_PARTS, _WHOLE)}
    for part in ("train", "test"):
        _require_both(role_of, part, names, place)
    train = "train" if parts["train"] else _WHOLE
    _require_both(role_of, train, names, place)
    first = parts[train]
    if first is None:
        raise _missing(marked("images to train with"), names, place)
    test = next((part for part in ("test", "validation") if parts[part]), None)
    roles = Roles(
        train=first,
        test=parts[test] if test else None,
        class_names=role_of.get((_WHOLE, "class_names")),
        remarks=(),
    )
    return replace(roles, remarks=tuple(_remarks(names, roles, test)))


def _role(name: str) -> tuple[str, str] | None:
    """Return part and kind of an array; None if its name tells neither."""
    words = re.findall(r"[^\W_]+", name.lower())
    if set(words) in _CLASS_NAMES:
        return _WHOLE, "class_names"
    parts = [PART_WORDS[word] for word in words if word in PART_WORDS]
    kinds = [_KIND_WORDS[word] for word in words if word in _KIND_WORDS]
    if len(kinds) != 1 or len(parts) + 1 != len(words):
        return None
    return (parts[0] if parts else _WHOLE), kinds[0]


def _pair(role_of: dict[tuple[str, str], str], part: str) -> Pair | None:
    images, labels = role_of.get((part, _IMAGES)), role_of.get((part, _LABELS))
    return None if images is None or labels is None else Pair(images, labels)


def _require_both(
    role_of: dict[tuple[str, str], str],
    part: str,
    names: tuple[str, ...],
    place: str,
) -> None:
    """Refuse images without labels, and labels without images."""
    for kind, other in ((_IMAGES, _LABELS), (_LABELS, _IMAGES)):
        if (part, kind) in role_of and (part, other) not in role_of:
            what = other if part == _WHOLE else f"{part} {other}"
            raise _missing(WHAT[what], names, place)


def _missing(what: str, names: tuple[str, ...], place: str) -> TNStudioError:
    return TNStudioError(
        tr(
            "The array of the {what} is missing; there is {found}",
            what=tr(what),
            found=_shown(names) or tr("none"),
        ),
        place,
        tr("usual names are {names}", names=tr(USUAL_NAMES)),
    )


def _shown(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMED
    told = ", ".join(names[:_MOST_NAMED])
    return tr("{names} and {rest} more", names=told, rest=rest) if rest > 0 else told


def _remarks(names: tuple[str, ...], roles: Roles, test: str | None) -> Iterator[str]:
    if test == "validation":
        yield tr(VALIDATION_TESTS)
    pairs = [pair for pair in (roles.train, roles.test) if pair is not None]
    used = {roles.class_names, *(p.images for p in pairs), *(p.labels for p in pairs)}
    others = [name for name in names if name not in used]
    if others:
        yield tr("Not used: {names}", names=_shown(others))
