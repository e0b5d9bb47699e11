"""One visit: a flow from its first message to its outcome, with a judge at every turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from actions.flow import Flow
from bench.bezoek.asides import asides
from bench.bezoek.moves import Move, answers, filled, unread
from bench.bezoek.outcomes import form_of, wrong_end
from bench.bezoek.persons import Person, words
from bench.bezoek.talk import Failures, Talk, Turn
from bot.errors import WegwijzerError

#: how often a visitor does something else than answering, and how often at most in one visit
ASIDE, MOST_ASIDES = 0.25, 3
#: a visit that takes more turns than this leads nowhere
MOST_TURNS = 40
NOT_ASKED = {"overdracht_hoe": "terugbellen"}


@dataclass
class Visit:
    """What came of a visit.

    Attributes:
        flow: which one.
        turns: how many messages it took.
        kinds: how often each sort of thing was said.
        unread: typing errors after which was asked again.
        faults: what was wrong, each with the talk up to there.
    """

    flow: str
    turns: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    faults: list[str] = field(default_factory=list)


async def visit(person: Person, talk: Talk, failures: Failures) -> Visit:
    """Walk through a flow and return what came of it; a visit stops at its first fault."""
    flow, done = form_of(person.flow), Visit(person.flow)
    begin = person.chance.choice(words()["begin"][person.flow])
    move, others = _opening(person, begin), 0
    while not done.faults:
        turn = await talk.say(move.says)
        done.turns += 1
        done.kinds[move.kind] += 1
        again = missed(move, turn)
        done.unread += again
        fault = judged(person, flow, talk, turn, move, failures)
        if fault:
            done.faults.append(_told(fault, talk))
        elif turn.after.form is None:
            return done
        elif done.turns >= MOST_TURNS:
            done.faults.append(_told("er komt geen einde aan", talk))
        elif others < MOST_ASIDES and person.chance.random() < ASIDE:
            others += 1
            move = person.chance.choice(asides(person, flow, turn))
        else:
            move = _answer(person, turn, failed=again)
    return done


def _opening(person: Person, begin: dict[str, object]) -> Move:
    knows = dict(begin.get("weet") or {})  # type: ignore[call-overload]
    person.would.update(knows)

    def judge(turn: Turn) -> str | None:
        found = (filled(slot, value)(turn) for slot, value in knows.items())
        return next((fault for fault in found if fault), None)

    return Move("begin", str(begin["zegt"]), judge)


def _answer(person: Person, turn: Turn, failed: bool) -> Move:
    """Return a way to answer; after a typing error that was not read one that must be."""
    ways = answers(person, turn)
    sure = [way for way in ways if not (failed and way.may_fail)]
    return person.chance.choice(sure or ways)


def judged(
    person: Person, flow: Flow, talk: Talk, turn: Turn, move: Move, failures: Failures
) -> str | None:
    """Return the first thing that is wrong with a turn, or None."""
    if failures.lines:
        return f"in het logboek: {failures.lines.pop()}"
    if not turn.messages or not all(message.get("text") for message in turn.messages):
        return "er kwam geen antwoord"
    if WegwijzerError.response in turn.utters:
        return "er ging iets mis"
    fault = move.judge(turn)
    if fault:
        return f"{move.kind}: {fault}"
    if turn.after.form is None:
        return wrong_end(person, talk, turn)
    return _wrong_question(person, flow, turn, move)


def _wrong_question(person: Person, flow: Flow, turn: Turn, move: Move) -> str | None:
    """Return what is wrong with the question that is now open."""
    slots, asked = turn.after.slots, turn.after.asked
    if turn.after.form != flow.form:
        return f"de vragenlijst is nu {turn.after.form}"
    given = {s: slots[s] for s in flow.slots if slots.get(s) is not None}
    # nobody is at the desk in these talks, so there is nothing to choose between
    wanted = flow.next_slot({**NOT_ASKED, **given}, person.day)
    # what a story makes likely may be asked first, to be confirmed
    if asked != wanted and move.kind != "terug" and not slots.get("vermoed"):
        return f"{asked} wordt gevraagd, volgens de regels {wanted}"
    if missed(move, turn) or _explained(turn):
        return None
    if turn.utters.count(f"utter_ask_{asked}") != 1:
        return f"de vraag {asked} staat er niet precies één keer: {turn.utters}"
    return None


def missed(move: Move, turn: Turn) -> bool:
    """Tell whether something that may be hard to read was not read."""
    return move.may_fail and unread(turn)


def _explained(turn: Turn) -> bool:
    """Tell whether the question was explained, which goes by the name of the question as well."""
    return turn.utters == [f"utter_ask_{turn.after.asked}"] * 2


def _told(fault: str, talk: Talk) -> str:
    """Return a fault with the talk that led to it."""
    lines = [f"FOUT {fault}"]
    for turn in talk.turns:
        lines += [f"    > {turn.said}", f"      {', '.join(turn.utters)}"]
    return "\n".join(lines)


def table(visits: Iterable[Visit]) -> str:
    """Return the visits as a table, a line for each flow."""
    by_flow: dict[str, list[Visit]] = {}
    for one in visits:
        by_flow.setdefault(one.flow, []).append(one)
    lines = ["| vragenlijst | gesprekken | beurten | tikfout niet gelezen | fouten |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for flow, several in by_flow.items():
        numbers = (
            len(several),
            sum(one.turns for one in several),
            sum(one.unread for one in several),
            sum(len(one.faults) for one in several),
        )
        lines.append(f"| {flow} | {' | '.join(map(str, numbers))} |")
    return "\n".join(lines)
