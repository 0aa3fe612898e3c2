"""The key that signs checkpoints: Ed25519, in a file that its owner alone can read, never in the database.

Whoever can write the database cannot sign; whoever has the public key can verify. Where the file lies is set by
`KARTA_AUDIT_KEY`; left out, it lies in the workspace's folder, which keeps out who reaches the database alone.
"""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from karta.errors import StoreError

SETTING = "KARTA_AUDIT_KEY"
FILE = "audit-key"


def key_file(folder: Path) -> Path:
    """Return where the key of a workspace lies."""
    return Path(os.environ.get(SETTING) or folder / FILE)


def signing_key(path: Path) -> Ed25519PrivateKey:
    """Return the key in a file, made where there is none.

    Raises
    ------
    StoreError
        `audit_key_unusable` when the file is no key or cannot be read or made.
    """
    try:
        with suppress(FileExistsError):
            _make(path)
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except (OSError, ValueError) as error:
        raise StoreError("audit_key_unusable", file=str(path)) from error


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public part of a key as it is told and compared."""
    return key.public_key().public_bytes_raw().hex()


def is_signed(public: str, signature: str, message: str) -> bool:
    """Tell whether a message was signed by the key with that public part."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(path: Path) -> None:
    if path.exists():
        return
    key = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
