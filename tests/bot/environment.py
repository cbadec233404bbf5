"""A place without settings: no variables of this program, no `.env`."""

import os


def emptied(monkeypatch, folder):
    """Take this program's variables away and go to a folder without `.env`; returns the monkeypatch."""
    for name in list(os.environ):
        if name.upper().startswith("SERMADRID_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    return monkeypatch
