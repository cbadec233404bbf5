"""The photo or document that a call sends: an upload, or the file_id of one sent before."""

from bot.bot_api.documents import Document, read_document
from bot.bot_api.errors import bad_request
from bot.bot_api.parameters import Parameters, Upload
from bot.bot_api.pictures import Photo, read_photo
from bot.bot_api.state import State


def photo_of(state: State, parameters: Parameters, name: str, reference: str) -> Photo:
    """Return the photo uploaded as `name` or named by `reference` ("attach://…", a file_id).

    Raises:
        BotApiError: 400 when there is none, or none that Telegram takes.

    """
    upload = parameters.upload(name, reference)
    if upload is not None:
        photo = read_photo(upload.data)
        return state.photos.setdefault(photo.file_id, photo)
    _demand(reference, "photo")
    if reference in state.documents:
        raise bad_request("can't use file of type Document as Photo")
    if reference not in state.photos:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return state.photos[reference]


def document_of(state: State, parameters: Parameters, name: str, reference: str) -> Document:
    """Return the document uploaded as `name` or named by `reference`.

    Raises:
        BotApiError: 400 when there is none, or none that Telegram takes; 413 when it is too large.

    """
    upload = parameters.upload(name, reference)
    if upload is not None:
        return keep_document(state, upload)
    _demand(reference, "document")
    if reference in state.photos:
        raise bad_request("can't use file of type Photo as Document")
    if reference not in state.documents:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return state.documents[reference]


def keep_document(state: State, upload: Upload) -> Document:
    """Return an upload as a document that can be fetched and sent again."""
    document = read_document(upload.data, upload.name)
    return state.documents.setdefault(document.file_id, document)


def _demand(reference: str, kind: str) -> None:
    if not reference or reference.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
