"""The folders of whoever uses the program: what they have set up, and what the program keeps for itself."""

from __future__ import annotations

import os
from pathlib import Path


def settings() -> Path:
    """The folder of keys and settings: ``REFSCREEN_HOME``, else where the system keeps such things."""
    told = os.environ.get("REFSCREEN_HOME")
    if told:
        return Path(told)
    from platformdirs import user_config_path

    return user_config_path("refscreen", appauthor=False)


def state() -> Path:
    """The folder of what is no setting, such as the access log: ``REFSCREEN_STATE``, else the system's."""
    told, beside = os.environ.get("REFSCREEN_STATE"), os.environ.get("REFSCREEN_HOME")
    if told or beside:
        return Path(told) if told else Path(str(beside)) / "state"
    from platformdirs import user_state_path

    return user_state_path("refscreen", appauthor=False)


def made_private(folder: Path) -> Path:
    """The folder, made where there is none so that nobody else can look into it.

    Raises:
        OSError: the disk would not have it.
    """
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
