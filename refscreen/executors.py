"""Where the documents of a batch are made: in worker processes of this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from refscreen.bounds import Bounds
from refscreen.errors import Problem, UserError
from refscreen.workers import Begin, Workers

LOCAL = "local"
DASK = "dask://"


@contextmanager
def opened(named: str, count: int, bounds: Bounds, begin: Begin = None) -> Iterator[Executor]:
    """An executor by name, closed at the end; Ctrl-C lets it finish what it is at and begin nothing new.

    Args:
        named: ``local`` or ``dask://HOST:PORT``; a cluster's workers must see the same files as this machine.
        count: local processes at once.
        bounds: what a document may take in a local process; a cluster has bounds of its own.
        begin: called in each local process first; a cluster's workers have keys of their own, or none.

    Raises:
        UserError: there is no such executor, no Dask here, or no cluster there.
    """
    if named.startswith(DASK):
        yield from _on_dask(named.removeprefix(DASK))
        return
    if named != LOCAL:
        raise UserError(
            [Problem("no_such_executor", where="--executor", values={"name": named})], exit_code=2
        )
    workers = Workers(count, bounds, begin)
    try:
        yield workers
    finally:
        workers.shutdown(cancel_futures=True)


def _on_dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise UserError([Problem("no_dask", where="--executor")], exit_code=4) from None
    try:
        client: Any = Client(f"tcp://{address}", timeout="20s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        raise UserError([Problem("no_cluster", where=address)], exit_code=2) from None
    with client:
        yield client.get_executor()
