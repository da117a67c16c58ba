"""The operations of the admin API, each read by FastAPI when it is first called.

FastAPI makes models of a handler's parameters, body and answers: a few milliseconds for each, and
a suite that calls five of sixty need not wait for the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from lmapi_mock.admin.query import refuse_unknown_query
from lmapi_mock.http.refusals import PREFIX

Handler = TypeVar("Handler", bound=Callable[..., Any])

_MAKING: Final = threading.RLock()
"""pydantic makes a handler's model at its first use, and not in two threads at once."""


class LateRoute(BaseRoute):
    """One operation: one method at one path.

    Args:
        router: makes FastAPI's route, without the routes that it has made so far.
        method: in capitals.
        path: as it is called, with names in braces.
        endpoint: the handler.
        options: all else that FastAPI is told.

    Attributes:
        path: likewise.
        path_format: likewise, under the name that FastAPI's own routes have.
        include_in_schema: whether the OpenAPI document has it.
    """

    def __init__(
        self,
        router: Callable[[], APIRouter],
        method: str,
        path: str,
        endpoint: Callable[..., Any],
        options: dict[str, Any],
    ) -> None:
        self.path = self.path_format = path
        self.include_in_schema: bool = options.get("include_in_schema", True)
        self._router = router
        self._method = method
        self._endpoint = endpoint
        self._options = options
        self._is_one_path = "{" not in path
        self._parts = path.split("/")
        self._made: APIRoute | None = None
        self._documented: APIRoute | None = None

    @property
    def made(self) -> APIRoute:
        """FastAPI's own route, made if it is not yet; of the answers it knows no models."""
        if self._made is None:
            with _MAKING:
                if self._made is None:
                    self._made = self._new(responses=None)
        return self._made

    @property
    def documented(self) -> APIRoute:
        """The same with the models of its answers, for the OpenAPI document."""
        if self._documented is None:
            with _MAKING:
                if self._documented is None:
                    self._documented = self._new()
        return self._documented

    def _new(self, **other: Any) -> APIRoute:
        router = self._router()
        options = {**self._options, **other}
        router.add_api_route(self.path, self._endpoint, methods=[self._method], **options)
        (made,) = router.routes
        assert isinstance(made, APIRoute), "made by add_api_route"
        return made

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request is for this operation, or for its path by another method."""
        if scope["type"] != "http" or not self._is_at(scope["path"]):
            return Match.NONE, {}
        if scope["method"] != self._method:
            return Match.PARTIAL, {}
        return self.made.matches(scope)

    def _is_at(self, path: str) -> bool:
        """Whether a path may be this one, by the parts between its slashes."""
        if self._is_one_path:
            return path == self.path
        own, parts = self._parts, path.split("/")
        if own[-1].endswith(":path}"):
            # It takes the rest of a path, slashes too.
            own = own[:-1]
            parts = parts[: len(own)]
        return len(parts) == len(own) and all(
            one == part or one[:1] == "{" for one, part in zip(own, parts, strict=True)
        )

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the handler answer, or say which method the path takes."""
        await self.made.handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The path with these values in place of its names."""
        return self.made.url_path_for(name, **path_params)


class Routes:
    """The operations of one subject, declared as an APIRouter's are.

    Args:
        tags: the document's headings for them.
        route_class: how their bodies are read.
        include_in_schema: whether the OpenAPI document has them.

    Attributes:
        routes: all of them.
    """

    def __init__(
        self,
        *,
        tags: Iterable[str] = (),
        route_class: type[APIRoute] = APIRoute,
        include_in_schema: bool = True,
    ) -> None:
        self._tags = list(tags)
        self._route_class = route_class
        self._include_in_schema = include_in_schema
        self.routes: list[LateRoute] = []

    def _router(self) -> APIRouter:
        return APIRouter(
            tags=[*self._tags],
            route_class=self._route_class,
            dependencies=[Depends(refuse_unknown_query)],
        )

    def _declared(
        self, method: str, path: str, options: dict[str, Any]
    ) -> Callable[[Handler], Handler]:
        options = {"include_in_schema": self._include_in_schema, **options}

        def declare(handler: Handler) -> Handler:
            self.routes.append(LateRoute(self._router, method, f"{PREFIX}{path}", handler, options))
            return handler

        return declare

    def get(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        """Declare a handler of GET."""
        return self._declared("GET", path, options)

    def head(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        """Declare a handler of HEAD."""
        return self._declared("HEAD", path, options)

    def post(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        """Declare a handler of POST."""
        return self._declared("POST", path, options)

    def put(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        """Declare a handler of PUT."""
        return self._declared("PUT", path, options)

    def patch(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        """Declare a handler of PATCH."""
        return self._declared("PATCH", path, options)

    def delete(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        """Declare a handler of DELETE."""
        return self._declared("DELETE", path, options)
