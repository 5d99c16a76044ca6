"""What search engines and feed readers ask for: robots.txt, sitemap.xml, feed.xml."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from openpeel.web.site_hooks import site_hook

XML = "application/xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
# What has a page of its own, as a list in JSON.
KINDS = '["force", "inspection", "improvement", "theme", "measure", "value"]'
# Addresses in one part of the sitemap: to make more takes the event loop from other readers.
ADDRESSES = 500
# Address -> template and content type.
FILES = {
    "/robots.txt": ("robots.txt", "text/plain; charset=utf-8"),
    "/sitemap.xml": ("sitemap.xml", XML),
    "/sitemap-{number}.xml": ("sitemap-part.xml", XML),
    "/feed.xml": ("feed.xml", ATOM),
    "/changes.xml": ("changes.xml", ATOM),
}


@site_hook
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Each file by its address."""
    return [
        (
            address.replace(".", r"\.").replace("{number}", "(?P<number>[0-9]{1,4})") + "$",
            answer(template, content_type),
        )
        for address, (template, content_type) in FILES.items()
    ]


def answer(template: str, content_type: str) -> Callable[..., Awaitable[Response]]:
    """What answers with a template that is no HTML."""

    async def view(request: Request, datasette: Datasette) -> Response:
        number = int(request.url_vars.get("number", 0))
        context = {"part": number, "addresses": ADDRESSES, "kinds": KINDS}
        body = await datasette.render_template(template, context, request=request)
        return Response(body, content_type=content_type)

    return view
