"""What a chip does, tick by tick, and what its output spikes mean."""
