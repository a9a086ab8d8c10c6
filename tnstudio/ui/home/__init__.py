"""Where a session begins: recent projects, samples, what to do next."""
