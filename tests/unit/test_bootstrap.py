"""The parts that an installation is made of."""

from digitize.bootstrap import new_id


def test_ids_rise_even_within_a_millisecond():
    """A pile is read in the order of its ids: many are made in one millisecond."""
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert {len(one) for one in ids} == {22}
