"""Whether two files are by their names two states of one list: the same name but for a date, a version or a copy."""

import re
from functools import cache
from pathlib import Path

# What a name says of when a file was made, or which of its copies it is.
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_STATES = (
    r"\(\d+\)",
    rf"(?<!\d)(?:19|20)\d\d[-_. ]?{_MONTH}[-_. ]?{_DAY}(?!\d)",
    rf"(?<!\d){_DAY}[-_. ]{_MONTH}[-_. ](?:19|20)\d\d(?!\d)",
    rf"(?<!\d)\d\d{_MONTH}(?:0[1-9]|[12]\d|3[01])(?!\d)",
    r"(?<!\d)(?:19|20)\d\d[-_. /]\d\d(?!\d)",
    r"(?<![^\W_])(?:vt|ht)[-_. ]?(?:20)?\d\d(?!\d)",
    r"(?<!\d)(?:19|20)\d\d(?!\d)",
    r"(?<![^\W_])(?:version|ver|rev|v)[-_. ]?\d+(?:\.\d+)*(?![^\W_])",
    r"(?<![^\W_])(?:kopia(?:[-_ ]av)?|copy(?:[-_ ]of)?|ny|nya|version|slutlig|final|uppdaterad)(?![^\W_])",
)
_STATE = re.compile("|".join(_STATES), re.IGNORECASE)
_JOINTS = re.compile(r"[\W_]+")


@cache
def list_name(file: str) -> str:
    """Return the name of the list that a file is a state of, the whole name where nothing else is left of it."""
    stem = Path(file).stem.casefold()
    plain = _JOINTS.sub(" ", _STATE.sub(" ", stem)).strip()
    return plain or stem
