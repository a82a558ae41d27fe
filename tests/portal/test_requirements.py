"""The versions the product stands on."""

import re

import pytest
import wagtail

from portal.environment import ROOT

FILES = sorted(ROOT.glob("requirements*.txt"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z0-9,-]+\])?==([0-9][A-Za-z0-9.]*)$")


def pins(file):
    lines = [line.split("#")[0].strip() for line in file.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("-r ")]


def test_wagtail_is_of_the_long_term_line_or_the_next():
    assert (7, 4, 4) <= wagtail.VERSION[:3] < (7, 5) or wagtail.VERSION[:3] == (8, 0, 1)
    assert "wagtail==7.4.4" in pins(ROOT / "requirements.txt")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_pin_is_exact(file):
    assert pins(file)
    assert [line for line in pins(file) if not PIN.match(line)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_readme_gives_a_reason_for_every_requirement(file):
    readme = (ROOT / "README.md").read_text().lower()
    section = readme.partition("## 依赖")[2].partition("\n## ")[0]
    words = set(re.findall(r"[a-z][a-z0-9._-]+", section))
    assert [line for line in pins(file) if PIN.match(line)[1].lower() not in words] == []
