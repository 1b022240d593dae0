"""No small cell is shown, nor one that a total would give away."""

from random import Random

from welfare.population.suppression import published


def test_a_small_cell_takes_a_second_one_with_it():
    table = published([[3, 50, 47]], adds_up=False)

    assert table.cells == ((None, 50, None),)
    assert table.rows == (100,)


def test_zeros_and_ten_are_shown():
    assert published([[0, 10, 90]], adds_up=False).cells == ((0, 10, 90),)


def test_a_small_total_is_hidden_with_its_cells():
    table = published([[4, 0], [100, 200]])

    assert table.cells[0][0] is None
    assert table.rows[0] is None


def test_columns_cannot_be_solved_either():
    table = published([[3, 40, 60], [20, 30, 50], [70, 80, 90]])

    for row in (*table.cells, *zip(*table.cells, strict=True)):
        assert sum(cell is None for cell in row) != 1


def test_two_hidden_cells_that_hold_few_persons_together_hide_a_third():
    table = published([[3, 2, 95, 100]], adds_up=False)

    assert table.cells == ((None, None, None, 100),)


def test_random_tables_never_leave_one_unknown_in_a_line():
    rng = Random(3)
    for _ in range(200):
        counts = [[rng.choice((0, 1, 4, 9, 10, 30, 500)) for _ in range(4)] for _ in range(5)]
        table = published(counts)

        lines = [[*cells, total] for cells, total in zip(table.cells, table.rows, strict=True)]
        lines += [list(line) for line in zip(*lines, strict=True)]
        for number, line in enumerate(lines):
            total_shown = number < 5 or table.columns[number - 5] is not None
            hidden = sum(cell is None for cell in line) + (number >= 5 and not total_shown)
            assert hidden != 1
        for shown, real in zip(table.cells, counts, strict=True):
            assert all(cell is None or cell == value for cell, value in zip(shown, real, strict=True))
            assert not any(cell is not None and 0 < cell < 10 for cell in shown)
