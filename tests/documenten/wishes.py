"""What people ask for, for the tests of the documents."""

import datetime as dt

from bot.documenten.verwijzing import Ended, Wish

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
TERM = {
    "ontvangen_op": "2026-11-03",
    "uiterste_datum": "2026-12-15",
    "ingebreke_vanaf": "2026-12-16",
    "dwangsom_vanaf": "2026-12-30",
}
OBJECTION = {"besluit_datum": "2026-11-10", "bezwaar_tot": "2026-12-22"}
ANSWERS = {
    "voor_wie": "naaste",
    "leeftijd": 84,
    "heeft_wlz": "nee",
    "terminaal": "nee",
    "blijvend": "ja",
    "toezicht24": "ja",
    "kan_alarmeren": "nee",
    "grondslag": ["dementie", "lichamelijk"],
    "behandelbaar": "nee",
}
ABOUT = {"voor_wie": "naaste", "relatie": "moeder"}
TRIAGE = Ended("uitkomst_triage_wlz_waarschijnlijk", ANSWERS)
LATE = Wish("brief", TERM, brief="ingebrekestelling", aan="ciz")
SHEET = Wish("meeneemblad", uitkomsten=(TRIAGE,), slots=ABOUT, regio="ZK16")
