#!/bin/sh
# What a machine on Fly.io starts: as root, hands the volume to the bot's user and becomes that user for good;
# then runs the command, under Litestream when a bucket is named.
set -eu
data=${SERMADRID_DATA_DIR:-/data}
bot=10001  # the user that the image makes

if [ "$(id -u)" = 0 ]; then
    find "$data" ! -user "$bot" -exec chown "$bot:$bot" {} +
    export HOME="$data"
    exec setpriv --reuid="$bot" --regid="$bot" --clear-groups --no-new-privs -- "$0" "$@"
fi

if [ -n "${BUCKET_NAME:-}" ] && [ "$*" = "sermadrid run" ]; then
    # A new volume starts from the replica; without a replica it starts empty.
    litestream restore -if-db-not-exists -if-replica-exists "$data/sermadrid.db"
    exec litestream replicate -exec "sermadrid run"
fi
exec "$@"
