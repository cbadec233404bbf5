"""The city's open data from afar: which editions there are, and how a file comes here whole or not at all.

addresses      the data sets, and where they are
hosts          the hosts that files may come from
periods        which quarter or year an edition is about
editions       an edition: a file that the portal offers
catalogue      the portal's CKAN answer as editions
choosing       which of them are wanted: the newest, by what they are about and when they were changed
limits         how large, how long, how often
client         requests to the known hosts only, their refusals named
partial        a download that is not whole yet, and what it is the beginning of
resuming       where an answer goes on
downloading    resumed, checked, moved to its place in one step
content        is it what was asked for?
unpacking      ZIP archives, carefully
taken          what was taken before
report         what one synchronisation came to
errors         what can go wrong, as one tree

Nothing here reads what is in the files: that is `geodata` and `forecasting`.
"""
