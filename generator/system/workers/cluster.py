"""An executor on a Dask cluster, with the same interface as the executors on one machine.

Needs the extra ``[cluster]``. The workers must see the same folders (content, state, the site's parent) at the same
paths, and run the same version of this package.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from generator.system.errors import ConfigError
from generator.system.workers import processes

PATIENCE = 15
"""Seconds to wait for the scheduler."""


class ClusterExecutor(Executor):
    """Runs calls on the workers of a cluster. ``value`` is sent once to each; a call whose worker dies is repeated.

    ``value`` is the result of a task, because the scheduler repeats tasks. It would lose scattered data with a worker.
    Raises ``ConfigError`` if Dask is not installed, or if no scheduler with workers answers at ``address``.
    """

    def __init__(self, address: str, value: object = None) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ConfigError("--scheduler needs Dask; install quicktakes-site[cluster]") from None
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ConfigError(f"no scheduler answers at {address}: {error}; start one with `dask scheduler`") from None
        if not self._client.scheduler_info()["workers"]:
            self._client.close()
            raise ConfigError(f"the scheduler at {address} has no workers; start some with `dask worker {address}`")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # Dask warns of a large value
            self._value = self._client.submit(_same, value, pure=False)
        self._inner = self._client.get_executor(pure=False, retries=3)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` on a worker."""
        future: Future[Any] = self._inner.submit(_run, self._value, fn, args, kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Disconnect from the cluster. Its workers keep running."""
        self._client.close()


def _same(value: object) -> object:
    return value


def _run(value: object, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    processes.share(value)
    return fn(*args, **kwargs)
