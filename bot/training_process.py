"""Training in a process of its own: whoever serves never loads the model code."""

from bot.settings import Settings
from forecasting.publishing import ModelFolder


def ensure_model(settings: Settings) -> None:
    """Train the first model where nothing has been published, or wait for who is training it.

    Raises:
        FirstTrainingError: the training failed.
    """
    if ModelFolder(settings.models_dir).is_published():
        return
    from bot.first_training import train_first  # noqa: PLC0415 -- only the first start waits for it

    train_first(settings)
