"""Joins the domains' half-schemas into the one contract; nothing else."""

import graphene

from services.models import snapshot
from services.schema.mutations import CatalogueMutation
from services.schema.queries import CatalogueQuery
from services.schema.versions import OfficerQuery
from superapp.api.contract import Contract
from superapp.api.ids import NodeQuery


class Query(CatalogueQuery, OfficerQuery, NodeQuery, graphene.ObjectType):
    """What can be asked."""


class Mutation(CatalogueMutation, graphene.ObjectType):
    """What can be done."""


schema = Contract(query=Query, mutation=Mutation, public_version=snapshot.version)
