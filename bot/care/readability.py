"""How hard a Dutch text reads: sentences, words, passives, nested clauses and unexplained terms.

The European language levels have no formula. This measure is ours and made to be argued with: every
part of it is shown, and every mark against a text names the sentence (docs/decisions/014-leesniveau.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.care.jargon import ADDRESS, Jargon, unexplained

#: from this score on a text has the level, 100 is the easiest
LEVELS = (("A2", 90.0), ("B1", 70.0), ("B2", 50.0), ("C1", float("-inf")))
#: above these a text is no B1, whatever its score
LONGEST_SENTENCE = 20
DEEPEST = 2
#: what each part costs
EASY_SENTENCE, PER_WORD = 6.0, 2.0
PER_HARD_SHARE, PER_PASSIVE, PER_NESTED = 130.0, 12.0, 12.0
MANY_SYLLABLES = 5
#: in a text of fewer words one hard word weighs no more than among these
FEW_WORDS = 10
SHORTEST_PART = 3

SENTENCE = re.compile(r"(?<=[.?!:;])\s+|\n+")
MARKUP = re.compile(r"\*\*|^\s*(?:-|\d+\.)\s+", re.MULTILINE)
BLANK = re.compile(r"\{\w+\}")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
VOWELS = re.compile(r"aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|[aeiouyëïöüéèáóä]")
PASSIVE = re.compile(
    r"\b(?:word(?:t|en)?|werd(?:en)?|geworden)\b(?:(?![.,;:?!]).)*?"
    r"\b(?:\w*ge\w{2,}(?:[dt]|en)|(?:be|ver|ont|her|er)\w{2,}(?:[dt]|en))\b"
    r"|\b(?:\w*ge\w{2,}(?:[dt]|en)|(?:be|ver|ont|her)\w{2,}(?:[dt]|en)) (?:word(?:t|en)|werd(?:en)?)\b",
    re.IGNORECASE,
)
SUBORDINATE = re.compile(
    r"\b(?:als|omdat|doordat|zodat|opdat|hoewel|tenzij|mits|indien|terwijl|nadat|voordat|totdat|zodra"
    r"|wanneer|zolang|waar(?:aan|bij|door|in|mee|na|om|op|over|uit|van|voor))\b|, (?:die|dat|wie|wat)\b"
    r"|\b(?:zegt|vindt|vraagt|weten|weet|vraag) of\b"
    r"|(?<!^)(?<!, )\bdat (?:u|wij|we|het|de|een|hij|zij|ze|er|uw|mijn|ik|die|deze|iemand)\b",
    re.IGNORECASE,
)
ENDINGS = ("", "en", "n", "s", "e", "t", "d", "de", "te", "den", "ten", "er", "je", "tje", "jes")
LINKS = ("", "s", "en", "e", "n")


@dataclass(frozen=True)
class Lexicon:
    """What a reader at B1 knows.

    Attributes:
        common: words that everybody meets, in small letters.
        formal: words of letters and laws, with what to write instead.
        jargon: terms that a text must explain.
    """

    common: frozenset[str]
    formal: Mapping[str, str] = field(default_factory=dict)
    jargon: tuple[Jargon, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence and what makes it hard.

    Attributes:
        text: as written, without markup.
        words: how many.
        hard: its long or uncommon words.
        passive: it has a passive verb.
        clauses: how many subordinate clauses it has.
    """

    text: str
    words: int
    hard: tuple[str, ...]
    passive: bool
    clauses: int

    @property
    def burden(self) -> float:
        """How much it costs a reader, to find the worst one."""
        return (
            PER_WORD * max(0.0, self.words - EASY_SENTENCE)
            + 6 * len(self.hard)
            + PER_PASSIVE * self.passive
            + PER_NESTED * max(0, self.clauses - 1)
        )


@dataclass(frozen=True)
class ReadingLevel:
    """How hard a text reads.

    Attributes:
        level: ``A2``, ``B1``, ``B2`` or ``C1``.
        score: 100 for the easiest; ``LEVELS`` has the borders.
        words_per_sentence: on average; a line of a list is a sentence.
        long_words: share of words that are long or uncommon, 0 to 1.
        passives: sentences with a passive verb.
        nested: sentences with two or more subordinate clauses.
        jargon: terms that are not explained where they first stand.
        sentences: the sentences, in order.
    """

    level: str
    score: float
    words_per_sentence: float
    long_words: float
    passives: int
    nested: int
    jargon: list[str]
    sentences: tuple[Sentence, ...] = ()

    @property
    def is_b1(self) -> bool:
        """Tell whether a reader at B1 can read it."""
        return self.level in ("A2", "B1")


