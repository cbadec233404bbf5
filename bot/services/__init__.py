"""The middle that every face calls: the command line, the terminal chat and Telegram."""
