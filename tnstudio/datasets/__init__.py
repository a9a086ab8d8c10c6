"""Images with labels, and how they become spikes."""