def measure(text: str, lexicon: Lexicon, explained: Collection[str] = ()) -> ReadingLevel:
    """Return how hard a text reads; an empty one is as easy as can be.

    Args:
        text: as in our data: ``**bold**``, lines that begin with ``- ``, ``{placeholders}``.
        lexicon: what a reader knows.
        explained: names of terms that the reader had explained before this text.
    """
    found = tuple(_sentence(part, lexicon) for part in sentences(text))
    known = [term for term in lexicon.jargon if term.name not in explained]
    jargon = [term.name for term in unexplained(known, text)]
    words = sum(s.words for s in found)
    if not words:
        return ReadingLevel("A2", 100.0, 0.0, 0.0, 0, 0, jargon, found)
    average = words / len(found)
    share = sum(len(s.hard) for s in found) / max(words, FEW_WORDS)
    passives = sum(s.passive for s in found)
    nested = sum(s.clauses >= DEEPEST for s in found)
    score = (
        100
        - PER_WORD * max(0.0, average - EASY_SENTENCE)
        - PER_HARD_SHARE * share
        - PER_PASSIVE * passives / len(found)
        - PER_NESTED * nested / len(found)
    )
    too_hard = (
        bool(jargon)
        or max(s.words for s in found) > LONGEST_SENTENCE
        or max(s.clauses for s in found) > DEEPEST
    )
    return ReadingLevel(
        _level(score, too_hard),
        round(score, 1),
        round(average, 1),
        round(share, 3),
        passives,
        nested,
        jargon,
        found,
    )


def _level(score: float, too_hard: bool) -> str:
    level = next(name for name, border in LEVELS if score >= border)
    return "B2" if too_hard and level in ("A2", "B1") else level


def sentences(text: str) -> list[str]:
    """Return the sentences of a text without markup; what stands before a colon is one."""
    parts = SENTENCE.split(MARKUP.sub("", text))
    return [part.strip() for part in parts if WORD.search(part) or BLANK.search(part)]


def _sentence(text: str, lexicon: Lexicon) -> Sentence:
    bare = BLANK.sub(" iets ", ADDRESS.sub(" site ", text))
    words = WORD.findall(bare)
    hard = tuple(w for i, w in enumerate(words) if _is_hard(w, i > 0, lexicon))
    return Sentence(
        text, len(bare.split()), hard, bool(PASSIVE.search(bare)), len(SUBORDINATE.findall(bare))
    )


def _is_hard(word: str, inside: bool, lexicon: Lexicon) -> bool:
    """Tell whether a word is long or uncommon; names and abbreviations are not words to read."""
    if (inside and word[0].isupper()) or word[1:] != word[1:].lower():
        return False
    small = word.lower()
    if small in lexicon.formal:
        return True
    parts = [part for part in re.split(r"['’-]", small) if part]
    return not all(_is_easy(part, lexicon.common) for part in parts)


def syllables(word: str) -> int:
    """Return about how many syllables a Dutch word has."""
    return len(VOWELS.findall(word))


def _is_easy(word: str, common: frozenset[str]) -> bool:
    """Tell whether a word is common, or a short compound of common words."""
    if len(word) < SHORTEST_PART or _in_list(word, common):
        return True
    return syllables(word) < MANY_SYLLABLES and _is_compound(word, common)


def _in_list(word: str, common: frozenset[str]) -> bool:
    stems = (word.removesuffix(end) for end in ENDINGS if word.endswith(end))
    if any(stem in common for stem in stems if len(stem) >= SHORTEST_PART):
        return True
    return any(word + ending in common for ending in ("en", "n"))  # "typ", "reken"


def _is_compound(word: str, common: frozenset[str], parts: int = 3) -> bool:
    """Tell whether a word is made of known words: ``zorg`` and ``kantoor``."""
    for at in range(SHORTEST_PART + 1, len(word) - SHORTEST_PART + 1):
        first, rest = word[:at], word[at:]
        linked = (first.removesuffix(link) for link in LINKS if first.endswith(link))
        if any(stem in common and len(stem) >= SHORTEST_PART for stem in linked):
            last = len(rest) > SHORTEST_PART and _in_list(rest, common)
            if last or (parts > 2 and _is_compound(rest, common, parts - 1)):
                return True
    return False


def advice(level: ReadingLevel) -> Iterator[str]:
    """Yield what to do for B1, the worst first: the sentence and what to shorten in it."""
    for term in level.jargon:
        yield f"leg '{term}' uit waar het voor het eerst staat: '{term} (…)' of 'Dat is …'"
    for sentence in sorted(level.sentences, key=lambda s: -s.burden):
        todo = list(_shorten(sentence))
        if todo:
            yield f"'{sentence.text}': {'; '.join(todo)}"


def _shorten(sentence: Sentence) -> Iterator[str]:
    if sentence.words > LONGEST_SENTENCE:
        yield f"{sentence.words} woorden, knip hem in tweeën"
    if sentence.clauses >= DEEPEST:
        yield f"{sentence.clauses} bijzinnen, maak er twee zinnen van"
    if sentence.passive:
        yield "zeg wie iets doet in plaats van 'wordt …'"
    if sentence.hard:
        yield f"kies een gewoner woord voor {', '.join(dict.fromkeys(sentence.hard))}"
