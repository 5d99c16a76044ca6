"""A query ends when the reader who asked has gone: nobody waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from datasette.app import Datasette

from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.leash import Reader, reader_under_way
from openpeel.web.site_hooks import site_hook


@site_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Note with each request who waits for it, and whether they still do."""

    def wrap(app: App) -> App:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            # Only what reads: the next message after its empty body is that the reader has gone.
            if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
                await app(scope, receive, send)
                return
            reader = Reader()
            messages: asyncio.Queue[Message] = asyncio.Queue(1)

            async def watch() -> None:
                while (message := await receive())["type"] != "http.disconnect":
                    await messages.put(message)
                reader.is_gone = True
                await messages.put(message)

            async def receive_next() -> Message:
                message = await messages.get()
                if message["type"] == "http.disconnect":
                    # Whoever asks again is told again.
                    messages.put_nowait(message)
                return message

            watching = asyncio.ensure_future(watch())
            token = reader_under_way.set(reader)
            try:
                await app(scope, receive_next, send)
            finally:
                reader_under_way.reset(token)
                watching.cancel()

        return answer

    return wrap
