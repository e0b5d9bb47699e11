"""The report of the soak: a run on one database leaves the figures of the other as they are."""

from bench.whatsapp.__main__ import placed

REPORT = """# WhatsApp onder druk

Measured so.

## SQLite, locked for 3 s

| a | 1 |

## PostgreSQL, `pg_ctl restart -m fast`

| a | 2 |

## The real assistant, SQLite

| a | 3 |
"""
NEW = "## PostgreSQL, `pg_ctl restart -m fast`\n\n| a | 9 |\n"


def test_a_section_takes_the_place_of_the_one_about_the_same_database():
    assert placed(REPORT, NEW) == REPORT.replace("| a | 2 |", "| a | 9 |")
    assert placed(placed(REPORT, NEW), NEW) == placed(REPORT, NEW)


def test_a_section_that_is_not_there_yet_is_added():
    assert placed("# WhatsApp onder druk\n", NEW) == f"# WhatsApp onder druk\n\n{NEW}"
