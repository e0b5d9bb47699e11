"""Who has a conversation: the bot or a klantadviseur. One table of moves, pure.

An *overdracht* is one handoff of one conversation. It is open until it is ``gesloten``; a talk has
at most one open overdracht, so the state of that one is the state of the talk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from bot.errors import WegwijzerError

#: intents that say nothing of what a talk is about
NO_TOPIC = frozenset(
    "vraag_medewerker bevestig ontken weet_niet stop opnieuw groet dank afscheid hulp_bot "
    "ben_je_mens uitschelden niet_begrepen klacht_bot buiten_scope taal_anders antwoord".split()
)


class State(str, Enum):
    """Where an overdracht stands.

    ``BOT``: the bot has the talk, before a handoff or after it was given back. ``WACHTRIJ``: the
    visitor waits for an adviser and the bot still helps. ``ADVISEUR``: a human has it and the bot is
    silent. ``TERUGGEBELD``: a call-back was agreed; the bot has the chat. ``GESLOTEN``: over; a new
    wish for a human is a new overdracht.
    """

    BOT = "bot"
    WACHTRIJ = "wachtrij"
    ADVISEUR = "adviseur"
    TERUGGEBELD = "teruggebeld"
    GESLOTEN = "gesloten"


class Actor(str, Enum):
    """Who makes a move."""

    VISITOR = "bezoeker"
    ADVISER = "adviseur"
    TEAM_LEAD = "teamleider"
    SYSTEM = "systeem"


class Reason(str, Enum):
    """Why a move was made; the first group is why somebody wanted a human."""

    REQUEST = "verzoek"
    MISSES = "misverstaan"
    ANGER = "boos"
    DOUBT = "twijfel"
    SENSITIVE = "gevoelig"

    TAKEN = "aangenomen"
    ASSIGNED = "toegewezen"
    COLLEAGUE = "collega"
    TEAM = "team"
    GIVEN_BACK = "terug_naar_bot"
    LEFT = "verlaten"
    ENDED = "beëindigd"
    CALL_BACK = "terugbellen"
    ADVISER_GONE = "adviseur_weg"
    DESK_CLOSED = "desk_gesloten"

    ANSWERED = "beantwoord"
    REFERRED = "doorverwezen"
    NO_REPLY = "geen_reactie"
    REACHED = "gebeld"
    NOT_REACHED = "niet_bereikt"
    ABUSE = "ongepast"


#: why somebody wants a human
WISHES = (Reason.REQUEST, Reason.MISSES, Reason.ANGER, Reason.DOUBT, Reason.SENSITIVE)
#: why an adviser closes a conversation, and how a call-back ended
CLOSINGS = (Reason.ANSWERED, Reason.REFERRED, Reason.NO_REPLY, Reason.ABUSE)
CALL_OUTCOMES = (Reason.REACHED, Reason.NOT_REACHED, Reason.REFERRED)
#: talks that can be reached while nothing is asked; by the beginning of the sender's id
REACHABLE = ("web-", "whatsapp:")

_VISITOR = frozenset({Actor.VISITOR})
_DESK = frozenset({Actor.ADVISER, Actor.TEAM_LEAD})
_SYSTEM = frozenset({Actor.SYSTEM})
#: the only moves there are, and who may make them
MOVES: Mapping[tuple[State, State], frozenset[Actor]] = {
    (State.BOT, State.WACHTRIJ): _VISITOR,
    (State.BOT, State.TERUGGEBELD): _VISITOR,
    (State.WACHTRIJ, State.ADVISEUR): _DESK,
    (State.WACHTRIJ, State.BOT): _VISITOR | _SYSTEM | {Actor.TEAM_LEAD},
    (State.WACHTRIJ, State.TERUGGEBELD): _VISITOR,
    (State.WACHTRIJ, State.GESLOTEN): frozenset({Actor.TEAM_LEAD}),
    (State.ADVISEUR, State.ADVISEUR): _DESK,
    (State.ADVISEUR, State.WACHTRIJ): _DESK | _SYSTEM,
    (State.ADVISEUR, State.BOT): _DESK,
    (State.ADVISEUR, State.GESLOTEN): _DESK | _VISITOR,
    (State.TERUGGEBELD, State.WACHTRIJ): _VISITOR,
    (State.TERUGGEBELD, State.TERUGGEBELD): _VISITOR | _DESK,
    (State.TERUGGEBELD, State.BOT): _VISITOR,
    (State.TERUGGEBELD, State.GESLOTEN): _DESK,
}


class MoveRefused(WegwijzerError):
    """A move that the table does not have, or not for this actor, or that somebody else was first."""

    response = "utter_overdracht_anders"


class NotYours(MoveRefused):
    """An adviser acts on a conversation that another adviser has."""


@dataclass(frozen=True)
class Standing:
    """What decides over a move.

    Attributes:
        state: where the overdracht stands.
        adviser_id: who has it; only while the state is ``ADVISEUR``.
        version: counts the moves, so that of two at once exactly one wins.
    """

    state: State
    adviser_id: str | None = None
    version: int = 0


@dataclass(frozen=True)
class Wish:
    """A move that somebody wants to make.

    Attributes:
        to: the state that it should become.
        by: who wants it.
        reason: why.
        actor_id: the account of the adviser or team lead; None for others.
        adviser_id: who gets the conversation, when ``to`` is ``ADVISEUR``.
        version: refuse when the overdracht has moved since this version; None does not look.
        key: the same key is the same event however often it comes; None for none.
        team: for which team it is from now on; None leaves that as it is.
        told: whoever makes the move tells the visitor himself, in the same turn.
    """

    to: State
    by: Actor
    reason: Reason
    actor_id: str | None = None
    adviser_id: str | None = None
    version: int | None = None
    key: str | None = None
    team: str | None = None
    told: bool = False


def bot_may_answer(state: State) -> bool:
    """Tell whether the bot may speak: in the queue it still helps, beside an adviser it is silent."""
    return state is not State.ADVISEUR


def may_move(state: State, to: State, by: Actor) -> bool:
    """Tell whether the table has this move for this actor."""
    return by in MOVES.get((state, to), frozenset())


def moved(standing: Standing, wish: Wish) -> Standing:
    """Return how an overdracht stands after a move.

    Raises:
        MoveRefused: there is no such move, not for this actor, or it is late.
        NotYours: the adviser does not have the conversation.
    """
    if wish.version is not None and wish.version != standing.version:
        raise MoveRefused(f"version {wish.version}, stands at {standing.version}")
    if not may_move(standing.state, wish.to, wish.by):
        raise MoveRefused(f"{standing.state.value} to {wish.to.value} by {wish.by.value}")
    has_it = standing.adviser_id
    if wish.by is Actor.ADVISER and has_it is not None and wish.actor_id != has_it:
        raise NotYours(f"{wish.actor_id} does not have it")
    return replace(
        standing, state=wish.to, adviser_id=_gets_it(has_it, wish), version=standing.version + 1
    )


def _gets_it(has_it: str | None, wish: Wish) -> str | None:
    if wish.to is not State.ADVISEUR:
        return None
    if wish.adviser_id is None or wish.adviser_id == has_it:
        raise MoveRefused("to whom?")
    if wish.by is Actor.ADVISER and has_it is None and wish.adviser_id != wish.actor_id:
        raise MoveRefused("an adviser takes for himself; a team lead assigns")
    return wish.adviser_id


def can_be_reached(sender_id: str) -> bool:
    """Tell whether an adviser can speak to a talk at any moment, by its channel."""
    return sender_id.startswith(REACHABLE)
