"""What takes long, or much memory, in a process of its own: a synchronisation's, an administrator's, the first start's.

processes   starts the process, hears how far it is, and ends it
worker      that process: `python -m bot.steps.worker`
models      two of its steps: training, and comparing models

The steps of the city's files are in `bot.services.syncing`. What fails there comes here as a `StepError`.
"""
