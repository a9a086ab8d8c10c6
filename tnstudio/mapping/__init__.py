"""From a trained network to what a chip is loaded with."""
