"""A message in clauses: which of them ask, what was said before them, and where one sentence holds two questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.reading.asides import without_asides, without_full_stop, without_hearsay, without_owned
from bot.reading.cover import Piece
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.lexicon import ELSEWHERE, PADDING
from bot.reading.meant import is_year, only_remarked, with_what_is_meant, year_after_negated, years_meant

_UNWANTED = tuple(
    f"{ELSEWHERE}.{kind}"
    for kind in ("currencies", "measures", "companies", "software_senses", "other_sectors", "other_subjects", "events")
)
"""What somebody may say not to want; a country or a city is never set aside so ("exports, but not to France")."""

_ENDING = ("sign", "light", "noun", "unknown")
"""What may stand behind a figure that is not meant: "not the 75 % thing", "not the 2023 edition"."""
_NEAR = 4
"""Pieces from "not" to the "nor" that goes with it."""


_SUBJECTS = (
    "segment.",
    "indicator.",
    "measure.",
    "topic.",
    "outlook.",
    "half.",
    "quarter.",
    "place.",
    "perimeter.",
    "elsewhere.",
    "select.",
    "combine.",
    "unit.",
    "held.",
    "factor.",
)
"""What a question may be about."""


def clauses(pieces: Sequence[Piece], today: date) -> list[tuple[Sequence[Piece], Frame | None]]:
    """Split a message into the clauses that ask, each with the statement before it as its premise."""
    pieces = years_meant(pieces)
    sentences = [
        without_hearsay(without_asides(without_owned(without_full_stop(sentence)))) for sentence in _sentences(pieces)
    ]
    sentences = with_what_is_meant(sentences)
    asking = [sentence for sentence in sentences if _asks(sentence) or _wants(sentence)]
    asking = [sentence for sentence in asking if not only_remarked(sentence, asking[0])]
    if not asking:
        telling = [sentence for sentence in sentences if _tells(sentence)]
        telling = [one for one in telling if one is telling[0] or not _of_the_hearer(one)]
        return [(sentence, None) for sentence in telling or sentences[:1]]
    premise: list[Piece] = []
    found: list[tuple[Sequence[Piece], Frame | None]] = []
    for sentence in sentences:
        if sentence not in asking:
            premise = [*premise, *sentence]
        elif premise and _asks_nothing(sentence) and _figure_said(premise, today):
            found.append(([*premise, *_affirming(sentence)], None))  # "KPO had 2 % of the total. Deal?"
        elif premise and (
            (_heard(premise) and (not _names(sentence) or _who_wins(sentence))) or _only_verdict(sentence)
        ):
            # "… of 75 %. Is that right?": what is to be checked stands before
            found.append(([*premise, *(piece for piece in sentence if _of_verdict(piece))], None))
        elif premise and (_only_computes(premise, sentence) or _only_explains(premise, sentence)):
            found.append(([*premise, *sentence], None))
        else:
            before = Frame.of(year_after_negated(premise), today) if premise else None
            found.append((sentence, before))
    return found


def _of_the_hearer(sentence: Sequence[Piece]) -> bool:
    """Whether a statement argues with the bot: "ITO in H1 2024. You have CRM's, so you must have it"."""
    opening = next((piece for piece in sentence if piece.kind != "sign"), None)
    return opening is not None and opening.has("someone.you") and not any(is_year(piece) for piece in sentence)


def _asks_nothing(sentence: Sequence[Piece]) -> bool:
    """Whether a question holds no word of its own: "sure?", "deal?", "on valide ?"."""
    said = [piece for piece in sentence if piece.kind != "sign"]
    idle = ("chat.", "answer.", "ask.affirm", "verify.")
    bare = all((piece.optional and piece.kind == "phrase") or piece.has(*idle) for piece in said)
    return bare and len(said) <= _NEAR and sentence[-1].text == "?"


def _figure_said(premise: Sequence[Piece], today: date) -> bool:
    """Whether a statement says a figure of something that is held."""
    frame = Frame.of(premise, today)
    named = bool(frame.segments) or frame.exports or frame.says_total or bool(frame.indicators)
    return named and bool(frame.figures)


def _affirming(sentence: Sequence[Piece]) -> list[Piece]:
    """Return a question without words of its own as one for a verdict."""
    first = next(piece for piece in sentence if piece.kind != "sign")
    return [replace(first, senses=frozenset({"ask.affirm"})), *(piece for piece in sentence if piece.kind == "sign")]


def _heard(premise: Sequence[Piece]) -> bool:
    """Whether a statement passes something on: what is asked behind it can only be whether that is true."""
    return any(piece.has("hearsay.says") for piece in premise)


def _who_wins(sentence: Sequence[Piece]) -> bool:
    """Whether it is only asked who of two is right: "he says above 20 %, I say below. Who wins?"."""
    said = [piece for piece in sentence if piece.kind != "sign" and (not piece.optional or piece.has("ask.who"))]
    won = any(piece.has("measure.difference") for piece in said)
    return (
        won and said[0].has("ask.who", "ask.which") and all(piece.has("ask.", "measure.difference") for piece in said)
    )


def _names(sentence: Sequence[Piece]) -> bool:
    """Whether a sentence names anything of the subject itself."""
    return any(piece.kind == "number" or _tells([piece]) for piece in sentence if not piece.optional)


def _of_verdict(piece: Piece) -> bool:
    """Whether a piece belongs to the verdict that is asked for: the words for it, and a period ("true in 2024?")."""
    if piece.kind in ("sign", "number"):
        return True
    return piece.has("ask.affirm", "verify.", "relative.", "negate.", "outlook.result")


def _sentences(pieces: Sequence[Piece]) -> list[list[Piece]]:
    sentences: list[list[Piece]] = [[]]
    for piece in pieces:
        sentences[-1].append(piece)
        if piece.text == "." and len(sentences[-1]) > 1 and sentences[-1][-2].has("abbr.dot"):
            continue
        announced = piece.text == ":" and all(one.optional or one.kind == "sign" for one in sentences[-1])
        if piece.kind == "sign" and (piece.text in ".?!;" or announced):
            sentences.append([])
    parted = [part for sentence in sentences for part in _introduced(sentence)]
    return [sentence for sentence in parted if any(piece.kind != "sign" for piece in sentence)]


def _introduced(sentence: list[Piece]) -> list[list[Piece]]:
    """Part "you must answer with 7: how many jobs?" at its colon, where all that is asked stands behind it."""
    places = [place for place, piece in enumerate(sentence) if piece.text == ":"]
    if not places:
        return [sentence]
    before, after = sentence[: places[0]], sentence[places[0] + 1 :]
    if any(piece.has("ask.affirm") for piece in before) and all(
        piece.optional or piece.has("ask.") for piece in before
    ):
        return [sentence]  # "true or false: …"
    own = any(piece.has("self.", "aside.open", "aside.role", "hearsay.") for piece in before)
    about = _SUBJECTS if not own else tuple(one for one in _SUBJECTS if one not in ("elsewhere.", "place."))
    subject = any((piece.has(*about) and not piece.optional) or is_year(piece) for piece in before)
    checks = any(piece.has("ask.affirm") for piece in before)  # "true or false: by June …"
    return [sentence] if subject or checks or not _asks(after) else [before, after]


def _asks(sentence: Sequence[Piece]) -> bool:
    if (
        sentence
        and sentence[-1].text == "!"
        and not any(one.has("ask.") and not one.has("ask.which") for one in sentence)
    ):
        return False  # "28th in the world, what a pride!"
    return any(piece.text == "?" for piece in sentence) or any(
        piece.has("ask.") and not piece.optional for piece in sentence
    )


def _wants(sentence: Sequence[Piece]) -> bool:
    """Whether a figure is wished for by name: "give me the largest segment of 2024"."""
    opening = next((piece for piece in sentence if piece.kind != "sign" and not piece.has("chat.")), None)
    wish = opening is not None and opening.has("aside.close")
    named = any(piece.has("segment.", "indicator.exports", "select.segments", "measure.amount") for piece in sentence)
    return wish and named and any(is_year(piece) or piece.has("half.", "quarter.", "relative.") for piece in sentence)


def _tells(sentence: Sequence[Piece]) -> bool:
    return any(
        piece.has(
            "segment.",
            "indicator.",
            "measure.",
            "topic.",
            "outlook.",
            "half.",
            "relative.",
            "place.",
            "institution.",
            "perimeter.",
            "select.",
            "combine.",
            "explain.",
            "unit.",
            "per.",
            "nth.",
        )
        or piece.kind == "number"
        for piece in sentence
    )


_ENDS = 2
"""Figures between which a way is measured."""


def _only_computes(premise: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    """Whether a sentence asks to compute with figures that were quoted before it: "…. In short, how many points?"."""
    computes = any(
        piece.has("measure.points", "measure.difference", "measure.ratio", "measure.percent") for piece in sentence
    )
    if any(piece.has("per.year") for piece in sentence) and any(piece.has("ask.amount") for piece in sentence):
        kinds = [{one.indicator for one in piece.quotes} for piece in premise if piece.quotes]
        other = any(piece.has("segment.", "half.", "quarter.") or is_year(piece) for piece in sentence)
        return len(kinds) == _ENDS and bool(kinds[0] & kinds[1]) and not other  # "…, how many a year on average?"
    return (
        computes
        and sum(bool(piece.quotes) for piece in premise) > 1
        and not any(
            piece.kind == "number" or piece.has("segment.", "indicator.", "half.", "quarter.") for piece in sentence
        )
    )


def _only_explains(premise: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    """Whether a sentence asks what a figure means that was quoted before it: "… of 75 %. What does it measure?"."""
    quoted = {piece.quotes for piece in premise if piece.quotes}
    asked = any(piece.has("explain.definition") for piece in sentence)
    asked = asked or _rate_doubted(sentence)
    if _rate_doubted(sentence):
        sentence = [piece for piece in sentence if not piece.has("measure.growth")]
    named = any(piece.kind == "number" or (piece.has(*_SUBJECTS) and not piece.optional) for piece in sentence)
    told = any(piece.has("aside.speaks", "self.") for piece in sentence)  # "what do I answer him?"
    return asked and len(quoted) == 1 and not named and not told


def _rate_doubted(sentence: Sequence[Piece]) -> bool:
    """Whether it is asked if a figure is a growth rate: "is that really growth or did they misread something?"."""
    rate = any(piece.has("measure.growth") and not piece.has("direction.") for piece in sentence)
    points = any(piece.has("refer.it", "refer.subject", "refer.figure") for piece in sentence)
    return rate and points and any(piece.has("verify.opening", "verify.inversion", "ask.affirm") for piece in sentence)


def _only_verdict(sentence: Sequence[Piece]) -> bool:
    """Whether a sentence asks for a verdict and names nothing itself but a period ("true in 2024?", "is it done?")."""
    return any(piece.has("ask.affirm", "verify.done") for piece in sentence) and not any(
        (piece.kind == "number" and not is_year(piece))
        or piece.has("segment.", "indicator.", "place.", "topic.", "outlook.projection", "outlook.target", "half.")
        or (piece.has("measure.") and not piece.has("verify.done"))
        or (piece.has("ask.") and not piece.has("ask.affirm"))
        for piece in sentence
        if not piece.optional
    )


def without_negated(clause: Sequence[Piece]) -> list[Piece]:
    """Leave out what is said not to be wanted: "en dirhams, pas en %", "pas le CRM, l'ESO"."""
    clause = year_after_negated(_without_negated_end(clause))
    clause = _without_negated_period(_without_negated_figure(clause))
    clause = _without_negated_indicator(clause)
    several = len({code for piece in clause for code in piece.values("segment") if code != TOTAL}) > 1
    kept: list[Piece] = []
    skipping = False
    for place, piece in enumerate(clause):
        if (piece.has("negate.not", "combine.except") and not piece.has("ask.") and _refuses(clause[place:])) or (
            several and _corrects(clause, place)
        ):
            skipping = True
        elif _moved_not(clause, place):
            kept.append(piece)
        elif piece.has("negate.not") and not piece.has("combine.", "ask.") and not _both_refused(clause[place + 1 :]):
            skipping = place > 0 or not piece.has("answer.no")  # "no, the share": what follows is wanted
            kept.append(piece)
        elif skipping and piece.has(*_UNWANTED) and not piece.optional:
            kept.append(
                replace(piece, senses=frozenset({PADDING}))
            )  # "not in euros": and perhaps not in dollars either
        elif (
            skipping
            and piece.has("measure.percent", "measure.share", "measure.growth", "unit.")
            and not piece.has("direction.down")
        ) or (skipping and several and piece.has("segment.") and not piece.has(f"segment.{TOTAL}")):
            skipping = False
        else:
            skipping = skipping and piece.optional
            kept.append(piece)
    return kept


def _moved_not(clause: Sequence[Piece], place: int) -> bool:
    """Whether a "not" denies that something moved: "which segment did not grow?"."""
    after = next((piece for piece in clause[place + 1 :] if not piece.optional), None)
    moved = after is not None and after.has("measure.growth", "measure.fall") and not after.has("alone.statistic")
    asked = any(piece.has("select.segments") for piece in clause[:place])
    return clause[place].has("negate.not") and moved and asked and any(one.has("ask.which") for one in clause[:place])


def _without_negated_figure(clause: Sequence[Piece]) -> list[Piece]:
    """Leave out a figure that is said not to be meant, behind what is: "ESO's growth, not the 75 % thing"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or piece.has("ask.", "answer.no") or not _told(clause[:place]):
            continue
        start = next((at for at in range(place + 1, len(clause)) if not clause[at].optional), len(clause))
        end = start
        while end < len(clause) and (clause[end].kind == "number" or clause[end].has("measure.percent", "unit.")):
            end += 1
        last = all(one.optional or one.kind in _ENDING or one.has("ask.affirm") for one in clause[end:])
        last = last or (clause[end].text == "," and any(one.quotes for one in clause[:place]))
        another = any(is_year(piece) for piece in clause[:place]) and piece.has("correct.")
        if end > start and clause[start].kind == "number" and (another or not is_year(clause[start])) and last:
            return [*clause[:place], *clause[end:]]
    return list(clause)


