"""The documentation in a window of its own, and the way there from any control."""
