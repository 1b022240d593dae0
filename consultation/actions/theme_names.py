"""What themes are called in public: an officer's name, else words of the machine that somebody there says in public.

The machine groups what waits or is for the agency alone as well, so its words may stand in nothing that is public,
or no longer do. Each of them can be looked up among the words comments are found by (text/index.py), by its number.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q, QuerySet

from consultation.models import Comment, Hearing, Theme, ThemeMember
from consultation.text import index

LABEL_WORDS = 3
UNNAMED = ("หัวข้อที่ยังไม่มีชื่อ", "A theme without a name yet")


def spoken(
    hearing: Hearing, themes: Collection[Theme], into: Mapping[int, int], comments: QuerySet[Comment]
) -> dict[int, tuple[str, ...]]:
    """Return for each theme by key those of its words that one of `comments` in it has, in their order. One statement.

    `into` says of each theme of the hearing as which it is shown.
    """
    numbers = {word: index.number(word) for theme in themes for word in theme.words}
    rows = ThemeMember.objects.filter(
        theme__in=list(into),
        comment__in=comments,
        comment__words__hearing=hearing,
        comment__words__word__in=set(numbers.values()),
    ).order_by()
    said = {(into[key], number) for key, number in rows.values_list("theme", "comment__words__word").distinct()}
    return {theme.pk: tuple(word for word in theme.words if (theme.pk, numbers[word]) in said) for theme in themes}


def label(theme: Theme, words: Sequence[str]) -> tuple[str, str]:
    """Return a theme's name in Thai and English, "" where there is none in English; `words` are what `spoken` left."""
    if theme.label_th:
        return theme.label_th, theme.label_en
    return (" · ".join(words[:LABEL_WORDS]), "") if words else UNNAMED


def public_label(hearing: Hearing, theme: Theme) -> tuple[str, str]:
    """Return the name of one theme as everybody may read it, in Thai and English."""
    shown = theme.merged_into_id or theme.pk
    here = Theme.objects.filter(Q(pk=shown) | Q(merged_into=shown)).values_list("pk", flat=True)
    public = Comment.objects.public().filter(hearing=hearing)
    words = spoken(hearing, [theme], dict.fromkeys(here, theme.pk), public)
    return label(theme, words[theme.pk])
