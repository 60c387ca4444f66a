"""An OpenID Connect provider on loopback for the tests: whoever is named next signs in without being asked.

Discovery, authorization with PKCE, token with an RS256 ID token, and keys; everything else a provider does is left
out.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, WORD = "dashboard", "word of the tests"


class Provider:
    """The provider; `person` are the claims of whoever signs in next."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.person: dict[str, Any] = {}
        self.given: dict[str, dict[str, Any]] = {}
        routes = [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/keys", lambda _: JSONResponse({"keys": [self.key.as_dict(private=False)]})),
        ]
        self.server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error"))
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> Provider:
        """Begin to answer; who comes before that waits at the socket."""
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(5)

    def secrets(self, site: str) -> str:
        """What the dashboard at an address has in its secrets.toml."""
        told = {"redirect_uri": f"{site}/oauth2callback", "cookie_secret": secrets.token_urlsafe(48),
                "client_id": CLIENT, "client_secret": WORD,
                "server_metadata_url": f"{self.url}/.well-known/openid-configuration"}  # fmt: skip
        return "[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in told.items())

    def discovery(self, _: Request) -> Response:
        """What a provider says of itself."""
        return JSONResponse({
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize", "jwks_uri": f"{self.url}/keys",
            "token_endpoint": f"{self.url}/token", "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["code"],
        })  # fmt: skip

    def authorize(self, request: Request) -> Response:
        """Send the browser back with a code."""
        asked, code = dict(request.query_params), secrets.token_urlsafe(16)
        self.given[code] = asked | {"claims": dict(self.person)}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        """An ID token for a code, once, for whoever knows the client's word and the PKCE verifier."""
        form = await request.form()
        asked = self.given.pop(str(form["code"]), None)
        told = base64.b64encode(f"{CLIENT}:{WORD}".replace(" ", "+").encode()).decode()
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = request.headers.get("authorization", "") in (f"Basic {told}", _plain())
        if asked is None or not known or proof != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims | asked["claims"], self.key)
        return JSONResponse({"access_token": "none", "token_type": "Bearer", "id_token": signed})


def _plain() -> str:
    return "Basic " + base64.b64encode(f"{CLIENT}:{WORD}".encode()).decode()
