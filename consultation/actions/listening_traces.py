"""What the machine kept of a comment goes with its words: findings, words to find it by, groups, quotes, originals."""

from collections.abc import Collection

from consultation.models import CampaignMember, CommentFinding, CommentWord, Masking, ThemeMember, ThemeQuote


def forget(comments: Collection[int]) -> None:
    """Take away everything that was made from the words of these comments."""
    for kept in (CommentWord, CommentFinding, CampaignMember, ThemeMember, ThemeQuote):
        kept.objects.filter(comment__in=comments).delete()
    masked = Masking.objects.filter(comment__in=comments)
    masked.filter(decision=Masking.Decision.MASKED).update(decision=Masking.Decision.LEFT, original="")
