"""Of several editions the first that can be used: one stands in for those before it, never for what is newer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from bot.errors import StepCrashedError, StepError, StepFaultError
from bot.portal.addresses import CATALOGUED
from bot.portal.editions import Edition
from bot.portal.errors import OlderEditionError, PortalError
from bot.portal.report import Outcome, Watch
from bot.portal.taken import Known
from bot.services.syncing.finding import Group
from bot.services.syncing.journey import Journey

if TYPE_CHECKING:
    from bot.domain.steps import Step

_ONE_EDITION: Final = timedelta(days=1)
"""The city publishes an edition in its several formats within a day."""

UNUSABLE: Final = (PortalError, StepError, StepFaultError, StepCrashedError)
"""What an edition that cannot be used is told by."""

Attempt = Callable[[Edition, Journey], Awaitable[Outcome]]
"""Takes an edition in, or looks at it; raises one of `UNUSABLE` when it cannot be used."""


async def first_of_use(
    group: Group, in_force: Known | None, watch: Watch, attempt: Attempt, *, force: bool = False
) -> Outcome:
    """Return what came of the first edition that can be used, with what was wrong with those before it.

    What is older than what is `in_force` is not tried: nothing has changed then, and that is a failure as long as a
    newer edition cannot be used. `force` tries it where the portal no longer offers what is in force.
    """
    candidates = _candidates(group, in_force, force=force)
    if in_force and not candidates:
        older = OlderEditionError(group[0].name, _name(in_force))
        return Outcome(group[0].dataset, "unchanged", group[0], remarks=(older,))
    failures: list[tuple[Step, Exception]] = []
    for edition in candidates:
        journey = Journey(edition, watch)
        try:
            outcome = await attempt(edition, journey)
        except UNUSABLE as error:
            failures.append((journey.step, error))
            continue
        if failures and outcome.state == "unchanged" and not _alike(edition, group[0]):
            break
        return replace(outcome, remarks=(*(failure for _, failure in failures), *outcome.remarks))
    (step, first), *others = failures
    remarks = tuple(failure for _, failure in others)
    return Outcome(group[0].dataset, "failed", group[0], step=step, error=first, remarks=remarks)


def _candidates(group: Group, in_force: Known | None, *, force: bool) -> Group:
    """Return the editions that may take the place of what is in force, and its own."""
    if in_force is None or group[0].dataset not in CATALOGUED:
        return group  # outlines are at every address as they are now
    own = next((edition for edition in group if edition.address == in_force.address), None)
    if own is None:
        newest = (group[0],) if force else ()
        return tuple(each for each in group if each in newest or each.age >= in_force.age(each))
    touched = in_force.is_still(own)  # the portal may mark every file as changed on one day
    return tuple(
        each for each in group if each is own or each.age > (own.age if touched else in_force.age(each))
    )


def _alike(edition: Edition, other: Edition) -> bool:
    """Say whether they are the same in two formats, or at two addresses that have it as it is now."""
    if edition.dataset not in CATALOGUED:
        return True
    (about, changed), (other_about, other_changed) = edition.age, other.age
    return (
        edition.format != other.format
        and about == other_about
        and abs(changed - other_changed) <= _ONE_EDITION
    )


def _name(known: Known) -> str:
    return PurePosixPath(unquote(urlsplit(known.address).path)).name
