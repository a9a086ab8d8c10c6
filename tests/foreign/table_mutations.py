"""What a table of spikes may hold that no spreadsheet writes."""

from pathlib import Path

import numpy as np

Random = np.random.Generator

LARGE = 20_000_000
"""Letters of a row; a reader may take some times as many bytes, see `Reader`."""

CELLS = (
    *("", " ", "1e400", "-1e400", "nan", "inf", "-1", "0.5", "1_0", "0x10", "9" * 400),
    *("9" * 200_000, "\0", "\u0663", "4.7e18", "1e308", "x" * 201, '"', "tick"),
)

TEXTS = (
    "tick,line" + "," * LARGE,
    "tick,line\n1" + ",1" * (LARGE // 2),
    'tick,line\n1,"' + "x" * LARGE,
    'tick,line\n1,"' + '\n","' * (LARGE // 4),
    "tick,line\n" + "\n" * LARGE,
    "tick;line\n0;1\n",
    "tick,line\r0,1\r",
    "\ufefftick,line\n0,1\n",
    "tick,tick,line,line\n0,1,2,0\n",
)


def change_table(target: Path, random: Random) -> str:
    """Write another cell, another text, or the same in another code."""
    match random.integers(3):
        case 0:
            cell = CELLS[random.integers(len(CELLS))]
            row = f"{cell},1" if random.random() < 0.5 else f"1,{cell}"
            with target.open("a") as file:
                file.write(f"{row}\n")
            return f"a cell {cell[:20]!r}"
        case 1:
            text = TEXTS[random.integers(len(TEXTS))]
            target.write_text(text)
            return f"a text {text[:20]!r}"
        case _:
            code = str(random.choice(["utf-16", "utf-8-sig", "utf-32"]))
            target.write_text(target.read_text(), code)
            return f"in {code}"
