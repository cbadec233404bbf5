"""Alerts: what a chat asks to be told of, when it is due, and whether there is anything to tell.

Pure: no clock, no database, no Telegram. Local times are Madrid's, moments are aware and in UTC.

    local_times · quiet_hours → occasions      when something is due, about when, useful until when
    crossings                                  is what is forecast news, after what was told last?
    wishes                                     what a chat asks for: a watch, a trip, a digest
    standing                                   what keeps an alert from being told, and what it passes over
    news                                       what changes for everybody in the days to come
    occurrences                                a promise to tell of an occasion, once
    messages                                   what is told, and why
"""
