"""Deadlines of the CIZ, the gemeente and of an objection: from a day and a fact to a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from holidays import country_holidays

from bot.care.dates import DateRefused, checked
from bot.care.facts import ONE_DAY, Fact, Facts
from bot.errors import KnowledgeRefused

SATURDAY = 5
#: optional fact with the days that a royal decree adds to the list (ATW art. 3 lid 3), as
#: ``2026-01-02 2026-05-15``; without it only the days in the law itself count
DECREED_DAYS = "atw_gelijkgestelde_dagen"
PENALTY_STEPS = ("dwangsom_dag_eerste", "dwangsom_dag_tweede", "dwangsom_dag_derde")


class DateOrder(DateRefused):
    """Two dates cannot follow each other like this, such as completed before it was asked for."""

    response = "utter_datum_volgorde"


class Stand(Enum):
    """Where a term stands on a day."""

    BINNEN_TERMIJN = "binnen_termijn"
    LAATSTE_DAG = "laatste_dag"
    VERSTREKEN = "verstreken"


@dataclass(frozen=True)
class Trede:
    """One step of the penalty: from and until which day, first and last included, in eurocents."""

    eerste_dag: int
    laatste_dag: int
    per_dag: int

    @property
    def bedrag(self) -> int:
        """Eurocents for the whole step."""
        return (self.laatste_dag - self.eerste_dag + 1) * self.per_dag


@dataclass(frozen=True)
class Dwangsom:
    """The penalty for deciding late (Awb art. 4:17): its steps and its maximum in eurocents."""

    treden: tuple[Trede, ...]
    maximum: int


@dataclass(frozen=True)
class CizTerm:
    """Until when the CIZ may decide on an application for the Wlz, and what may be done after that.

    Attributes:
        ontvangen_op: the day on which the CIZ received the application.
        uiterste_datum: last day of the term; present it as "rond" this day.
        ingebreke_vanaf: first day on which a notice of default makes sense (Awb art. 4:17).
        dwangsom_vanaf: about when the penalty starts, if the CIZ has the notice on
            ``ingebreke_vanaf``; the exact day is disputed, so always say "rond".
        dwangsom: what the penalty is.
    """

    ontvangen_op: dt.date
    uiterste_datum: dt.date
    ingebreke_vanaf: dt.date
    dwangsom_vanaf: dt.date
    dwangsom: Dwangsom


@dataclass(frozen=True)
class WmoTerms:
    """Until when the gemeente may look into a melding and decide (Wmo 2015 art. 2.3.2 and 2.3.5).

    Attributes:
        melding_op: the day of the melding.
        persoonlijk_plan_tot: last day to hand in a plan of one's own.
        onderzoek_tot: last day of the investigation.
        aanvraag_vanaf: first day on which one may apply when there was no investigation.
        besluit_tot: last day to decide on the application (see ``wmo_terms``).
        ingebreke_vanaf: first day on which a notice of default makes sense.
    """

    melding_op: dt.date
    persoonlijk_plan_tot: dt.date
    onderzoek_tot: dt.date
    aanvraag_vanaf: dt.date
    besluit_tot: dt.date
    ingebreke_vanaf: dt.date


@lru_cache(maxsize=64)
def feestdagen(year: int) -> frozenset[dt.date]:
    """Return the holidays of the Algemene termijnenwet in a year (art. 3 lid 1 and 2).

    New Year, Good Friday, Easter Monday, King's Day, 5 May in every year, Ascension, Whit Monday,
    25 and 26 December. The library also has Easter Day and Whitsun: Sundays, so no difference.
    """
    return frozenset(country_holidays("NL", years=year, categories=("public", "optional")))


def atw_shift(day: dt.date, decreed: Collection[dt.date] = ()) -> dt.date:
    """Return the last day of a term that would end on ``day`` (Algemene termijnenwet art. 1).

    A term that ends on a Saturday, Sunday or holiday runs on to the next day that is none of these.

    Args:
        day: the day on which the term ends by counting.
        decreed: days made equal to a holiday by royal decree (art. 3 lid 3).
    """
    while day.weekday() >= SATURDAY or day in feestdagen(day.year) or day in decreed:
        day += ONE_DAY
    return day


def decreed_days(facts: Facts, day: dt.date) -> frozenset[dt.date]:
    """Return the days that a decree in force on ``day`` makes equal to a holiday; none if unknown.

    Raises:
        KnowledgeRefused: the fact does not hold ISO dates with spaces between them.
    """
    fact = facts.get(DECREED_DAYS)
    texts = [str(v.amount) for v in fact.values if v.in_force(day)] if fact else []
    try:
        return frozenset(dt.date.fromisoformat(word) for text in texts for word in text.split())
    except ValueError as wrong:
        raise KnowledgeRefused(
            f"{DECREED_DAYS}: {wrong}; schrijf dagen als 2026-05-15, met een spatie ertussen"
        ) from wrong


def fact_named(facts: Facts, name: str) -> Fact:
    """Return a fact that a calculation cannot do without.

    Raises:
        KnowledgeRefused: there is no fact of that name.
    """
    if name not in facts:
        raise KnowledgeRefused(f"{name} ontbreekt; zet het feit in bot/knowledge/law/facts.yml")
    return facts[name]


def length(facts: Facts, name: str, on: dt.date) -> dt.timedelta:
    """Return a term in weeks or days as it holds on a day.

    Raises:
        KnowledgeRefused: the fact is missing or counts in something else.
        NotInForce: no period of the fact covers the day.
    """
    fact = fact_named(facts, name)
    if fact.unit not in ("weken", "dagen"):
        raise KnowledgeRefused(f"{name}: unit {fact.unit!r}; gebruik weken of dagen")
    number = fact.number(on)
    return dt.timedelta(weeks=number) if fact.unit == "weken" else dt.timedelta(days=number)


def last_day(start: dt.date, term: dt.timedelta, facts: Facts) -> dt.date:
    """Return the last day of a term; the day ``start`` itself does not count."""
    end = start + term
    return atw_shift(end, decreed_days(facts, end))


def suspended_days(info_gevraagd_op: dt.date | None, info_compleet_op: dt.date | None) -> int:
    """Return for how many days the term stood still (Awb art. 4:15 lid 1): never below 0.

    It stands still from the day after the CIZ asked until the day on which the file was complete.
    With one of the two days unknown the answer is 0: then say that the day shown moves later.

    Raises:
        DateOrder: complete before it was asked for.
    """
    if info_gevraagd_op is None or info_compleet_op is None:
        return 0
    if info_compleet_op < info_gevraagd_op:
        raise DateOrder(f"complete on {info_compleet_op}, asked for on {info_gevraagd_op}")
    return max(0, (info_compleet_op - info_gevraagd_op).days - 1)


def check_ciz_dates(
    ontvangen_op: dt.date | None,
    info_gevraagd_op: dt.date | None,
    info_compleet_op: dt.date | None,
    today: dt.date,
) -> None:
    """Refuse days that cannot be, or cannot follow each other; unknown days are skipped.

    Raises:
        FutureDate: a day lies after today.
        TooOldDate: a day lies before the Wlz.
        DateOrder: asked before received, or complete before asked.
    """
    known = [d for d in (ontvangen_op, info_gevraagd_op, info_compleet_op) if d is not None]
    for day in known:
        checked(day, today)
    if known != sorted(known):
        raise DateOrder(f"received, asked, complete: {', '.join(map(str, known))}")


def ciz_term(
    ontvangen_op: dt.date, crisis: bool, suspended_days: int, facts: Facts, on: dt.date
) -> CizTerm:
    """Return until when the CIZ may decide (Blz art. 3.2.4, Awb art. 4:15 and 4:17, ATW).

    The length of the term is the one in force on the day of receipt, the penalty the one on ``on``.

    Args:
        ontvangen_op: the day on which the CIZ received the application; not the day on which it
            was complete.
        crisis: the person already has a place because of an emergency (lid 2).
        suspended_days: days for which the term stood still, 0 or more (see ``suspended_days``).
        facts: the numbers of the law.
        on: the day for which the answer is given.

    Raises:
        NotInForce: no period of a fact covers the day.
    """
    term = length(facts, "ciz_crisistermijn" if crisis else "ciz_beslistermijn", ontvangen_op)
    uiterste = last_day(ontvangen_op, term + dt.timedelta(days=suspended_days), facts)
    ingebreke = uiterste + ONE_DAY
    return CizTerm(
        ontvangen_op=ontvangen_op,
        uiterste_datum=uiterste,
        ingebreke_vanaf=ingebreke,
        dwangsom_vanaf=ingebreke + length(facts, "ingebrekestelling_termijn", on),
        dwangsom=dwangsom(facts, on),
    )


def dwangsom(facts: Facts, on: dt.date) -> Dwangsom:
    """Return the penalty as it holds on a day (Awb art. 4:17 lid 1 and 2).

    Raises:
        NotInForce: no period of a fact covers the day.
    """
    step = length(facts, "dwangsom_trede", on).days
    treden = (
        Trede(at * step + 1, (at + 1) * step, fact_named(facts, name).number(on))
        for at, name in enumerate(PENALTY_STEPS)
    )
    return Dwangsom(tuple(treden), fact_named(facts, "dwangsom_maximum").number(on))


def bezwaar_until(besluit_datum: dt.date, facts: Facts) -> dt.date:
    """Return the last day for an objection to a decision sent on a day (Awb art. 6:7 and 6:8).

    Raises:
        NotInForce: no period of the fact covers the day of the decision.
    """
    return last_day(besluit_datum, length(facts, "bezwaartermijn", besluit_datum), facts)


def wmo_terms(melding_op: dt.date, facts: Facts, aanvraag_op: dt.date | None = None) -> WmoTerms:
    """Return the terms of the gemeente after a melding (Wmo 2015 art. 2.3.2 and 2.3.5, ATW).

    Args:
        melding_op: the day of the melding.
        facts: the numbers of the law.
        aanvraag_op: the day of the application; when there is none yet, the term to decide is
            counted from the first day on which one may apply without an investigation.

    Raises:
        DateOrder: the application lies before the melding.
        NotInForce: no period of a fact covers the day on which a term starts.
    """
    if aanvraag_op is not None and aanvraag_op < melding_op:
        raise DateOrder(f"applied on {aanvraag_op}, melding on {melding_op}")
    plan = length(facts, "persoonlijk_plan_termijn", melding_op)
    onderzoek = last_day(melding_op, length(facts, "wmo_onderzoekstermijn", melding_op), facts)
    aanvraag = aanvraag_op or onderzoek + ONE_DAY
    besluit = last_day(aanvraag, length(facts, "wmo_beslistermijn", aanvraag), facts)
    return WmoTerms(
        melding_op=melding_op,
        persoonlijk_plan_tot=last_day(melding_op, plan, facts),
        onderzoek_tot=onderzoek,
        aanvraag_vanaf=onderzoek + ONE_DAY,
        besluit_tot=besluit,
        ingebreke_vanaf=besluit + ONE_DAY,
    )


def stand(laatste_dag: dt.date, today: dt.date) -> Stand:
    """Tell what today is for a term: still running, its last day, or passed."""
    if today < laatste_dag:
        return Stand.BINNEN_TERMIJN
    return Stand.LAATSTE_DAG if today == laatste_dag else Stand.VERSTREKEN
