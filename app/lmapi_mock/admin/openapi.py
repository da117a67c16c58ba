"""The OpenAPI document of the admin API and the endpoint (`/__admin/openapi.json`)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from lmapi_mock.admin.endpoint_paths import endpoint_paths


class Documented(FastAPI):
    """An application whose document says of each answer what its route says of it, only that."""

    def openapi(self) -> dict[str, Any]:
        """The document, made when it is first asked for."""
        if not self.openapi_schema:
            document = get_openapi(
                title=self.title,
                version=self.version,
                description=self.description,
                routes=self.routes,
            )
            for methods in document["paths"].values():
                for operation in methods.values():
                    _settle(operation["responses"])
            document["paths"] |= endpoint_paths(self.state.settings.all_doors())
            self.openapi_schema = document
        return self.openapi_schema


def _settle(responses: dict[str, Any]) -> None:
    """Of an answer that has a model keep its name alone, and let all errors be JSON.

    FastAPI lays the model over what the handler's annotation says, which is no more than "an
    object", and takes errors to be of the type that a route answers with when all is well.
    """
    for status, response in responses.items():
        for content in response.get("content", {}).values():
            schema = content.get("schema", {})
            if "$ref" in schema:
                content["schema"] = {"$ref": schema["$ref"]}
        if not status.startswith("2"):
            response["content"] = {"application/json": content}
