"""What a call is, before anybody makes it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ._fields import Json

T = TypeVar("T")


@dataclass(frozen=True)
class Call(Generic[T]):
    """One logical call: all of its tries send the same."""

    method: str
    message: Mapping[str, object] = field(repr=False)

    secrets: Sequence[str] = field(repr=False)
    """What no error may repeat."""

    read: Callable[[Json], T]
    """Puts the answer on the caller's terms, or raises NotUnderstood."""

    def body(self) -> bytes:
        """The JSON of the message. As in protobuf, what is empty is left out."""
        said = {name: value for name, value in self.message.items() if value}
        return json.dumps(said).encode()
