"""Encryption with age (age-encryption.org/v1): the only module that knows pyrage.

Keys are X25519 pairs, written as age writes them; whatever is sealed here, the stock ``age`` program opens.
"""

from __future__ import annotations

from collections.abc import Iterable

_ARMOUR = "-----BEGIN AGE ENCRYPTED FILE-----"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  # how a secret key begins, not one


class NotForKeyError(Exception):
    """It is sealed for other keys, or locked with another passphrase."""


class DamagedError(Exception):
    """Something of it was changed or cut off; nothing of it can be trusted."""


def new() -> tuple[str, str]:
    """A new pair: the secret key, and the public one to give away."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def public(secret: str) -> str:
    """The public key of a secret one.

    Raises:
        ValueError: it is no secret key.
    """
    from pyrage import IdentityError, x25519

    try:
        return str(x25519.Identity.from_str(secret.strip()).to_public())
    except IdentityError:
        raise ValueError from None


def is_public(text: str) -> bool:
    """Whether a text is a public key, with no letter lost on the way."""
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def seal(content: bytes, keys: Iterable[str]) -> str:
    """The content in armour, to be opened with any of the secret keys to these public ones."""
    import pyrage

    recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    return str(pyrage.encrypt(content, recipients, armored=True).decode("ascii"))


def opened(armoured: str, secret: str) -> bytes:
    """What was sealed.

    Raises:
        NotForKeyError: it is not for this key.
        DamagedError: it is not what was sealed.
    """
    import pyrage

    try:
        return bytes(pyrage.decrypt(armoured.encode(), [pyrage.x25519.Identity.from_str(secret)]))
    except pyrage.DecryptError as error:
        raise (NotForKeyError if "No matching keys" in str(error) else DamagedError) from None


def locked(secret: str, passphrase: str) -> bytes:
    """A secret key as a file: under a passphrase (scrypt, about two seconds), or bare without one."""
    from pyrage import passphrase as lock

    content = f"{secret}\n".encode()
    return bytes(lock.encrypt(content, passphrase, armored=True)) if passphrase else content


def is_locked(content: bytes) -> bool:
    """Whether a key file wants a passphrase."""
    return content.lstrip().startswith(_ARMOUR.encode())


def unlocked(content: bytes, passphrase: str = "") -> str:
    """The secret key in a file, in age's own format.

    Raises:
        NotForKeyError: the passphrase is another.
        DamagedError: there is no key in it.
    """
    from pyrage import DecryptError
    from pyrage import passphrase as lock

    if is_locked(content):
        try:
            content = lock.decrypt(content, passphrase)
        except DecryptError as error:
            raise (NotForKeyError if "Decryption failed" in str(error) else DamagedError) from None
    lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
    secret = next((line for line in lines if line.startswith(_SECRET)), "")
    try:
        public(secret)
    except ValueError:
        raise DamagedError from None
    return secret
