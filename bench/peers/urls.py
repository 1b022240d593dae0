"""All that is compared, side by side behind the same middleware."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView as GrapheneView
from strawberry.django.views import GraphQLView as StrawberryView

from superapp.api.view import Endpoint
from superapp.schema import schema

from . import from_rows, graphene_catalogue, plain_json, strawberry_catalogue

urlpatterns = [
    path("ours/cached", Endpoint(schema, response_cache=True)),
    path("ours/uncached", Endpoint(schema, response_cache=False)),
    path("ours/rows", Endpoint(from_rows.schema, response_cache=False)),
    path("strawberry", csrf_exempt(StrawberryView.as_view(schema=strawberry_catalogue.schema))),
    path("strawberry/remembering", csrf_exempt(StrawberryView.as_view(schema=strawberry_catalogue.remembering_schema))),
    path("graphene", csrf_exempt(GrapheneView.as_view(schema=graphene_catalogue.schema))),
    path("json/<int:first>", csrf_exempt(plain_json.services)),
    path("constant/<int:first>", csrf_exempt(plain_json.constant)),
]
