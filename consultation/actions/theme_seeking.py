"""Seeking themes: what comments of a hearing, and of each of its sections, are about, with campaigns as one voice.

The machine's part is written over what stood before; the officers' part stays: names, merges, splits, comments moved by
hand, quotes chosen. A theme that officers have worked on never ends, though the machine may find nothing for it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from consultation.models import CampaignMember, Hearing, Theme, ThemeMember, ThemeQuote, ThemeSet

from .grouping import held, readable

CHUNK = 500
# The share of the smaller of two groups that must be in both for them to be the same theme.
SAME = 1 / 3


@dataclass(frozen=True, slots=True)
class Group:
    """A theme as it was found: words, keys of comments, and keys of those worth quoting."""

    words: tuple[str, ...]
    members: tuple[int, ...]
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found in one scope: `section` None for the whole hearing; `basis` as the next time needs it."""

    section: int | None
    groups: tuple[Group, ...]
    basis: dict[str, Any] | None
    comments: int
    made_by: tuple[str, str]


def keep(found: Sequence[Sought], *, hearing_id: int) -> int:
    """Store the themes; return how many there are on the hearing as a whole."""
    store(found, hearing_id=hearing_id, now=timezone.now())
    return len(found[0].groups)


@task(store=keep, lease_s=1_800, max_attempts=3)
def find_themes(*, hearing_id: int) -> list[Sought]:
    """Seek the themes of a hearing and of its sections. Reads only; `keep` stores."""
    return seek(hearing_id)


def seek(hearing_id: int) -> list[Sought]:
    """Return the themes of the whole hearing, then those of each section with enough comments."""
    # numpy comes with it, which the web process does without.
    from consultation.text import themes

    rows = list(readable(hearing_id).values_list("pk", "section_id", "body"))
    campaign_of = dict(CampaignMember.objects.filter(campaign__hearing=hearing_id).values_list("comment", "campaign"))
    # One text of a campaign stands for all; what it says is cut into words once, for all scopes.
    said: dict[int, tuple[str, ...]] = {}
    by_section = Counter(section for _, section, _ in rows if section is not None)
    sections = sorted(key for key, number in by_section.items() if number >= themes.FEWEST_COMMENTS)
    found = []
    for section in (None, *sections):
        here = [(key, body) for key, part, body in rows if section in (None, part)]
        found.append(_scope(hearing_id, section, here, campaign_of, said))
    return found


def _scope(
    hearing_id: int,
    section: int | None,
    rows: Sequence[tuple[int, str]],
    campaign_of: dict[int, int],
    said: dict[int, tuple[str, ...]],
) -> Sought:
    from consultation.text import themes, wording

    together: dict[int, list[int]] = {}
    speakers: dict[int, int] = {}
    texts: dict[int, str] = {}
    for key, body in rows:
        # The first of a campaign here speaks for the others.
        speaker = speakers.setdefault(campaign_of[key], key) if key in campaign_of else key
        together.setdefault(speaker, []).append(key)
        texts.setdefault(speaker, body)
    voices = []
    for speaker, body in texts.items():
        if speaker not in said:
            said[speaker] = tuple(wording.said(body))
        voices.append(themes.Voice(speaker, body, len(together[speaker]), said[speaker]))
    previous = ThemeSet.objects.filter(hearing=hearing_id, section=section).values_list("basis", flat=True).first()
    result = themes.find(voices, themes.Basis(**previous) if previous else None)
    groups = tuple(
        Group(each.words, tuple(key for speaker in each.ids for key in together[speaker]), each.representatives)
        for each in result.themes
    )
    return Sought(section, groups, asdict(result.basis) if result.basis else None, len(rows), result.made_by)


def store(found: Sequence[Sought], *, hearing_id: int, now: datetime) -> None:
    """Write the machine's part over what stood before, one writer at a time."""
    Hearing.objects.select_for_update(of=("self",), no_key=True).get(pk=hearing_id)
    before: dict[int | None, dict[int, ThemeMember]] = {sought.section: {} for sought in found}
    for row in ThemeMember.objects.filter(set__hearing=hearing_id).annotate(section=F("set__section")):
        before.setdefault(row.section, {})[row.comment_id] = row
    gone = _gone(found, before)
    for sought in found:
        method, version = sought.made_by
        kept, _ = ThemeSet.objects.update_or_create(
            hearing_id=hearing_id,
            section_id=sought.section,
            defaults={
                "basis": sought.basis,
                "comments": sought.comments,
                "method": method,
                "version": version,
                "made_at": now,
            },
        )
        groups = [_without(gone, group) for group in sought.groups]
        _store(kept, groups, before[sought.section], now)


