"""Joins the domains' half-schemas into the one contract; nothing else."""

import graphene

from consultation.schema.mutations import ConsultationMutation
from consultation.schema.queries import ConsultationQuery
from services.models import snapshot
from services.schema.for_me import ServicesForMeQuery
from services.schema.mutations import CatalogueMutation
from services.schema.opening import OpeningMutation
from services.schema.queries import CatalogueQuery
from services.schema.versions import OfficerQuery
from superapp.api.contract import Contract
from superapp.api.files import FilesMutation, FilesQuery
from superapp.api.ids import NodeQuery
from superapp.people.schema.mutations import PeopleMutation
from superapp.people.schema.queries import PeopleQuery
from welfare.models import book
from welfare.schema.mutations import WelfareMutation
from welfare.schema.queries import WelfareQuery


class Query(
    CatalogueQuery,
    ServicesForMeQuery,
    OfficerQuery,
    PeopleQuery,
    FilesQuery,
    ConsultationQuery,
    WelfareQuery,
    NodeQuery,
    graphene.ObjectType,
):
    """What can be asked."""


class Mutation(
    CatalogueMutation,
    OpeningMutation,
    PeopleMutation,
    FilesMutation,
    ConsultationMutation,
    WelfareMutation,
    graphene.ObjectType,
):
    """What can be done."""


def _public_version() -> str:
    return f"{snapshot.version()}.{book.public_version()}"


schema = Contract(query=Query, mutation=Mutation, public_version=_public_version)
