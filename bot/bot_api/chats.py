"""The chats that the bot may write to, and why one of them refuses."""

from dataclasses import dataclass, field
from typing import Any

from bot.bot_api.errors import BotApiError, bad_request, forbidden


@dataclass(slots=True)
class Chat:
    """A chat; `kind` is "private", "group", "supergroup" or "channel".

    Who `blocked` the bot or is `deactivated` gets nothing; from a group the bot may be `removed`. One that
    became a supergroup is found at `migrated_to`. `topics` are the threads of a forum, `administrators` who leads a group.
    """

    chat_id: int
    kind: str
    name: str
    blocked: bool = False
    deactivated: bool = False
    removed: bool = False
    migrated_to: int | None = None
    topics: set[int] = field(default_factory=set)
    administrators: set[int] = field(default_factory=set)

    @property
    def is_private(self) -> bool:
        """Whether there is one person on the other side."""
        return self.kind == "private"

    def refusal(self) -> BotApiError | None:
        """Return why Telegram delivers nothing here; None when it does."""
        if self.migrated_to is not None:
            migrated = bad_request("group chat was upgraded to a supergroup chat")
            return BotApiError(migrated.code, migrated.description, migrate_to_chat_id=self.migrated_to)
        if self.removed:
            return forbidden(f"bot was kicked from the {self.kind} chat")
        if self.deactivated:
            return forbidden("user is deactivated")
        if self.blocked:
            return forbidden("bot was blocked by the user")
        return None

    def to_json(self) -> dict[str, Any]:
        """Return Telegram's Chat."""
        name = "first_name" if self.is_private else "title"
        chat = {"id": self.chat_id, "type": self.kind, name: self.name}
        return {**chat, "is_forum": True} if self.topics else chat

    def to_full_json(self) -> dict[str, Any]:
        """Return Telegram's ChatFullInfo, with no more than it must have."""
        gifts = (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        )
        return {
            **self.to_json(),
            "accent_color_id": 0,
            "max_reaction_count": 1,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }
