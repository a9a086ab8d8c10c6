"""How many threads the numerics use."""

from collections.abc import Generator

from tnstudio.jit import use_threads
from tnstudio.threads import limit_tasks


def using_threads(count: int) -> Generator[None, None, None]:
    """Set the number of threads from now on, as a job on the numerics' thread.

    Results do not depend on it.

    Parameters
    ----------
    count : int
        At most so many; 0 for one per core of this computer.
    """
    limit_tasks(count)
    use_threads(count)
    yield
