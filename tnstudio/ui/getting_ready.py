"""The job that gets ready, on the worker, what the workspaces will need."""

import gc
from collections.abc import Generator, Sequence
from importlib import import_module
from typing import Any


def getting_ready(modules: Sequence[str]) -> Generator[Any, None, None]:
    """Import modules and compile the kernels, or load them, in small steps.

    Nothing of this is garbage, so that none is collected meanwhile: each full
    collection would stop all threads for some 0.1 s, the window's with them. For
    the same reason what is loaded at the end counts as there for good.
    """
    gc.disable()
    try:
        for module in modules:
            yield
            import_module(module)
        # Here and not above: it brings numba along, which takes its time to import.
        from tnstudio.app.warm_up import warming_up

        yield from warming_up()
    finally:
        gc.freeze()
        gc.enable()
