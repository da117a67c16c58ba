"""The application whose OpenAPI document holds the admin API and the endpoint, and is exact."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from lmapi_mock.admin.bodies import NAMED
from lmapi_mock.admin.endpoint_paths import endpoint_paths
from lmapi_mock.admin.failures import FAILURES, failures_of
from lmapi_mock.admin.late_routes import LateRoute
from lmapi_mock.admin.routes import admin_routes


class Documented(FastAPI):
    """An application whose OpenAPI document says no more of an answer than its route does."""

    def openapi(self) -> dict[str, Any]:
        """The document, made when it is first asked for."""
        if not self.openapi_schema:
            document = get_openapi(
                title=self.title,
                version=self.version,
                description=self.description,
                routes=[
                    one.documented if isinstance(one, LateRoute) else one for one in self.routes
                ],
            )
            for path, route in admin_routes():
                for method in route.methods or ():
                    operation = document["paths"][path][method.lower()]
                    _settle(operation["responses"], {*failures_of(route, path), *route.responses})
                    _name_body(operation)
            document["components"]["schemas"] |= NAMED
            document["paths"] |= endpoint_paths(self.state.settings.all_doors())
            document["components"]["schemas"].pop("HTTPValidationError", None)
            document["components"]["schemas"].pop("ValidationError", None)
            self.openapi_schema = document
        return self.openapi_schema


def _name_body(operation: dict[str, Any]) -> None:
    """Refer by name to the schema of a body that has one: generators make a type of each."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if schema.get("title") in NAMED:
            content["schema"] = {"$ref": f"#/components/schemas/{schema['title']}"}
        for number, choice in enumerate(schema.get("anyOf", ())):
            if choice.get("title") in NAMED:
                schema["anyOf"][number] = {"$ref": f"#/components/schemas/{choice['title']}"}


def _settle(responses: dict[str, Any], statuses: set[int | str]) -> None:
    """Refer to an answer's model by its name alone, and name each error that there may be.

    FastAPI lays the model over what the handler's annotation says, which is no more than "an
    object", and takes errors to be of the type that a route answers with when all is well.
    """
    if 422 not in statuses:
        # FastAPI's own guess, where any text is good.
        responses.pop("422", None)
    for response in responses.values():
        for content in response.get("content", {}).values():
            schema = content.get("schema", {})
            if "$ref" in schema:
                content["schema"] = {"$ref": schema["$ref"]}
    for status in sorted(set(FAILURES) & statuses, key=int):
        told = responses.get(str(status), {}).get("content", {}).get("application/json", {})
        if told.get("schema", {}).get("$ref", "").endswith("/Unwell"):
            # A probe says in its own form that the database is away.
            continue
        responses[str(status)] = {
            "description": FAILURES[int(status)],
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}
            },
        }
