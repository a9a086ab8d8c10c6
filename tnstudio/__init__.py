"""TN Studio: design, train, deploy and step neurosynaptic networks."""

from tnstudio.version import __version__ as __version__
