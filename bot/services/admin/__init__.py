"""What administrators ask for and do.

desk           `AdminDesk`: their commands and buttons, each with its row in the audit
operations     `Operations`: what takes long, one at a time, with its progress and a way to stop it
retraining, syncing, backtesting, uploads   such operations
models         the published forecasts: which one serves
status         how the installation is
usage          how much is asked
failures       unexpected errors, counted and told of
"""
