"""Warm worker processes that make documents, each document bounded in time and memory.

An executor of ``concurrent.futures``, so that a cluster's executor can take its place. Unlike the one of the
standard library it ends a worker that takes too long or dies, and only that worker's document fails.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from refscreen import process
from refscreen.bounds import Bounds, DiedError, TooLongError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

MEGABYTE = 1024 * 1024
RECYCLED_AFTER = 300
"""Documents that a worker makes before a fresh one takes its place: Pango keeps a little of each."""


Begin = tuple[Callable[..., Any], Any] | None
"""A function and its argument; it reaches a worker through a pipe, and never the disk."""


class Workers(Executor):
    """So many processes at once."""

    def __init__(self, count: int, bounds: Bounds | None = None, begin: Begin = None) -> None:
        """Start a thread for each process; the processes start with their first document.

        Args:
            count: processes at once.
            bounds: what a document may take.
            begin: called in each process before anything else, with its argument.
        """
        self._bounds, self._begin = bounds or Bounds(), begin
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]] | None] = (
            SimpleQueue()
        )
        self._open, self._door = True, threading.Lock()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a function called in a worker; function, arguments and result must be picklable.

        Raises:
            RuntimeError: it was shut down.
        """
        future: Future[Any] = Future()
        with self._door:
            if not self._open:
                raise RuntimeError("nothing is made after a shutdown")
            self._waiting.put((future, partial(fn, **kwargs) if kwargs else fn, args))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """End: what is being made is finished, the rest is made first or given up."""
        with self._door:
            self._open = False
        with suppress(Empty):
            while cancel_futures:
                task = self._waiting.get_nowait()
                if task:
                    task[0].cancel()
        for _thread in self._threads:
            self._waiting.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _serve(self) -> None:
        """Hand one process its work, one document after another."""
        worker: _Worker | None = None
        while (task := self._waiting.get()) is not None:
            future, call, args = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worker = worker if worker and worker.usable else self._started(worker)
                future.set_result(worker.call(call, args))
            except Exception as error:  # noqa: BLE001  # whatever it is, it belongs to this document
                future.set_exception(error)
        if worker:
            worker.end()

    def _started(self, before: _Worker | None) -> _Worker:
        """A fresh process in the place of one before."""
        worker = _Worker(self._bounds, before)
        if self._begin:
            call, argument = self._begin
            worker.call(call, (argument,))
        return worker


def make_ready() -> None:
    """Begin the process that workers are forked from; it imports what they need while this one goes on."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


def _context() -> Any:
    """How processes are begun: forked from one that is ready, where the system can do that."""
    import multiprocessing

    context: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    if hasattr(context, "set_forkserver_preload"):
        context.set_forkserver_preload(["refscreen.warm"])
    return context


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, bounds: Bounds, before: _Worker | None) -> None:
        if before:
            before.end()
        context = _context()
        self._bounds, self._made, self.usable = bounds, 0, True
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_work, args=(theirs, bounds.megabytes), daemon=True
        )
        self._process.start()
        theirs.close()

    def call(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        try:
            self._pipe.send((function, args))
            in_time = self._pipe.poll(self._bounds.seconds)
            made, result = self._pipe.recv() if in_time else (False, TooLongError())
        except (EOFError, OSError):
            self.usable = False
            raise DiedError from None
        self._made = self._made + 1 if in_time else RECYCLED_AFTER
        self.usable = self._made < RECYCLED_AFTER
        if not made:
            raise result
        return result

    def end(self) -> None:
        with suppress(OSError):
            self._pipe.close()  # which a worker takes as its end
        if not self.usable:
            self._process.kill()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


@process.roomy
def _work(pipe: Connection, megabytes: int) -> None:
    """The life of a worker: calls in, results out, until the pipe is closed."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    _bound(megabytes)
    gc.disable()
    with suppress(EOFError, OSError):
        for made in itertools.count():
            function, args = pipe.recv()
            try:
                told = (True, function(*args))
            except Exception as error:  # noqa: BLE001  # the parent tells of it
                told = (False, error)
            pipe.send(told)
            if made == 0:  # what the first document needed is there to stay: questionnaire, fonts, templates
                gc.collect()
                gc.freeze()
            if gc.get_count()[0] > process.COLLECTED_AFTER:  # and never in the middle of a document
                gc.collect()
    os._exit(0)  # nothing is left to be tidied


def _bound(megabytes: int) -> None:
    """Let the process have so much memory and no more, where the system can do that."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
