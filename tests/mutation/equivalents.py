"""Mutants that change nothing that anybody could see, by their digest, each with the reason: they are not run."""

_FAR_YEARS = "differs for years after 9199 only; days end with 2100"
_SIZE = "a wider table of zeros, of which only the columns with hours are read"
_UNCERTAIN = "a piece that is not certain is not known, and its number and organisation are read by nobody"
EQUIVALENT: dict[str, str] = {
    "65faaf16": "the adults would have to be the bound less one thousand millionth, to the last bit",
    "be37fb46": "asking for 0 adults where at least 0 are asked for",
    "6904aab4": _SIZE,
    "a1d16d01": _SIZE,
    "040d1caf": _FAR_YEARS,
    "0cbad4a6": _FAR_YEARS,
    "ad2afa4b": _FAR_YEARS,
    "acc67af9": "a value matches a pattern without `=`: there is no second one to split at",
    "5226bf6b": _UNCERTAIN,
    "1d15931a": _UNCERTAIN,
    "2fb3432a": _UNCERTAIN,
    "3ae879d9": "zeros are added to the adults of the base",
    "e11950f3": "of a table without rows every column is the same",
    "5070a43c": "joined by place afterwards, whatever its order",
}