def _gone(found: Sequence[Sought], before: Mapping[int | None, Mapping[int, ThemeMember]]) -> set[int]:
    """Return the comments taken back or erased while the job ran, of those that would be put somewhere anew."""
    fresh: set[int] = set()
    for sought in found:
        for group in sought.groups:
            fresh.update(group.quotes, (key for key in group.members if key not in before[sought.section]))
    return fresh - held(fresh)


def _without(gone: Collection[int], group: Group) -> Group:
    members = tuple(key for key in group.members if key not in gone)
    return Group(group.words, members, tuple(key for key in group.quotes if key not in gone))


def _store(kept: ThemeSet, groups: Sequence[Group], before: dict[int, ThemeMember], now: datetime) -> None:
    live = {theme.pk: theme for theme in Theme.objects.filter(set=kept, ended_at=None).order_by("position", "pk")}
    standing = _matched(groups, before, live)
    wanted: dict[int, Any] = {}
    for place, (group, theme) in enumerate(zip(groups, standing, strict=True)):
        row = theme or Theme(set=kept, made_at=now)
        row.position, row.words = place, list(group.words)
        row.save()
        wanted |= dict.fromkeys(group.members, row.pk)
        _quote(row, group.quotes)
    matched = {theme.pk for theme in standing if theme is not None}
    _move(kept, before, wanted)
    left = [theme.pk for key, theme in live.items() if key not in matched]
    untouched = Theme.objects.filter(pk__in=left, renamed_by=None, merged_by=None, split_by=None)
    worked_on = Q(merged_here__isnull=False) | Q(split_off__isnull=False) | Q(members__isnull=False)
    worked_on |= Q(quotes__officer__isnull=False)
    stays = Theme.objects.filter(worked_on, pk__in=left).values_list("pk", flat=True)
    ended = set(untouched.values_list("pk", flat=True)) - set(stays)
    ThemeQuote.objects.filter(theme__in=left, choice=ThemeQuote.Choice.MACHINE).delete()
    Theme.objects.filter(pk__in=ended).update(ended_at=now)


def _matched(groups: Sequence[Group], before: dict[int, ThemeMember], live: dict[int, Theme]) -> list[Theme | None]:
    """Return for each group the theme it continues, None for a new one: by how many comments they share."""
    shared: Counter[tuple[int, int]] = Counter()
    for place, group in enumerate(groups):
        for key in group.members:
            row = before.get(key)
            if row is not None and row.machine_theme_id in live:
                shared[place, row.machine_theme_id] += 1
    sizes = Counter(row.machine_theme_id for row in before.values())
    found: list[Theme | None] = [None] * len(groups)
    taken: set[int] = set()
    for (place, theme), number in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        is_same = number >= SAME * min(len(groups[place].members), sizes[theme])
        if is_same and found[place] is None and theme not in taken:
            found[place] = live[theme]
            taken.add(theme)
    return found


def _move(kept: ThemeSet, before: dict[int, ThemeMember], wanted: dict[int, int]) -> None:
    """Bring the members to where the machine puts them; those an officer moved stay where they are."""
    moved: dict[int, list[int]] = {}
    for comment, row in before.items():
        theme = wanted.get(comment)
        if row.machine_theme_id != theme:
            moved.setdefault(theme or 0, []).append(row.pk)
    for theme, keys in sorted(moved.items()):
        for some in _chunks(keys):
            rows = ThemeMember.objects.filter(pk__in=some)
            rows.filter(officer__isnull=False).update(machine_theme=theme or None)
            by_machine = rows.filter(officer=None)
            by_machine.update(machine_theme=theme, theme=theme) if theme else by_machine.delete()
    fresh = (
        ThemeMember(set=kept, comment_id=comment, theme_id=theme, machine_theme_id=theme)
        for comment, theme in sorted(wanted.items())
        if comment not in before
    )
    ThemeMember.objects.bulk_create(fresh, batch_size=CHUNK)


def _quote(theme: Theme, comments: Sequence[int]) -> None:
    """Replace the machine's quotes; what officers chose or passed over stays."""
    ThemeQuote.objects.filter(theme=theme, choice=ThemeQuote.Choice.MACHINE).delete()
    rows = [ThemeQuote(theme=theme, comment_id=key, position=place) for place, key in enumerate(comments)]
    ThemeQuote.objects.bulk_create(rows, ignore_conflicts=True)


def _chunks(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