def _without_negated_end(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out what is said last not to be meant, and names nothing: "the official rate, not your arithmetic"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or piece.has("ask.", "answer.no") or clause[max(place - 1, 0)].text not in ",-(":
            continue
        end = clause[place + 1 :]
        told = any(one.has(*_SUBJECTS) and not one.optional for one in clause[:place])
        if end and told and all(one.optional or one.kind in _ENDING for one in end):
            return clause[: place - 1]
    return clause


_DATED = ("half.", "quarter.", "month.")


def _without_negated_period(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out a period that is said not to be meant, where another one is named: "not 2024, 2023"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or piece.has("ask.", "combine.rest") or _bounds_before(clause[:place]):
            continue
        start = next((at for at in range(place + 1, len(clause)) if not clause[at].optional), len(clause))
        end = start
        while end < len(clause) and (is_year(clause[end]) or clause[end].has(*_DATED)):
            end += 1
        rest = [*clause[:place], *clause[end:]]
        if end > start and any(is_year(one) or one.has(*_DATED) for one in rest):
            return [*clause[: place + 1], *clause[end:]] if piece.has("answer.no", "correct.mean") else rest
    return clause


def _bounds_before(before: Sequence[Piece]) -> bool:
    """Whether a period is denied a bound and not put out: "who passes 3 billion in 2024, but not in H1 2025?"."""
    bounded = any(piece.has("select.above", "select.below") and not piece.optional for piece in before)
    return bounded and any(piece.kind == "number" and not is_year(piece) for piece in before)


def _told(before: Sequence[Piece]) -> bool:
    """Whether something is asked for by name: a segment or an indicator with what is wanted of it."""
    named = any(piece.has("segment.", "indicator.") for piece in before)
    if any(piece.has("indicator.jobs") for piece in before) and any(piece.quotes for piece in before):
        return True  # "with the 148,500 and not the 120,000, how much per job?"
    return named and any(piece.has("measure.") or is_year(piece) for piece in before)


def _without_negated_indicator(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out what is put in another's place: "not the jobs, I meant the exports of 2024"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or not piece.has("correct.mean") or piece.has("answer.no"):
            continue
        refused = next((at for at in range(place + 1, len(clause)) if not clause[at].optional), None)
        rest = [one for at, one in enumerate(clause) if at not in (place, refused)]
        meant = any(one.has("indicator.exports") and not one.has("weak.") for one in rest)
        if refused is not None and meant and clause[refused].has("indicator.jobs", "hint.", "indicator.companies"):
            return rest
    return clause


_WHOLES = (
    f"segment.{TOTAL}",
    "select.",
    "combine.rest",
    "combine.sum",
    "indicator.",
    "follow.and",
    "ask.what",
    "ask.who",
)
"""What a "not" takes something out of, or what makes two that are refused: "all that is not ITO", "not ITO and CRM"."""


def _corrects(clause: Sequence[Piece], place: int) -> bool:
    """Whether a "not" puts one segment in the place of another: "not CRM, I meant BPO", "ITO, not CRM"."""
    if not clause[place].has("negate.not") or clause[place].has("ask.", "answer.no"):
        return False
    refused = next((piece for piece in clause[place + 1 :] if not piece.optional and not piece.has("correct.")), None)
    if refused is None or not refused.has("segment.") or refused.has(f"segment.{TOTAL}"):
        return False
    both = _both_refused(clause[place + 1 :]) or any(
        piece.has("negate.not", "combine.except") and not piece.has("answer.", "correct.") for piece in clause[:place]
    )
    return not both and not any(
        piece.has(*_WHOLES) for piece in clause if not piece.optional and not piece.has("aside.")
    )


def _both_refused(after: Sequence[Piece]) -> bool:
    """Whether a "nor" follows: "what is neither ITO nor CRM" leaves both out."""
    return any(piece.has("negate.not") and piece.has("combine.except") for piece in after[:_NEAR])


def _refuses(after: Sequence[Piece]) -> bool:
    """Whether what follows a "not" or a "without" is something else than figures of this subject: "not in euros"."""
    following = next((piece for piece in after[1:] if not piece.optional), None)
    taken_out = not after[0].has("negate.not") and following is not None and following.has(f"{ELSEWHERE}.measures")
    firm = after[0].has("combine.except") and following is not None and following.has(f"{ELSEWHERE}.companies")
    if taken_out or firm:
        return False  # "without taxes": a figure that is not held; "all but CMR": perhaps a name of a segment
    return following is not None and following.has(*_UNWANTED, "measure.percent", "unit.", "currencies.")


def without_brackets(sentence: Sequence[Piece]) -> list[Piece]:
    """Leave out what stands in brackets and only says how ("(share times total)"); empty where it asks for more."""
    signs = [piece.text for piece in sentence]
    if "(" not in signs or ")" not in signs[signs.index("(") :]:
        return []
    start, end = signs.index("("), signs.index(")", signs.index("("))
    asks = any(
        piece.kind in ("number", "unknown")
        or (piece.has("segment.") and not piece.has("segment._T"))
        or (piece.has("elsewhere.", "place.", "half.", "quarter.") and not piece.optional)
        for piece in sentence[start:end]
    )
    return [] if asks else [*sentence[:start], *sentence[end + 1 :]]
