"""Links that open the bot with a question: https://t.me/<bot>?start=<payload>.

A payload is 1 to 64 of [A-Za-z0-9_-] (https://core.telegram.org/bots/features#deep-linking):

    version (1) · packed place and time (20, as in a button) · base64url of the label, UTF-8 (≤ 43)
"""

import base64
import binascii
from datetime import datetime
from typing import Final

from bot.callbacks import packed, shortened, unpacked
from bot.errors import StaleLinkError
from geodata.places import Place

VERSION: Final = "a"
SOURCE: Final = "link"  # `Place.source` of a place that came out of a link
_FIGURES_CHARS: Final = 20
_LABEL_BYTES: Final = 32  # 43 characters of base64


def question_link(bot_name: str, place: Place, at: datetime) -> str:
    """Return the address that asks the bot about a place at a moment (aware); raises what `packed` does."""
    return f"https://t.me/{bot_name}?start={encode_start(place, at)}"


def encode_start(place: Place, at: datetime) -> str:
    """Return the payload of a question, at most 64 characters; raises what `packed` does."""
    label = shortened(place.label, _LABEL_BYTES).encode()
    return f"{VERSION}{packed(place, at)}{base64.urlsafe_b64encode(label).decode().rstrip('=')}"


def decode_start(payload: str) -> tuple[Place, datetime]:
    """Return the place and the moment (UTC) of a payload.

    Raises:
        StaleLinkError: the payload is of another version, or nobody's.

    """
    end = 1 + _FIGURES_CHARS
    if payload[:1] != VERSION:
        raise StaleLinkError("a link of another version")
    try:
        label = base64.b64decode(_padded(payload[end:]), altchars=b"-_", validate=True).decode()
        return unpacked(payload[1:end], label, SOURCE)
    except (binascii.Error, ValueError) as error:
        raise StaleLinkError("a link whose payload cannot be read") from error


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
