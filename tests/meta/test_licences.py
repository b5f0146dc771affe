"""LGPL libraries may be dependencies of the product, GPL and AGPL ones may not."""

import re
from importlib.metadata import distribution, requires

from packaging.requirements import Requirement

STRONG = re.compile(r"(?<!L)(?<!Lesser )A?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


def _needed(name, seen):
    if name in seen:
        return seen
    seen.add(name)
    for line in requires(name) or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            _needed(requirement.name.lower(), seen)
    return seen


def _licence(name):
    data = distribution(name).metadata
    classifiers = [text for text in data.get_all("Classifier", []) if text.startswith("License")]
    return " / ".join(filter(None, [data.get("License-Expression"), *classifiers])) or (
        data.get("License") or ""
    )


def test_no_dependency_of_the_product_is_under_a_strong_copyleft():
    needed = _needed("digitize", set()) - {"digitize"}
    assert len(needed) > 30
    strong = {name: _licence(name) for name in needed if STRONG.search(_licence(name))}
    assert strong == {}
