"""What a JSON file may hold that another program should never have written."""

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.foreign.byte_mutations import some_file

Random = np.random.Generator

VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**31, 2**63, 10**50, 1.5, "", "text", "\ud800", [], {}),
    *([[]], [0] * 100_000, {"a": {}}, "x" * 200_000, [1, "a", None]),
)
DEEP = 100_000
TEXTS = ("NaN", "1e999", "-Infinity", "[" * DEEP, '{"a":' * DEEP, "\\u12", "9" * DEEP)
MARK = '"put something here"'


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the place of every value below this one."""
    found = [place] if place else []
    if isinstance(value, dict):
        items = list(value.items())
    else:
        items = list(enumerate(value)) if isinstance(value, list) else []
    for key, inner in items:
        found += places(inner, (*place, key))
    return found


def change_json(target: Path, random: Random) -> str:
    """Replace, drop, double or rename one value, or write what is no JSON."""
    path = some_file(target, random)
    try:
        model = json.loads(path.read_text())
    except ValueError:
        return "no JSON"
    found = places(model)
    *way, last = found[random.integers(len(found))]
    owner = model
    for step in way:
        owner = owner[step]
    told = f"{path.name}: {[*way, last]}"
    match random.integers(5):
        case 0:
            del owner[last]
            told += " dropped"
        case 1:
            text = TEXTS[random.integers(len(TEXTS))]
            owner[last] = json.loads(MARK)
            path.write_text(json.dumps(model).replace(MARK, text))
            return f"{told} = {text[:20]}"
        case 2 if isinstance(owner, list):
            owner += [owner[last]] * int(random.choice([1, 50_000]))
            told += " doubled"
        case 3 if isinstance(owner, dict):
            text = json.dumps({"again": owner})
            model["again"] = copy.deepcopy(owner)
            path.write_text(json.dumps(model)[:-1] + f', "again": {text}}}')
            return f"{told}: a name twice"
        case _:
            value = VALUES[random.integers(len(VALUES))]
            owner[last] = value
            told += f" = {value!r:.30}"
    path.write_text(json.dumps(model))
    return told
