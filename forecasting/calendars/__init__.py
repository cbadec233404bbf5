"""Calendars of regulated hours, one TOML file a city."""
