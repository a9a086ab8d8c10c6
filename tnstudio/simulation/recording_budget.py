"""How much memory recorded spikes get, unless the user says otherwise.

Settings know it; they must not import the simulator for it.
"""

BUDGET_BYTES = 2**29
"""512 MiB: the ticks of 30 busy cores that 340 MB hold, 350,000, and an overview of
ten million."""
