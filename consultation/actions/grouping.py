"""Which comments the machine groups, for campaigns and themes alike."""

from django.db.models import QuerySet

from consultation.models import Comment

GROUPED = (Comment.Status.PENDING, Comment.Status.VISIBLE)


def readable(hearing_id: int) -> QuerySet[Comment]:
    """Return the comments that can be grouped: read without fault, and neither hidden nor taken away."""
    return Comment.objects.filter(hearing=hearing_id, status__in=GROUPED, finding__failed="").order_by("pk")
