"""Which options a sentence names, by their titles and other words; in doubt none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.care.answer_words import said
from bot.care.words import closest, word_set

#: words of a title that do not tell one option from another
COMMON = word_set(
    "ik u de het een en of van voor met in op aan bij te is zijn heeft hebben wordt worden dat die "
    "dit er om mijn uw haar hij zij ze wij we naar uit door als ook nog al kan moet wil veel heel "
    "erg maar ja nee niet geen wel weet iets iemand hulp zorg alleen nodig meer dan ben was waren "
    "gaat komt doen verstaan verstaat"
)
DENIALS = word_set("niet geen nooit zonder behalve nee noch")
PERHAPS = word_set("misschien wellicht mogelijk")
#: letters that a word needs before another form or a typing mistake of it is recognised, and the
#: letters that two forms of a word share at least
SURE_LETTERS, STEM = 5, 7


@dataclass(frozen=True)
class Option:
    """One answer to choose from.

    Attributes:
        value: the slot's value, such as ``weet_niet``.
        title: what the button says.
        words: other words for it, such as ``alzheimer``.
    """

    value: str
    title: str
    words: tuple[str, ...] = ()


def exactly_named(words: str, options: Sequence[Option]) -> list[str]:
    """Return the value of the option whose title, other word or value is exactly what was said.

    A value that also is a word of another option, such as ``lichamelijk``, is not clear enough.
    """
    for option in options:
        if words in {said(name) for name in (option.title, *option.words)}:
            return [option.value]
    for option in options:
        others = [other for one in options if one != option for other in _own_words(one)]
        if words == said(option.value) and not any(_same(words, other) for other in others):
            return [option.value]
    return []


def named_options(words: str, options: Sequence[Option]) -> list[str]:
    """Return the values of options named in words, in order; none in doubt.

    An option is named by a name as a whole, or by words of its title or value. What names less
    than another option does is dropped: "deels thuis" is not also "thuis".
    """
    named, left = _named(words, options)
    known = {option.value: _own_words(option) | _long_words(option) for option in options}
    left = re.sub(r"^(?:ja|nee)\b", "", left.strip())
    if (DENIALS | PERHAPS) & set(left.split()):
        return []
    for word in set(left.split()) - COMMON:
        for value in _owners(word, known):
            named[value].add(word)
    return _best({value: found for value, found in named.items() if found}, options)


def _best(named: Mapping[str, set[str]], options: Sequence[Option]) -> list[str]:
    """Return the options that are named by more words than the others; none when two are alike.

    Of two options named by the same words, the one whose title is just that is meant.
    """
    best = [v for v, found in named.items() if not any(found < more for more in named.values())]
    rivals = [v for v in best if any(named[v] == named[other] for other in best if other != v)]
    titles = {option.value: set(said(option.title).split()) - COMMON for option in options}
    lost = [value for value in rivals if not titles[value] <= named[value]]
    clear = len(rivals) - len(lost) == len({frozenset(named[value]) for value in rivals})
    return [value for value in best if value not in lost] if clear else []


def _named(words: str, options: Sequence[Option]) -> tuple[dict[str, set[str]], str]:
    """Return which options stand in the words by a whole name, and the words that are left."""
    names = sorted(
        ((name, option.value) for option in options for name in _names(option)),
        key=lambda pair: (-len(pair[0]), pair),
    )
    named: dict[str, set[str]] = {option.value: set() for option in options}
    for name, value in names:
        shorter = re.sub(rf"\b{re.escape(name)}\b", " ", words)
        if shorter != words:
            named[value].add(name)
        words = shorter
    return named, words


def _names(option: Option) -> set[str]:
    """Return the names by which an option can stand in a sentence, without a leading article."""
    titles = {said(name) for name in (option.title, option.value) if " " in said(name)}
    telling = {title for title in titles if set(title.split()) - COMMON}
    names = telling | {said(word) for word in option.words}
    return {re.sub(r"^(?:een|de|het|voor) ", "", name) for name in names} - {""}


def _own_words(option: Option) -> frozenset[str]:
    """Return the words of an option's title and value that tell something."""
    every = f"{said(option.title)} {said(option.value)}".split()
    return frozenset(word for word in every if word not in COMMON and len(word) > 2)


def _long_words(option: Option) -> frozenset[str]:
    """Return the other words that are long enough to know them with a typing mistake."""
    return frozenset(
        word for word in map(said, option.words) if word.isalpha() and len(word) >= STEM
    )


def _owners(word: str, known: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the values that a word, perhaps in another form or mistyped, belongs to."""
    owners = [v for v, own in known.items() if any(_same(word, other) for other in own)]
    if owners or len(word) < SURE_LETTERS:
        return owners
    stems = {other: other[:STEM] for own in known.values() for other in own}
    meant = closest(word, stems)
    return [v for v, own in known.items() if meant and any(o[:STEM] == meant for o in own)]


def _same(word: str, other: str) -> bool:
    """Tell whether two words are forms of one: ``lichamelijk`` and ``lichamelijke``."""
    shortest = min(len(word), len(other))
    share = word[:shortest] == other[:shortest] or word[:STEM] == other[:STEM]
    return word == other or (shortest >= SURE_LETTERS and share)
