"""Training in a process of its own: whoever serves never loads the model code."""

import subprocess
import sys

from bot.errors import FirstTrainingError
from bot.settings import Settings
from forecasting.publishing import ModelFolder


def ensure_model(settings: Settings) -> None:
    """Train the first model where nothing has been published; its progress shows on the terminal.

    Raises:
        FirstTrainingError: the training failed; it has said why.
    """
    if ModelFolder(settings.models_dir).is_published():
        return
    done = subprocess.run(  # noqa: S603 -- our own command, with our own settings
        [sys.executable, "-m", "bot", "train", "--data-dir", str(settings.data_dir)],
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode != 0:
        raise FirstTrainingError
