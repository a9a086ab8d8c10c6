"""Labels and names of classes from arrays that may hold anything."""

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.stored_arrays import StoredArray
from tnstudio.errors import TNStudioError
from tnstudio.model.network import MOST_CLASSES
from tnstudio.texts import marked, plural, tr

_BLOCK = 2**16
_MOST_NAME_BYTES = 4096
_FROM_ZERO = marked("number the classes from 0")
_NO_INTEGERS = marked("write labels as integers from 0, one for each image")

Labels = npt.NDArray[np.int32]


def label_problem(array: StoredArray, place: str) -> TNStudioError | None:
    """Tell what is wrong with the type and shape of labels."""
    if array.dtype.kind not in "biuf":
        return TNStudioError(
            tr("The labels are of type {dtype}", dtype=array.dtype),
            place,
            tr(_NO_INTEGERS),
        )
    shape = array.shape
    if len(shape) == 1 or (len(shape) == 2 and shape[1] == 1):
        return None
    hint = tr(_NO_INTEGERS)
    if len(shape) == 2:
        hint = tr(
            "of one column for each class take the largest: labels.argmax(axis=1)"
        )
    return TNStudioError(
        tr("The labels have the shape {shape}", shape=" × ".join(map(str, shape))),
        place,
        hint,
    )


def read_labels(array: StoredArray, place: str, classes: int | None) -> Labels:
    """Read labels whose type and shape have no problem.

    Parameters
    ----------
    array : StoredArray
        Integers, or reals that are integers, shape (images,) or (images, 1).
    place : str
        Where they are, for errors.
    classes : int or None
        How many classes there are, if their names are known.

    Returns
    -------
    int32 array, shape (images,)

    Raises
    ------
    TNStudioError
        If a label is no integer, negative or too high; with the first such one
        and how many there are.
    """
    blocks = [block.reshape(-1) for block in array.blocks(_BLOCK)]
    values = np.concatenate(blocks) if blocks else np.empty(0, np.int64)
    most = MOST_CLASSES if classes is None else classes
    if values.dtype.kind == "f":
        # NaN is not equal to itself, and infinity is out of any range.
        _refuse(
            values != np.rint(values), values, tr("no integer"), place, tr(_NO_INTEGERS)
        )
    _refuse(values < 0, values, tr("negative"), place, tr(_FROM_ZERO))
    hint = (
        tr("number the classes from 0 to {high}", high=most - 1)
        if classes is None
        else tr(
            "number the classes from 0 to {high}, or name all classes", high=most - 1
        )
    )
    what = tr("not below {most}", most=most)
    _refuse(values >= most, values, what, place, hint)
    return values.astype(np.int32)


def _refuse(
    wrong: npt.NDArray[np.bool_],
    values: npt.NDArray[np.generic],
    what: str,
    place: str,
    hint: str,
) -> None:
    indices = np.flatnonzero(wrong)
    if not len(indices):
        return
    first = int(indices[0])
    raise TNStudioError(
        plural(
            "A label is {what}; image {first} has {value}",
            "{number:,} labels are {what}; image {first} has {value}",
            len(indices),
            what=what,
            first=first,
            value=values[first],
        ),
        place,
        hint,
    )


def read_class_names(array: StoredArray, place: str) -> tuple[str, ...]:
    """Read the names of classes.

    Raises
    ------
    TNStudioError
        If they are no texts, empty, alike or too many.
    """
    if array.dtype.kind not in "US" or len(array.shape) != 1:
        raise TNStudioError(
            tr(
                "The names of classes are of type {dtype}, shape {shape}",
                dtype=array.dtype,
                shape=" × ".join(map(str, array.shape)),
            ),
            place,
            tr("write a list of texts"),
        )
    too_many = array.shape[0] > MOST_CLASSES
    if too_many or array.dtype.itemsize > 4 * _MOST_NAME_BYTES:
        raise TNStudioError(
            tr("The list of the names of classes is too large"),
            place,
            tr(
                "give at most {most} names of up to {longest} bytes",
                most=MOST_CLASSES,
                longest=_MOST_NAME_BYTES,
            ),
        )
    texts = [text for block in array.blocks(_BLOCK) for text in block.tolist()]
    names = tuple(
        text.decode(errors="replace") if isinstance(text, bytes) else text
        for text in texts
    )
    if "" in names or len(set(names)) < len(names):
        raise TNStudioError(
            tr("Two classes have the same name, or one has none"),
            place,
            tr("name each class, differently"),
        )
    return names
