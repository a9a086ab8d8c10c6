"""What is unsaved can be opened again, whatever it was laid over."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.random_edits import EDITS, free_cores, of_layers
from tests.same_values import same
from tests.storage.examples import full_project
from tests.ui.small_world import project_with_run
from tnstudio.app.journal import MOST_PIECES, Base, Journal
from tnstudio.app.recovery import (
    FoundWork,
    Recovered,
    discard_work,
    keep_aside,
    recovering,
    unsaved_work,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.storage.file_mark import FileMark
from tnstudio.storage.journal import INDEX, piece_path
from tnstudio.storage.project_file import load_marked, save_project

NAME = "mine.tn.h5"
