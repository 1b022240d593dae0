"""What people can do: each noun's file brings its root fields, joined here."""

import graphene

from .consents import ConsentMutation
from .mandate_mutations import MandateMutation
from .notices import NoticeMutation
from .personal_data import PersonalDataMutation
from .signing import SigningMutation


class PeopleMutation(
    ConsentMutation, PersonalDataMutation, SigningMutation, MandateMutation, NoticeMutation, graphene.ObjectType
):
    """The people's half of the mutation type."""
