"""Who lets the bot in, and who keeps it out."""

from typing import Any, Final

from bot.bot_api.chats import Chat
from bot.bot_api.people.identity import Identity

SUPERGROUP_BASE: Final = -1_000_000_000_000  # https://core.telegram.org/api/bots/ids


class Membership(Identity):
    """What people do about the bot itself."""

    def blocks(self) -> dict[str, Any]:
        """Block the bot, in one's own chat."""
        self._chat().blocked = True
        return self._status("member", "kicked")

    def unblocks(self) -> dict[str, Any]:
        """Let the bot write again."""
        self._chat().blocked = False
        return self._status("kicked", "member")

    def deletes_account(self) -> None:
        """Leave Telegram: the bot is not told, and finds out when it writes."""
        self._chat().deactivated = True

    def adds_bot(self) -> list[dict[str, Any]]:
        """Take the bot into the group: it is told so, and sees the message that says it."""
        self._chat().removed = False
        joined = self._status("left", "member")
        if self.group_kind == "channel":
            return [joined]
        return [joined, self._message(new_chat_members=[self.api.state.bot])]

    def removes_bot(self) -> list[dict[str, Any]]:
        """Throw the bot out of the group."""
        self._chat().removed = True
        left = self._status("member", "kicked")
        if self.group_kind == "channel":
            return [left]
        return [left, self._message(left_chat_member=self.api.state.bot)]

    def leads_group(self) -> None:
        """Be an administrator of the group."""
        self._chat().administrators.add(self.user_id)

    def upgrades_group(self) -> list[dict[str, Any]]:
        """Make the group a supergroup, whose id is another; a message in each tells of the other."""
        old = self._chat()
        new = Chat(SUPERGROUP_BASE + old.chat_id, "supergroup", old.name)
        farewell = self._message(migrate_to_chat_id=new.chat_id)
        old.migrated_to = new.chat_id
        self.api.state.chats[new.chat_id] = new
        self.group_id, self.group_kind = new.chat_id, new.kind
        return [farewell, self._message(migrate_from_chat_id=old.chat_id)]

    def _status(self, old: str, new: str) -> dict[str, Any]:
        change = {"chat": self._chat().to_json(), "from": self._user(), "date": self._seconds()}
        members = {"old_chat_member": self._bot_as(old), "new_chat_member": self._bot_as(new)}
        return self.api.state.push_update("my_chat_member", {**change, **members})

    def _bot_as(self, status: str) -> dict[str, Any]:
        member = {"status": status, "user": self.api.state.bot}
        return {**member, "until_date": 0} if status == "kicked" else member
