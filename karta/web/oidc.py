"""The sign-in service, spoken to as OpenID Connect says: where people are sent, and whom it vouches for.

With PKCE, a state and a nonce for each attempt. What the service says of a person is dropped here but for what
`sign_in.identity` keeps; nothing of it is logged, also where it cannot be used.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError

from karta.errors import InputError, NotFoundError
from karta.model.member import Identity
from karta.services.access import sign_in
from karta.services.access.provider import Provider, provider

DISCOVERY = "/.well-known/openid-configuration"
# Only the address beside the subject: neither the name nor anything else is asked for.
SCOPE = "openid email"
SECONDS = 10.0
# A shared computer: the service asks who it is, also where somebody is still signed in over there.
PROMPT = "select_account"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that has been begun: where the browser is sent, and what must come back from there."""

    leads: str
    state: str
    nonce: str
    verifier: str


async def begin(comes_back: str) -> Attempt:
    """Return a new attempt; `comes_back` is the address of this server that the service sends the browser to.

    Raises
    ------
    InputError
        `sign_in_silent` where the service does not answer, `sign_in_issuer` where it is another one than was set.
    NotFoundError
        `sign_in_off` where nobody signs in here.
    """
    client = await _client()
    made = await _asked(client.create_authorization_url(comes_back, prompt=PROMPT))
    return Attempt(made["url"], made["state"], made["nonce"], made["code_verifier"])


async def identity(code: str, nonce: str, verifier: str, comes_back: str) -> Identity:
    """Return whom the service vouches for with a code.

    Raises
    ------
    InputError
        `sign_in_broken` where the code or what it brings is not right; else as `begin` and `sign_in.identity`.
    NotFoundError
        `sign_in_off`.
    """
    client = await _client()
    token = await _asked(
        client.fetch_access_token(code=code, redirect_uri=comes_back, code_verifier=verifier)
    )
    if not isinstance(token, dict) or "id_token" not in token:
        raise InputError("sign_in_broken")
    claims = await _asked(client.parse_id_token(token, nonce=nonce))
    return sign_in.identity(client.server_metadata["issuer"], claims)


async def _client() -> Any:
    service = provider()
    if service is None:
        raise NotFoundError("sign_in_off")
    client = _made(service)
    metadata = await _asked(client.load_server_metadata())
    if str(metadata.get("issuer", "")).rstrip("/") != service.issuer:
        _made.cache_clear()
        raise InputError("sign_in_issuer")
    return client


@cache
def _made(service: Provider) -> Any:
    """Return the client of a service, which asks for its description and keys once and keeps them."""
    options = {"scope": SCOPE, "code_challenge_method": "S256", "timeout": SECONDS}
    return OAuth().register(
        "karta", client_id=service.client, client_secret=service.secret, client_kwargs=options,
        server_metadata_url=f"{service.issuer}{DISCOVERY}",
    )  # fmt: skip


async def _asked(answer: Any) -> Any:
    """Return what the service answers. Its own words go no further: they may hold what it knows of a person."""
    try:
        return await answer
    except (httpx2.HTTPError, OSError):
        raise InputError("sign_in_silent") from None
    except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError):
        raise InputError("sign_in_broken") from None
