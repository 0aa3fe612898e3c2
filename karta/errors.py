"""What can go wrong, as data: a code and facts, so that each language can say it in one plain sentence.

No text for people lives here (see `karta.i18n`); nothing here imports anything of Karta.
"""

from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "question", "note"]


class KartaError(Exception):
    """An error that a user can do something about: `code` names its sentence, `facts` fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        """Return the parts that another process builds the same error from."""
        return _rebuild, (type(self), *self.args), self.__dict__

    def __str__(self) -> str:
        """The code and its facts, for logs and developers; people read the catalogue's sentence."""
        return f"{self.code} {self.facts}" if self.facts else self.code


def _rebuild(kind: type[KartaError], *args: Any) -> KartaError:
    return kind.__new__(kind, *args)


class InputError(KartaError, ValueError):
    """What was handed in cannot be used: a file, a cell, an argument."""


class NotFoundError(KartaError, LookupError):
    """Something that was named does not exist, or not for this viewer."""


class NotAllowedError(KartaError, PermissionError):
    """The viewer may not do this."""


class ConflictError(KartaError):
    """Someone else changed the same thing first: nothing was written."""


class StoreError(KartaError, OSError):
    """The workspace cannot be opened, read or written."""


class ContractError(KartaError, TypeError):
    """A frame does not have the columns that its declaration names: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault or remark about one entry of the user's data.

    `row` is the line of a file, the row of a sheet, or the number of a feature or VEVENT, from 1 with the
    header as row 1 in tables; None when the whole file is meant. `code` names its sentence in the catalogue
    (`issue.<code>`), filled with `facts`, `row`, `column` and `value`.
    """

    row: int | None
    column: str | None
    code: str
    severity: Severity = "error"
    value: str | None = None
    facts: tuple[tuple[str, Any], ...] = ()


class TableError(InputError):
    """A folder of tables has faults; all of them are listed, none was acted on."""

    def __init__(self, issues: list[tuple[str, Issue]]) -> None:
        super().__init__("tables_faulty", count=len(issues))
        self.issues = issues
