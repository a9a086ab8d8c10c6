"""What a project tells people about itself."""

from dataclasses import replace

from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.texts import tr

MOST_BYTES = 4000
"""Longest description, in UTF-8: it is an attribute in the file."""


def described(project: Project, text: str) -> Project:
    """Return the project with this description; the same one if it has it.

    Parameters
    ----------
    text : str
        Plain text of any number of lines; blank ends are dropped.

    Raises
    ------
    TNStudioError
        If it is too long or has characters that cannot be shown.
    """
    kept = text.strip()
    if kept == project.description:
        return project
    if not kept.replace("\n", "").isprintable():
        raise TNStudioError(
            tr("The description has tabs or other characters that cannot be kept"),
            project.network.name,
            tr("write plain text"),
        )
    size = len(kept.encode("utf-8"))
    if size > MOST_BYTES:
        raise TNStudioError(
            tr(
                "The description is too long: {size:,} bytes, {most:,} can be kept",
                size=size,
                most=MOST_BYTES,
            ),
            project.network.name,
            tr("shorten it"),
        )
    return replace(project, description=kept)
