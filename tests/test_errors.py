"""What users read when something is wrong."""

from tnstudio.errors import TNStudioError


def test_that_an_error_tells_place_message_and_hint() -> None:
    error = TNStudioError("Stride S is 0", "layer 1", "choose S of at least 1")
    assert str(error) == "layer 1: Stride S is 0 (choose S of at least 1)"
    assert (error.message, error.location) == ("Stride S is 0", "layer 1")
    assert error.hint == "choose S of at least 1"


def test_that_an_error_needs_no_place_and_no_hint() -> None:
    assert str(TNStudioError("It is wrong")) == "It is wrong"
    assert str(TNStudioError("It is wrong", hint="mend it")) == "It is wrong (mend it)"
    assert str(TNStudioError("It is wrong", "here")) == "here: It is wrong"
