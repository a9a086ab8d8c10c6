"""A language in which every text is itself in brackets."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager

from tnstudio.model.circuit_rules import check_circuit
from tnstudio.texts import use_catalogue


class Bracketed(gettext.NullTranslations):
    """Translates every text into itself in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@contextmanager
def other_language() -> Iterator[None]:
    """Speak in brackets for a while; problems are found anew, before and after."""
    check_circuit.cache_clear()
    use_catalogue(Bracketed())
    try:
        yield
    finally:
        use_catalogue(gettext.NullTranslations())
        check_circuit.cache_clear()
