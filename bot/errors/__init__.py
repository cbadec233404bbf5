"""What can go wrong in the bot, by name.

    BotError
    ├── SettingsError          a setting is missing or wrong
    ├── MissingTokenError      Telegram was asked for without a token
    ├── InvalidTokenError      Telegram does not know the token
    ├── TelegramRefusedError   Telegram did not do what a command asked for
    ├── NothingToSkipError     updates come by webhook, where none holds up the others
    ├── NotWaitingError        an update that is to be skipped is none of those that wait first
    ├── WebServerError         nothing can listen where the web server is to
    ├── AlreadyRunningError    another bot runs on the same data
    ├── NoDatabaseError        there is no database, or no backup, where one was asked for
    ├── DamagedDatabaseError   a database or a backup is damaged
    ├── EmptyDatabaseError     nothing was ever written to a database that was to be checked or copied
    ├── NewerDatabaseError     a newer version of the bot wrote the database
    ├── ForeignDatabaseError   a database is another program's
    ├── BackupError            a backup cannot be written, or cannot take the database's place
    │   └── NoRoomError        the disk has no room for it
    ├── MigrationUnderWayError another start is bringing the database up to date, and does not end
    ├── NoWebServerError       the settings have no web server to ask
    ├── BadTimeError           a time given to a command cannot be read
    ├── OutputFileError        a file that was asked for cannot be written
    ├── UnusableFileError      the system keeps a file or folder of ours from us
    ├── DiskFullError          there is no room left to write anything
    ├── StepError              a step in a process of its own failed with an error of any of the trees
    ├── StepCrashedError       such a process ended without a word
    ├── FirstTrainingError     there was no forecast, and none could be trained
    ├── TrainingRefusedError   the gate kept the old forecast
    ├── TooFewReportsError     a picture was asked for of a record that is too short for one
    ├── OperationUnderWayError a training, a synchronisation or the like was asked for while one runs
    ├── OperationStoppedError  one that a scheduled job waits for was stopped by an administrator
    ├── StaleButtonError       a button of another version of the bot, or of nobody's (bot/callbacks.py)
    ├── StaleLinkError         the same of a link (bot/deep_links.py)
    ├── GroupLeadersOnlyError  what a group has kept is to be deleted by somebody who does not lead it
    ├── TooManyPlacesError     a chat has saved as many places as it may
    ├── BadPlaceNameError      a saved place's name is empty or too long
    ├── PlaceNameTakenError    a place is renamed as another one is called
    ├── PlaceNotStorableError  the terms of a place's source forbid keeping it
    ├── AlertsHeldElsewhereError  another process with the same database does the alerts
    ├── UnreadableAlertError   what is kept of an alert cannot be read
    └── AlertError             an alert cannot be kept as asked for
        ├── TooManyAlertsError     a chat has as many as it may
        ├── UnknownAlertError      it is gone, or another chat's
        ├── BadWindowError         its days or hours are none
        ├── NothingToTellError     nothing is regulated, or forecast, there and then
        ├── AlertTooLateError      there is no time left to remind of it
        ├── OutsideZoneError       its place is outside the regulated zone
        ├── SameAlertError         by a change it would be what another one is
        ├── NoPlacesError          a digest is asked for before any place is saved
        └── NotAllowedThereError   this driver may not park there at all

    StepFaultError             a step in a process of its own failed with what nobody foresaw

The trees of the packages below (`GeodataError`, `ForecastingError`, `UnderstandingError`) pass through;
`bot/texts` words each of them for people.
"""

from bot.errors.alerts import (
    AlertError,
    AlertsHeldElsewhereError,
    AlertTooLateError,
    BadWindowError,
    NoPlacesError,
    NotAllowedThereError,
    NothingToTellError,
    OutsideZoneError,
    SameAlertError,
    TooManyAlertsError,
    UnknownAlertError,
    UnreadableAlertError,
)
from bot.errors.base import (
    BotError,
)
from bot.errors.database import (
    BackupError,
    DamagedDatabaseError,
    EmptyDatabaseError,
    ForeignDatabaseError,
    MigrationUnderWayError,
    NewerDatabaseError,
    NoDatabaseError,
    NoRoomError,
)
from bot.errors.files import (
    NO_ROOM,
    DiskFullError,
    OutputFileError,
    UnusableFileError,
)
from bot.errors.operating import (
    AlreadyRunningError,
    FirstTrainingError,
    OperationStoppedError,
    OperationUnderWayError,
    StepCrashedError,
    StepError,
    StepFaultError,
    TooFewReportsError,
    TrainingRefusedError,
    WebServerError,
    class_name,
)
from bot.errors.places import (
    BadPlaceNameError,
    PlaceNameTakenError,
    PlaceNotStorableError,
    TooManyPlacesError,
)
from bot.errors.settings import (
    BadTimeError,
    MissingTokenError,
    NoWebServerError,
    SettingsError,
)
from bot.errors.telegram import (
    GroupLeadersOnlyError,
    InvalidTokenError,
    NothingToSkipError,
    NotWaitingError,
    StaleButtonError,
    StaleLinkError,
    TelegramRefusedError,
)

__all__ = [
    "NO_ROOM",
    "AlertError",
    "AlertTooLateError",
    "AlertsHeldElsewhereError",
    "AlreadyRunningError",
    "BackupError",
    "BadPlaceNameError",
    "BadTimeError",
    "BadWindowError",
    "BotError",
    "DamagedDatabaseError",
    "DiskFullError",
    "EmptyDatabaseError",
    "FirstTrainingError",
    "ForeignDatabaseError",
    "GroupLeadersOnlyError",
    "InvalidTokenError",
    "MigrationUnderWayError",
    "MissingTokenError",
    "NewerDatabaseError",
    "NoDatabaseError",
    "NoPlacesError",
    "NoRoomError",
    "NoWebServerError",
    "NotAllowedThereError",
    "NotWaitingError",
    "NothingToSkipError",
    "NothingToTellError",
    "OperationStoppedError",
    "OperationUnderWayError",
    "OutputFileError",
    "OutsideZoneError",
    "PlaceNameTakenError",
    "PlaceNotStorableError",
    "SameAlertError",
    "SettingsError",
    "StaleButtonError",
    "StaleLinkError",
    "StepCrashedError",
    "StepError",
    "StepFaultError",
    "TelegramRefusedError",
    "TooFewReportsError",
    "TooManyAlertsError",
    "TooManyPlacesError",
    "TrainingRefusedError",
    "UnknownAlertError",
    "UnreadableAlertError",
    "UnusableFileError",
    "WebServerError",
    "class_name",
]
