"""What is known of a core is forgotten with it."""

import gc
import weakref

from tests.circuits import oscillator
from tnstudio.model.circuit import FreeCore
from tnstudio.model.once_per_core import once_per_core


def test_that_a_core_is_asked_once_and_not_kept_alive() -> None:
    asked = []

    @once_per_core
    def name_of(core: FreeCore) -> str:
        """Return its name."""
        asked.append(core.name)
        return core.name

    core = oscillator().circuit.cores[0]
    assert [name_of(core), name_of(core)] == ["half 0"] * 2
    assert asked == ["half 0"]
    assert name_of.__doc__ == "Return its name."
    watched = weakref.ref(core)
    del core
    gc.collect()
    assert watched() is None
