"""Two papers that may be one, side by side on a clerk's screen."""

import re

import pytest
from playwright.sync_api import expect

from digitize.model.intake import Document, DocumentStatus
from digitize.model.match import Attachment
from tests.factories.dossiers import CODE, receipt_lines
from tests.factories.scripted import scan
from tests.factories.services import drain
from tests.web.papers import CCCD, documents

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def both(services, send):
    """A paper that is attached, and another scan of it that waits."""
    send(("tiep-nhan.png", scan([*receipt_lines(), f"Số CCCD: {CCCD}"])))
    drain(services)
    send(("quet-lai.png", scan([*receipt_lines(), f"Số CCCD: {CCCD}", "(quét lại)"])), label="Hộp 13")
    drain(services)
    (first,), (second,) = (
        documents(services, status) for status in (DocumentStatus.ATTACHED, DocumentStatus.REVIEW)
    )
    return first, second


def now(services, document):
    with services.ledger.reading() as tx:
        return tx.get(Document, document.id)


def test_the_paper_in_the_place_is_set_beside_this_one_and_gives_way_to_it(services, both, tab):
    first, second = both
    tab.goto(f"/doi-soat/{second.id}")
    expect(tab.locator(".twin")).to_contain_text("gần như trùng")
    tab.wait_for_load_state()
    tab.keyboard.press("d")
    expect(tab).to_have_url(re.compile(f"canh/{first.id}"))
    expect(tab.locator(".twins .viewer svg image")).to_have_count(2)
    drawn = "() => Promise.all([...document.querySelectorAll('.twins svg image')].map(async (one) => { const image = new Image(); image.src = one.href.baseVal; await image.decode(); return image.naturalWidth; }))"
    assert min(tab.evaluate(drawn)) > 1000
    assert CCCD not in tab.content()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1366
    assert tab.evaluate("document.documentElement.scrollHeight") <= 768
    tab.keyboard.press("1")
    expect(tab.locator(".flash")).to_contain_text(CODE)
    assert (now(services, first).problem, now(services, second).status) == (
        "scanned_twice",
        DocumentStatus.ATTACHED,
    )
    tab.wait_for_load_state()
    tab.keyboard.press("u")
    tab.keyboard.press("Enter")
    expect(tab.locator(".flash")).to_contain_text("Đã hoàn tác")
    assert (now(services, first).status, now(services, second).status) == (
        DocumentStatus.ATTACHED,
        DocumentStatus.REVIEW,
    )


@pytest.mark.parametrize(
    ("key", "status", "attached"), [("2", DocumentStatus.ATTACHED, 2), ("3", DocumentStatus.REJECTED, 1)]
)
def test_both_are_kept_or_this_one_is_set_aside(services, both, tab, key, status, attached):
    first, second = both
    tab.goto(f"/doi-soat/{second.id}/canh/{first.id}")
    tab.keyboard.press("Escape")
    expect(tab).to_have_url(re.compile(f"doi-soat/{second.id}\\?"))
    tab.goto(f"/doi-soat/{second.id}/canh/{first.id}")
    tab.keyboard.press(key)
    expect(tab.locator(".flash")).to_be_visible()
    assert now(services, second).status is status
    with services.ledger.reading() as tx:
        held = tx.find(Attachment, dossier=CODE, active=True)
    assert len(held) == attached
    assert len({item.code for item in held}) == attached


def test_the_attached_paper_points_to_its_twin_and_decides_nothing(both, tab):
    first, second = both
    tab.goto(f"/giay-to/{first.id}")
    tab.click(".twin a.button")
    expect(tab).to_have_url(re.compile(f"{first.id}/canh/{second.id}"))
    expect(tab.locator("button[data-key]")).to_have_count(0)
