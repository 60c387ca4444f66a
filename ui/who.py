"""Who looks at a page, or asks for a file: whoever has signed in through Streamlit's own OpenID Connect login.

Page runs know it from Streamlit's session, plain HTTP routes from the cookie that Streamlit signs; both are checked
here alike. Where no identity provider is configured nobody can sign in, and everybody is the public.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import logging
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from streamlit import auth_util
from streamlit.errors import StreamlitAuthError
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.server_util import AUTH_COOKIE_NAME
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from indicators.audience import PUBLIC, Audience
from indicators.members import roles
from indicators.members.finding import plain

PROVIDER = "default"
"""The one provider whose word counts: the keys of `[auth]` itself."""
LEAST_SECRET = 32
"""Letters of `cookie_secret`: who guesses it is whoever they say."""


def configured() -> bool:
    """Whether anybody can sign in: Streamlit's `[auth]` is whole, its secret is no short word, Authlib is there."""
    try:
        if len(_secret()) < LEAST_SECRET:
            return False
        auth_util.validate_auth_credentials(PROVIDER)
    except (StreamlitAuthError, OSError, ValueError):
        return False
    return _installed()


@functools.cache
def _installed() -> bool:
    return importlib.util.find_spec("authlib") is not None


def _secret() -> str:
    """What cookies are signed with; empty where the configuration names none."""
    return str(auth_util.get_secrets_auth_section().get("cookie_secret") or "")


def session() -> Mapping[str, Any]:
    """What the provider says of the person whose page runs now; nothing where nobody has signed in."""
    context = get_script_run_ctx(suppress_warning=True)
    return _signed_in(dict(context.user_info)) if context else {}


def present() -> Audience:
    """The audience of the present page run; the public outside of one."""
    told = session()
    return roles.of(told) if told else PUBLIC


def name() -> str:
    """Who has signed in, as it is written down: the address, else what the provider knows them by."""
    told = session()
    verified = str(told.get("email") or "") if told.get("email_verified") is True else ""
    return plain(verified or str(told.get("sub") or ""), 100)


def asking(request: Request) -> Audience:
    """The audience of a plain HTTP request, by the cookie that Streamlit signs when somebody signs in."""
    told = _signed_in(_cookie(request))
    return roles.of(told) if told else PUBLIC


def _signed_in(told: Mapping[str, Any]) -> Mapping[str, Any]:
    if told.get("is_logged_in") is not True or told.get("provider") != PROVIDER:
        return {}
    return told if configured() else {}


def _cookie(request: Request) -> Mapping[str, Any]:
    """The content of the cookie, checked as Streamlit checks it: signed by us, not outdated, made for this address."""
    if AUTH_COOKIE_NAME not in request.cookies or request.headers.get("sec-fetch-site") == "cross-site":
        return {}
    secret = _secret()
    if len(secret) < LEAST_SECRET:
        return {}

    def part(name: str) -> bytes | None:
        told = request.cookies.get(name)
        try:
            return decode_signed_value(secret, name, told.encode("latin-1")) if told else None
        except ValueError:
            return None

    try:
        content = auth_util.get_cookie_with_chunks(part, AUTH_COOKIE_NAME)
        told = json.loads(content) if content else {}
        origin = auth_util.get_origin_from_redirect_uri()
    except (ValueError, StreamlitAuthError):
        logging.getLogger(__name__).warning("a signed cookie that cannot be read")
        return {}
    return told if isinstance(told, dict) and origin and told.get("origin") == origin else {}
