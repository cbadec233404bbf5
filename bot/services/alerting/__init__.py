"""Alerts: kept, judged, and told in time, once.

    subscribing    what chats do with their alerts
    ticking        what is due becomes occurrences …            deciding · outlooks · notices
    dispatching    … which are sent, confirmed, or set aside    composing · saying · refusals · reporting
    previewing     what both would do, without doing it

The database is the truth: `AlertService.tick(now)` and `Dispatcher.run_once(now)` remember nothing that it
would be wrong to forget, and each may be called at any time, by any number of processes.
"""
