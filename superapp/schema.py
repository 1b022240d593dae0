"""Joins the domains' half-schemas into the one contract; nothing else."""

import graphene

from superapp.api.contract import Contract
from superapp.api.ids import NodeQuery


class Query(NodeQuery, graphene.ObjectType):
    """What can be asked."""


schema = Contract(query=Query)
