import pytest

from wxarchive.models import State
from wxarchive.store.articles.lifecycle import Lifetime, ObservedState, life


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("ok", Lifetime("ok", None, "1", "1")),
        ("ok ok ok", Lifetime("ok", None, "1", "3")),
        ("ok deleted", Lifetime("deleted", "why 2", "1", "1", "2")),
        ("ok deleted violation", Lifetime("violation", "why 3", "1", "1", "2")),
        ("ok deleted ok", Lifetime("ok", None, "1", "3")),
        ("ok deleted ok deleted", Lifetime("deleted", "why 4", "1", "3", "4")),
        ("deleted", Lifetime("deleted", "why 1", None, None, "1")),
        ("deleted ok", Lifetime("ok", None, "2", "2")),
        ("ok expired", Lifetime("ok", None, "1", "1")),
        ("ok deleted invalid", Lifetime("deleted", "why 2", "1", "1", "2")),
        ("expired", Lifetime("expired", "why 1", None, None, "1")),
        ("expired deleted", Lifetime("deleted", "why 2", None, None, "2")),
    ],
)
def test_life_is_the_sum_of_what_was_seen(seen: str, expected: Lifetime) -> None:
    # the table above holds states only
    states: list[State] = seen.split()  # type: ignore[assignment]
    observed = [
        ObservedState(str(at), state, None if state == "ok" else f"why {at}")
        for at, state in enumerate(states, 1)
    ]
    assert life(observed) == expected
