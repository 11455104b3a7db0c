"""The system's keyring, an extra, may keep the passphrase: the only module that knows the library."""

from __future__ import annotations

from typing import Any

from refscreen.errors import Problem, UserError

SERVICE = "refscreen"
"""The name under which the keyring keeps the passphrase."""


def kept(account: str) -> str:
    """The passphrase that the keyring keeps for a public key; empty without one."""
    keyring = _keyring()
    if keyring is None:
        return ""
    try:
        return str(keyring.get_password(SERVICE, account) or "")
    except Exception:  # noqa: BLE001  # a keyring of the system may fail in ways of its own
        return ""


def keep(account: str, passphrase: str) -> None:
    """Let the keyring keep the passphrase of a public key, or forget it when it is empty.

    Raises:
        UserError: there is no keyring here.
    """
    keyring = _keyring()
    if keyring is None:
        raise UserError([Problem("no_keyring")], exit_code=4)
    if not (passphrase or kept(account)):
        return
    try:
        if passphrase:
            keyring.set_password(SERVICE, account, passphrase)
        else:
            keyring.delete_password(SERVICE, account)
    except Exception as error:
        raise UserError([Problem("no_keyring")], exit_code=4) from error


def _keyring() -> Any:
    try:
        import keyring
    except ImportError:
        return None
    return keyring
