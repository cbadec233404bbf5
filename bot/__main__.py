"""`python -m bot` is `sermadrid`."""

from bot.cli import main

if __name__ == "__main__":  # a process of ours that starts another one has this module imported there
    main()
