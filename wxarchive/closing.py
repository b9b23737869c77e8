"""Objects that a ``with`` closes at its end."""

from abc import abstractmethod
from typing import Self


class Closing:
    """An object that a ``with`` closes at its end."""

    @abstractmethod
    def close(self) -> None:
        """Release what it holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
