import pytest

from wxarchive.models import State
from wxarchive.store.articles.lifecycle import Life, Seen, life


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("ok", Life("ok", None, "1", "1")),
        ("ok ok ok", Life("ok", None, "1", "3")),
        ("ok deleted", Life("deleted", "why 2", "1", "1", "2")),
        ("ok deleted violation", Life("violation", "why 3", "1", "1", "2")),
        ("ok deleted ok", Life("ok", None, "1", "3")),
        ("ok deleted ok deleted", Life("deleted", "why 4", "1", "3", "4")),
        ("deleted", Life("deleted", "why 1", None, None, "1")),
        ("deleted ok", Life("ok", None, "2", "2")),
        ("ok expired", Life("ok", None, "1", "1")),
        ("ok deleted invalid", Life("deleted", "why 2", "1", "1", "2")),
        ("expired", Life("expired", "why 1", None, None, "1")),
        ("expired deleted", Life("deleted", "why 2", None, None, "2")),
    ],
)
def test_life_is_the_sum_of_what_was_seen(seen: str, expected: Life) -> None:
    states: list[State] = seen.split()  # type: ignore[assignment]  # the table above holds states only
    observed = [Seen(str(at), state, None if state == "ok" else f"why {at}") for at, state in enumerate(states, 1)]
    assert life(observed) == expected
