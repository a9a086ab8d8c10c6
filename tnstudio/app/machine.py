"""What the computer has."""

import os


def machine_memory() -> int | None:
    """Return the bytes of main memory; None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        # No such question (Windows), or no answer to it.
        return None
