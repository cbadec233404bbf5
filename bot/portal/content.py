"""Is it what was asked for? A portal answers with a page where a file is gone, and with status 200."""

from typing import Final

from bot.portal.editions import Format
from bot.portal.errors import WrongContentError

HEAD: Final = 512
"""Bytes that tell."""

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")  # a member, or the end of an archive without any
_OLD_SPREADSHEET: Final = b"\xd0\xcf\x11\xe0"
_RAR: Final = b"Rar!"
_PAGE: Final = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<?xml", b"<!--")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def refuse_other_content(name: str, wanted: Format, head: bytes, media_type: str = "") -> None:
    """Judge a file by its first bytes and the type that the server gives it; raises WrongContentError.

    A table may come zipped: whoever reads it will see.
    """
    start = head.removeprefix(_BYTE_ORDER_MARK).lstrip().lower()
    if start.startswith(_PAGE) or media_type.partition(";")[0].strip().lower() == "text/html":
        raise WrongContentError(name, "html")
    if head.startswith(_RAR):
        raise WrongContentError(name, "rar")
    if not start:
        raise WrongContentError(name, "nothing")
    if wanted == "GEOJSON" and not (start.startswith((b"{", b"[")) or head.startswith(_ZIP)):
        raise WrongContentError(name, "not_json")
    if wanted in ("ZIP", "XLSX") and not head.startswith((*_ZIP, _OLD_SPREADSHEET)):
        raise WrongContentError(name, "not_zipped")


def is_archive(head: bytes) -> bool:
    """Say whether a file begins as a ZIP does, and an xlsx, which is one."""
    return head.startswith(_ZIP)
