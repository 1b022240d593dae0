"""What can be asked about people: each noun's file brings its root fields, joined here."""

import graphene

from .consents import ConsentQuery
from .mandates import MandateQuery
from .notices import NoticeQuery
from .people import PersonQuery
from .personal_data import PersonalDataQuery
from .viewer import ViewerQuery


class PeopleQuery(
    ConsentQuery, PersonalDataQuery, ViewerQuery, PersonQuery, MandateQuery, NoticeQuery, graphene.ObjectType
):
    """The people's half of the query type."""
