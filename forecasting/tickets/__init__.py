"""From the city's ticket files to occupancy: read as a stream, summed up exactly, kept by the file's content.

sources      files, archives and folders as streams of bytes
table        what the columns and kinds mean, and how a file is laid out: the one place with Spanish names
reader       tidy batches of tickets, and what was dropped and why
seen_rows    which rows were met before
tally        what a stream adds up to
repeats      recognising a file's tickets in another file
coverage     days that a file is about, and days that it lacks
shortfalls   quarters with too few tickets
manifest     what the store says of each file
ingestion    what one call has taken in so far;   report: what it came to
switching    files that come and go together, and what is seen of them meanwhile
panel        occupancy series from the sums of many files
store        all of it together: `TicketStore`
"""
