"""The review server: which requests are answered, and with what. Loopback only, one origin, a token to write."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.errors import UsageError
from extractor.review import assets
from extractor.review.journal import Refused
from extractor.review.library import Library

BODY_LIMIT = 1 << 20  # bytes of a judgement: a statement with a tree of thousands of leaves
SPAN_LIMIT = 500  # spans asked for at once
SCALES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)  # pixels a point; few, so that images are shared
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses what does not come from the page itself: foreign hosts and origins, writes without the token."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], token: str) -> None:
        self._app, self._hosts, self._token = app, hosts, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, method: str, headers: Headers) -> Response | None:
        if headers.get("host", "") not in self._hosts:
            return PlainTextResponse("this server answers to its own address only", 421)
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self._hosts}:
            return PlainTextResponse("requests from other origins are refused", 403)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("requests from other sites are refused", 403)
        if method in ("GET", "HEAD"):
            return None
        if not secrets.compare_digest(headers.get("x-review-token", "").encode(), self._token.encode()):
            return PlainTextResponse("open the page by the link that the command printed: it carries the token", 403)
        return None


def build(library: Library, *, port: int, token: str) -> ASGIApp:
    """The application over a library."""

    def index_of(request: Request) -> int:
        index: int = request.path_params["index"]
        if index >= len(library.items):
            raise LookupError(index)
        return index

    def static(text: Callable[[], str], kind: str) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            return Response(text(), media_type=kind)

        return serve

    async def documents(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(library.overview))

    async def outline(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(library.outline, index_of(request)))

    async def content(request: Request) -> Response:
        index = index_of(request)

        def make() -> bytes:
            body = library.content(index)
            if "findings" in body and "error" not in body:
                body = {**body, **library.review(index)}
            return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")

        return Response(await run_in_threadpool(make), media_type="application/json")

    async def image(request: Request) -> Response:
        wanted = float(request.query_params.get("scale", "1"))
        scale = next((s for s in SCALES if s >= wanted), SCALES[-1])
        images = await run_in_threadpool(library.images, index_of(request))
        if images is None:
            raise LookupError("no pages")
        number: int = request.path_params["page"]
        return Response(await run_in_threadpool(images.draw, number, scale=scale), media_type="image/png")

    async def words(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(library.words, index_of(request), request.path_params["page"]))

    async def boxes(request: Request) -> Response:
        pairs = request.query_params.get("spans", "").split(",")[:SPAN_LIMIT]
        length = len((await run_in_threadpool(library.content, index_of(request)))["text"])
        spans = [(min(int(a), length), min(int(b), length)) for a, _, b in (pair.partition("-") for pair in pairs)]
        return JSONResponse(await run_in_threadpool(library.boxes, index_of(request), spans))

    async def judge(request: Request) -> Response:
        index = index_of(request)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                return PlainTextResponse("that is too long", 413)
        asked: Any = json.loads(body)
        if not isinstance(asked, dict):
            raise ValueError("a judgement is an object")
        return JSONResponse(await run_in_threadpool(library.judge, index, asked))

    def refused(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def answer(request: Request, error: Exception) -> Response:
            return PlainTextResponse(str(error)[:500], status)

        return answer

    app = Starlette(
        routes=[
            Route("/", static(assets.page, "text/html")),
            Route("/app.js", static(assets.script, "text/javascript")),
            Route("/review.css", static(assets.style, "text/css")),
            Route("/favicon.ico", lambda request: Response(status_code=204)),
            Route("/api/documents", documents),
            Route("/api/documents/{index:int}", content),
            Route("/api/documents/{index:int}/outline", outline),
            Route("/api/documents/{index:int}/pages/{page:int}.png", image),
            Route("/api/documents/{index:int}/pages/{page:int}/words", words),
            Route("/api/documents/{index:int}/boxes", boxes),
            Route("/api/documents/{index:int}/review", judge, methods=["POST"]),
        ],
        exception_handlers={
            Refused: refused(422),
            UsageError: refused(409),
            LookupError: refused(404),
            ValueError: refused(400),
            OSError: refused(507),
        },
    )
    hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
    return Guard(app, hosts=hosts, token=token)


def serve(library: Library, *, port: int, ready: Callable[[str], None]) -> None:
    """Serve on the loopback address until interrupted; ``ready`` is told the address (with its token)."""
    import socket

    import uvicorn

    listener = socket.create_server(("127.0.0.1", port))
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    config = uvicorn.Config(
        build(library, port=port, token=token), log_level="warning", access_log=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)

    async def main() -> None:
        ready(f"http://127.0.0.1:{port}/#token={token}")
        first = asyncio.get_running_loop().run_in_executor(None, library.warm)  # be ready when the page asks
        try:
            await server.serve(sockets=[listener])
        finally:
            first.cancel()

    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass  # Ctrl+C is how it is stopped
    finally:
        library.close()
        listener.close()
