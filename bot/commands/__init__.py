"""One module a command of `sermadrid`; each reads its options, calls one thing and prints."""
