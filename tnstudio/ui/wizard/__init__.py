"""The steps to a new project: data, template, method, name."""
