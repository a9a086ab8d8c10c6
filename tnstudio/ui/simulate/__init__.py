"""The Simulate workspace: a chip on images, tick by tick."""
