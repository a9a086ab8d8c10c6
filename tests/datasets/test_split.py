import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.datasets.split import stratified
from tnstudio.errors import TNStudioError


@given(
    counts=st.lists(st.integers(2, 40), min_size=1, max_size=5),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_that_a_sixth_of_each_class_is_drawn_and_no_image_is_lost(counts, order):
    labels = [k for k, count in enumerate(counts) for _ in range(count)]
    order.shuffle(labels)
    names = [f"class {k}" for k in range(len(counts))]
    train, test = stratified(np.array(labels), names, "here")
    assert sorted([*train, *test]) == list(range(len(labels)))
    assert (np.diff(train) > 0).all()
    assert (np.diff(test) > 0).all()
    for k, count in enumerate(counts):
        drawn = sum(labels[i] == k for i in test)
        assert drawn == max(1, int(count / 6 + 0.5))


def test_that_the_draw_depends_on_the_seed_alone():
    labels = np.arange(90) % 3
    first, again, other = (
        stratified(labels, "abc", "here", seed)[1].tolist() for seed in (0, 0, 1)
    )
    assert first == again != other


def test_that_classes_with_too_few_images_are_all_named():
    labels = np.array([0, 0, 1, 3, 3])
    with pytest.raises(TNStudioError, match="class 'b' has 1, 'c' has 0") as caught:
        stratified(labels, "abcd", "my folder")
    assert caught.value.location == "my folder"
    assert "at least 2 images" in caught.value.hint
