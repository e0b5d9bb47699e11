"""Write the list of common Dutch words that the reading level is measured with.

Run by hand when the border changes: ``.venv/bin/python -m scripts.woordfrequentie``. wordfreq is a
tool of developers; the list makes the measure the same on every machine, also for the editor's page
of a running service (docs/decisions/014-leesniveau.md).
"""

from __future__ import annotations

import itertools
from pathlib import Path

import wordfreq

#: about once in 100,000 words or more often: some 6,000 forms, what a reader at B1 meets every day
BORDER = 4.0
TARGET = Path(__file__).resolve().parent.parent / "bot" / "knowledge" / "words" / "frequentie.txt"
HEAD = (
    "# Dutch words with a Zipf frequency of {border} or more, one line a letter; made by\n"
    "# scripts/woordfrequentie.py.\n"
    "# From wordfreq 3 (Robyn Speer), whose data are CC BY-SA 4.0; so is this list.\n"
)


def main() -> None:
    """Write the list."""
    known = wordfreq.get_frequency_dict("nl", "best")
    common = sorted(w for w in known if w.isalpha() and wordfreq.zipf_frequency(w, "nl") >= BORDER)
    by_letter = [" ".join(words) for _, words in itertools.groupby(common, key=lambda w: w[0])]
    TARGET.write_text(HEAD.format(border=BORDER) + "\n".join(by_letter) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
