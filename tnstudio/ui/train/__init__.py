"""The Train workspace: settings, a run, and what it learns, live."""
