"""The sign-in service that this server asks, as its surroundings name it; without one nobody signs in.

The secret stands in the environment, or in a file that the environment names, never in the workspace.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from karta.errors import InputError
from karta.model.web_address import LOOPBACK

ISSUER, CLIENT, SECRET = "KARTA_OIDC_ISSUER", "KARTA_OIDC_CLIENT", "KARTA_OIDC_SECRET"
SECRET_FILE = "KARTA_OIDC_SECRET_FILE"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Provider:
    """A sign-in service: its address, what it calls this server, and the secret between them."""

    issuer: str
    client: str
    secret: str = field(repr=False)


def provider() -> Provider | None:
    """Return the sign-in service, None where none is set.

    Raises
    ------
    InputError
        `sign_in_half_set` where only a part of it is set, `sign_in_open` where it would be asked without encryption.
    """
    parts = {name: os.environ.get(name, "").strip() for name in (ISSUER, CLIENT)}
    parts[SECRET] = _secret()
    if not any(parts.values()):
        return None
    missing = [name for name, content in parts.items() if not content]
    if missing:
        raise InputError("sign_in_half_set", names=", ".join(missing))
    issuer = urlsplit(parts[ISSUER])
    if issuer.scheme != "https" and issuer.hostname not in LOOPBACK:
        raise InputError("sign_in_open", name=ISSUER)
    return Provider(parts[ISSUER].rstrip("/"), parts[CLIENT], parts[SECRET])


def is_configured() -> bool:
    """Tell whether people sign in here. Raises InputError as `provider` does."""
    return provider() is not None


def _secret() -> str:
    file = os.environ.get(SECRET_FILE, "").strip()
    if not file:
        return os.environ.get(SECRET, "").strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("sign_in_secret_file", name=SECRET_FILE) from error
