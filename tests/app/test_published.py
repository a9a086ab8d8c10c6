"""The published figures are those of the papers."""

import pytest

from tnstudio.app.published import (
    AUGMENTATIONS,
    DOUBLED,
    E15_64_COPIES,
    E15_ONE_COPY,
    J17_TABLE_2,
    J17_TABLE_3,
    J17_TABLE_4,
    J17_TICKS,
    PLAIN,
    j17_ensemble,
    j17_single,
)


def test_that_the_results_of_esser_2015_are_those_of_its_abstract():
    one, many = E15_ONE_COPY, E15_64_COPIES
    assert (one.accuracy, one.copies, one.ticks) == (0.927, 1, 1)
    assert (many.accuracy, many.copies, many.ticks) == (0.9942, 64, 1)
    assert (one.joules, many.joules) == (0.268e-6, 108e-6)
    assert one.encoding == many.encoding == "stochastic"


@pytest.mark.parametrize(
    ("size", "strengths", "ticks", "percents"),
    [
        ("5 cores", PLAIN, 1, (95.98, 95.75, 92.11)),
        ("5 cores", PLAIN, 8, (97.50, 97.93, 96.21)),
        ("5 cores", PLAIN, 16, (97.71, 98.07, 96.36)),
        ("5 cores", DOUBLED, 1, (95.84, 94.92, 91.18)),
        ("5 cores", DOUBLED, 64, (97.74, 98.09, 95.96)),
        ("30 cores", PLAIN, 1, (93.54, 96.82, 96.77)),
        ("30 cores", PLAIN, 8, (97.66, 99.16, 99.20)),
        ("30 cores", PLAIN, 16, (97.79, 99.29, 99.24)),
        ("30 cores", DOUBLED, 2, (96.33, 98.10, 98.18)),
        ("30 cores", DOUBLED, 32, (97.96, 99.20, 99.07)),
    ],
)
def test_that_rows_of_jimeno_2017_are_those_of_tables_2_and_3(
    size, strengths, ticks, percents
):
    rows = [j17_single(size, strengths, name, ticks) for name in AUGMENTATIONS]
    assert tuple(round(100 * row.accuracy, 2) for row in rows) == percents
    assert {row.source[-7:] for row in rows} == {
        "table 2" if size == "5 cores" else "table 3"
    }
    for row in rows:
        assert (row.copies, row.ticks, row.encoding) == (1, ticks, "rate")


def test_that_ensembles_of_jimeno_2017_are_those_of_table_4():
    small = [j17_ensemble("5 cores", ticks).accuracy for ticks in (1, 8, 16)]
    large = [j17_ensemble("30 cores", ticks).accuracy for ticks in (1, 16, 32)]
    assert small == [0.9812, 0.9863, 0.9853]
    assert large == [0.9911, 0.9940, 0.9945]


def test_that_every_column_has_a_figure_for_each_number_of_ticks():
    columns = list(J17_TABLE_4.values())
    for table in (J17_TABLE_2, J17_TABLE_3):
        assert list(table) == [DOUBLED, PLAIN]
        for by_augmentation in table.values():
            assert tuple(by_augmentation) == AUGMENTATIONS
            columns += by_augmentation.values()
    assert len(columns) == 14
    assert {len(column) for column in columns} == {len(J17_TICKS)}
