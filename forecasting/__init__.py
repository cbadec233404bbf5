"""From parking tickets to forecasts: regulated hours, occupancy, models, and the table that is served.

Knows no maps and no chat. Every time is aware; slots are UTC hour starts.
"""
