"""One comment, analysed whole: every analysis of this room that looks at one text alone.

Pure: no clock, network, database or chance; equal text and version give equal results, so findings can be recomputed
and compared. Text analysis orders, groups and flags for a person; it never hides, deletes or weighs a comment.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from consultation.text import flags, keywords, language, lexicon, personal_data, pieces, section_refs, stance
from consultation.text.flags import Flag
from consultation.text.personal_data import PersonalDatum
from consultation.text.section_refs import SectionRef
from consultation.text.stance import Stance
from superapp.thai import forms

if TYPE_CHECKING:
    # The model needs numpy, which the web process does without; its owner passes it in.
    from consultation.text.tone import Model, Tone

NAME: Final = "comment"
Marked = SectionRef | PersonalDatum
_REF_FIELDS: Final = ("ref", "section", "until", "paragraph", "item", "law", "start", "end")


@dataclass(frozen=True, slots=True)
class Text:
    """A comment in two forms: the one to store and to show, and the one that is analysed."""

    display: str
    analysis: str


@dataclass(frozen=True, slots=True)
class CommentAnalysis:
    """What was found in one comment. Offsets count code points of `text.analysis`.

    `tone` is None when no model was given; `truncated` says that more than 10,000 characters came in; `made_by` is the
    name and version of the analysis, the version ending in eight digits of the hash of its word lists.
    """

    text: Text
    tokens: tuple[str, ...]
    section_refs: tuple[SectionRef, ...]
    personal_data: tuple[PersonalDatum, ...]
    flags: tuple[Flag, ...]
    language: str
    tone: "Tone | None"
    stance: Stance
    keywords: tuple[str, ...]
    truncated: bool
    made_by: tuple[str, str]


def read(text: str) -> Text:
    """Return both forms of a text."""
    shown = forms.display(text)
    return Text(shown, forms.analysis(shown))


def analyse(text: str, form: str | None = None, model: "Model | None" = None) -> CommentAnalysis:
    """Return everything found in a comment; `form` is the position given in the form, if any.

    >>> analyse("ไม่เห็นด้วยกับมาตรา ๑๒").stance.label
    'oppose'

    :raises ValueError: when `form` is none of the form's positions.
    """
    both = read(text)
    analysed = both.analysis
    refs = section_refs.find(analysed)
    cut, data = _cut(analysed, refs)
    tokens = tuple(piece for piece in cut if not piece.isspace())
    marked: list[Marked] = [*refs, *data]
    no_words = {analysed[each.start : each.end] for each in marked}
    return CommentAnalysis(
        text=both,
        tokens=tokens,
        section_refs=refs,
        personal_data=data,
        flags=flags.find(analysed, cut),
        language=language.find(analysed),
        tone=model.label(both.display, tokens) if model else None,
        stance=stance.find(analysed, form),
        keywords=keywords.find(tokens, no_words),
        truncated=len(text) > forms.LIMIT,
        made_by=(NAME, lexicon.version()),
    )


def tokens_of(text: str) -> tuple[str, ...]:
    """Return the words of a comment: section references and personal data are one word each, spaces are left out."""
    analysed = forms.analysis(text)
    cut, _ = _cut(analysed, section_refs.find(analysed))
    return tuple(piece for piece in cut if not piece.isspace())


def fields(found: CommentAnalysis) -> dict[str, Any]:
    """Return an analysis as the JSON that bin/manage analyse_texts writes. It holds the text: personal data."""
    return {
        "normalised": found.text.analysis,
        "tokens": found.tokens,
        "section_refs": [{name: getattr(ref, name) for name in _REF_FIELDS} for ref in found.section_refs],
        "pii": [
            {"kind": datum.kind, "start": datum.start, "end": datum.end, "valid": datum.valid}
            for datum in found.personal_data
        ],
        "flags": [f"{flag.kind}:{flag.word}" for flag in found.flags],
        "language": found.language,
        "tone": _tone(found.tone),
        "stance": found.stance.label,
        "keywords": found.keywords,
        "stance_source": found.stance.source,
        "truncated": found.truncated,
        "made_by": found.made_by,
    }


def _tone(tone: "Tone | None") -> dict[str, Any]:
    if tone is None:
        return {"label": "unsure", "confidence": None}
    return {"label": tone.label, "confidence": tone.confidence, "made_by": tone.made_by}


def _cut(text: str, refs: tuple[SectionRef, ...]) -> tuple[tuple[str, ...], tuple[PersonalDatum, ...]]:
    """Cut a text with its references and personal data whole. Names come last: finding them needs the words."""
    numbers = personal_data.numbers(text)
    marked: list[Marked] = [*refs, *numbers]
    cut = pieces.cut(text, sorted({(each.start, each.end) for each in marked}))
    data = personal_data.find_names(text, cut, numbers)
    named = [(datum.start, datum.end) for datum in data if datum.kind == "name"]
    return pieces.merged(cut, named), data
