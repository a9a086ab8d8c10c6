"""The Design workspace: layers of cores, drawn and edited."""
