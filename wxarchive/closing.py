"""What is opened for a ``with``, and closed at its end."""

from abc import abstractmethod
from typing import Self


class Closing:
    """Something that a ``with`` closes."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
