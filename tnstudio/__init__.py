"""TN Studio: design, train, deploy and step neurosynaptic networks."""

__version__ = "0.1.0"
