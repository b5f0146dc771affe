"""What a person reads: sentences of the gettext catalogue by error code, reason code or state, Vietnamese first."""

import gettext
from functools import cache
from importlib.resources import files
from io import BytesIO


class _Details(dict[str, object]):
    """Details of a sentence; one that is missing shows as an ellipsis instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return "…"


class Messages:
    """The sentences of one language."""

    def __init__(self, translations: gettext.NullTranslations) -> None:
        self._translations = translations

    def find(self, key: str) -> str | None:
        """Return the sentence of `key` as it stands in the catalogue, or None."""
        sentence = self._translations.gettext(key)
        return None if sentence == key else sentence

    def say(self, key: str, **details: object) -> str:
        """Return the sentence of `key` with its details filled in; a key without a sentence shows itself."""
        return (self.find(key) or key).format_map(_Details(details))

    def error(self, code: str, **details: object) -> str:
        """Return what an error code means to a person."""
        return self._known("error", code, **details)

    def reason(self, code: str | None) -> str:
        """Return why a paper waits or was set aside; a reason that a person typed is its own sentence."""
        if not code:
            return ""
        if not code.isascii() or " " in code:
            return code
        found = self.find(f"reason.{code}") or self.find(f"error.{code}")
        return found.format_map(_Details()) if found else self.say("reason.unknown", code=code)

    def warning(self, code: str) -> str:
        """Return what a failed check of a field or a quality figure means."""
        return self._known("warning", code)

    def _known(self, group: str, code: str, **details: object) -> str:
        if self.find(f"{group}.{code}") is None:
            return self.say(f"{group}.unknown", code=code)
        return self.say(f"{group}.{code}", **details)


@cache
def messages(language: str = "vi") -> Messages:
    """Return the sentences of `language`, compiled in memory from its catalogue."""
    # What compiles takes time to load: whoever has nothing to say does not wait for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("digitize.web").joinpath("locale", language, "LC_MESSAGES", "digitize.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return Messages(gettext.GNUTranslations(compiled))
