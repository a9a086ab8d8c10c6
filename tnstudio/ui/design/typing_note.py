"""Says why what is typed into a number field is no number for the design."""

from PySide6.QtWidgets import QLabel, QWidget

from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import WholeNumber


class TypingNote(QLabel):
    """A line below number fields; hidden while what is typed can be taken.

    The fields tell of numbers within their range only: until then the design
    keeps the number before.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "problem")
        self.setWordWrap(True)
        self.hide()

    def watch(self, field: WholeNumber, symbol: str) -> None:
        """Say why whenever this field refuses a key or waits for digits."""
        line = field.lineEdit()
        line.inputRejected.connect(lambda: self._refuse(field, symbol))
        line.textEdited.connect(lambda text: self._check(field, symbol, text))
        field.valueChanged.connect(lambda _: self._accept(field))
        field.editingFinished.connect(lambda: self._accept(field))

    def _refuse(self, field: WholeNumber, symbol: str) -> None:
        low, high = max(1, field.minimum()), field.maximum()
        self._say(
            field,
            tr(
                "{symbol} is a whole number from {low} to {high:,}",
                symbol=symbol,
                low=low,
                high=high,
            ),
        )

    def _check(self, field: WholeNumber, symbol: str, text: str) -> None:
        if field.hasAcceptableInput():
            self._accept(field)
        elif text:
            self._refuse(field, symbol)
        else:
            value = field.value()
            self._say(
                field,
                tr(
                    "{symbol} stays {value:,} until a number is typed",
                    symbol=symbol,
                    value=value,
                ),
            )

    def _say(self, field: WholeNumber, text: str) -> None:
        self.setText(f"⚠ {text}")
        self.setAccessibleName(text)
        self.show()
        _mark(field, is_invalid=not field.hasAcceptableInput())

    def _accept(self, field: WholeNumber) -> None:
        self.hide()
        _mark(field, is_invalid=False)


def _mark(field: WholeNumber, *, is_invalid: bool) -> None:
    """Colour a field that holds no number for the design."""
    if bool(field.property("invalid")) != is_invalid:
        field.setProperty("invalid", is_invalid)
        field.style().unpolish(field)
        field.style().polish(field)
