"""Safe fixes of design problems: each removes its problem and adds no error."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from tnstudio.model.circuit_fixes import CIRCUIT_FIXES
from tnstudio.model.fix import Fix
from tnstudio.model.layer_fixes import LAYER_FIXES, without_hidden
from tnstudio.model.network import Network
from tnstudio.model.problems import Problem
from tnstudio.model.rules import check_network, errors_of

_MOST_TRIED = 100
"""Numbers that are tried in search of one that does."""


def fixes(network: Network, problem: Problem) -> tuple[Fix, ...]:
    """Return what can be offered to mend a problem of a network; often nothing.

    Of free cores every fix touches only what is wrong. Of layers, where one
    number bears on all that follows, a fix is tried before it is offered.
    """
    if network.circuit is not None:
        mend = CIRCUIT_FIXES.get(problem.code)
        return tuple(mend(network, problem)) if mend else ()
    series = LAYER_FIXES.get(problem.code)
    if series is None:
        return ()
    found = (_best(network, problem, one) for one in series(network, problem))
    return tuple(fix for fix in found if fix is not None)


def _best(network: Network, problem: Problem, series: Iterator[Fix]) -> Fix | None:
    """Return the first fix that adds no problem, or else no error."""
    before = check_network(network)
    second = None
    for fix in islice(series, _MOST_TRIED):
        after = check_network(fix.network)
        if _times(after, problem) >= _times(before, problem):
            continue
        if _adds_error(network, fix.network):
            continue
        if not _kinds(after) - _kinds(before):
            return fix
        second = second or fix
    return second


def _times(problems: tuple[Problem, ...], problem: Problem) -> int:
    """Count the problems of this kind at this place."""
    return _kinds(problems)[problem.code, problem.place]


def _kinds(problems: tuple[Problem, ...]) -> Counter[tuple[str, str]]:
    return Counter((p.code, p.place) for p in problems)


def _adds_error(before: Network, after: Network) -> bool:
    old, new = (
        set(_kinds(errors_of(check_network(without_hidden(network)))))
        for network in (before, after)
    )
    return not new <= old
