"""The languages that the light pages speak: those of the makers always, drafts once somebody has reviewed them.

A text in a language that nobody here reads may say anything: it is shown to nobody before a function that knows the
language stands for it.
"""

import csv
import io
from collections.abc import Mapping
from hashlib import blake2b

from karta.errors import InputError
from karta.i18n import catalogue, own_words, text
from karta.model import typed_text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.workspace import Workspace, put_settings
from karta.store.settings import Setting

ALWAYS = ("sv", "sv_latt", "en")
DRAFTS = ("ar", "so")


def published(workspace: Workspace) -> Mapping[str, str]:
    """Return the languages of the light pages, each with who has reviewed it; blank for those of the makers."""
    reviewed = {code: setting.value for code, setting in reviews(workspace).items() if setting.value}
    return dict.fromkeys(ALWAYS, "") | reviewed


def published_as_they_are(workspace: Workspace) -> Mapping[str, str]:
    """Return the languages of the open side, each with who has reviewed it, and when; blank for those of the makers.

    A draft is among them only where the texts are those that were reviewed: what has changed since, nobody has read.
    """
    keys = [key(code) for code in DRAFTS for key in (_key, _day_key, _texts_key)]
    stored = {key: setting.value for key, setting in workspace.settings(keys).items()}
    return dict.fromkeys(ALWAYS, "") | {
        code: ", ".join(filter(None, (stored[_key(code)], stored[_day_key(code)])))
        for code in DRAFTS
        if stored[_key(code)] and stored[_texts_key(code)] == fingerprint(code)
    }


def fingerprint(language: str) -> str:
    """Return what tells the texts of a draft from any others, in short."""
    return blake2b(repr(sorted(own_words(language).items())).encode(), digest_size=8).hexdigest()


def reviews(workspace: Workspace) -> dict[str, Setting]:
    """Return for each draft the setting that says who has reviewed it."""
    stored = workspace.settings([_key(code) for code in DRAFTS])
    return {code: stored[_key(code)] for code in DRAFTS}


def set_reviewer(workspace: Workspace, viewer: Viewer, language: str, who: str, *, version: int) -> None:
    """Say who has reviewed a draft, which publishes it; blank takes it back. Raises ConflictError `row_changed`."""
    require(viewer, "edit_settings", WORKSPACE)
    if language not in DRAFTS:
        raise InputError("setting_unusable", key="language", value=language)
    key, reviewer = _key(language), typed_text.name(who)
    values = {
        key: reviewer or None,
        _day_key(language): workspace.today.isoformat() if reviewer else None,
        _texts_key(language): fingerprint(language) if reviewer else None,
    }
    stored = workspace.settings(list(values))
    versions = {name: setting.version for name, setting in stored.items()}
    put_settings(workspace, viewer, key, values, {**versions, key: version})


def to_review(language: str) -> bytes:
    """Return what a draft says beside the Swedish, as a table that a spreadsheet opens; no cell is a formula."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(["", text("web.language", "sv"), text("web.language", language)])
    swedish = catalogue("sv")
    writer.writerows((key, swedish[key], words) for key, words in own_words(language).items())
    return target.getvalue().encode("utf-8-sig")


def _key(language: str) -> str:
    return f"reviewed_{language}"


def _day_key(language: str) -> str:
    return f"reviewed_on_{language}"


def _texts_key(language: str) -> str:
    return f"reviewed_texts_{language}"
