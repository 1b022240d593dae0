"""Money: whole satang, and the amount as a text in the language of the request."""

import graphene

from .fields import Field
from .scalars import BigInt


class Money(graphene.ObjectType):
    """An amount of Thai baht. Calculate with `satang`, show `text`."""

    is_public = True
    satang = Field(BigInt, required=True, description="The amount in satang, a hundredth of a baht.")
    text = Field(
        graphene.String, required=True, description='The amount in words of the language, such as "1,250.50 บาท".'
    )
