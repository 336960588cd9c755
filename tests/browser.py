"""Chromium for the end-to-end tests: Debian's own, never a downloaded one; its absence fails where CI runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser; skips without Chromium, but fails where CI=true."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed, and CI must run the browser tests")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Server:
    """A review server in a process of its own."""

    def __init__(self, *arguments: str | Path) -> None:
        command = [sys.executable, "-m", "extractor", "review", *map(str, arguments), "--no-open"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        match = re.search(r"http\S+", line)
        assert match, line
        self.address = match.group()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self.address.partition("/#")[0]

    @property
    def token(self) -> str:
        """The token that writing needs."""
        return self.address.partition("token=")[2]

    def kill(self) -> None:
        """End it without a chance to tidy up (SIGKILL)."""
        self.process.kill()
        self.process.wait(10)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


PAINTED = """(act) => new Promise((done) => {
  const begin = performance.now();
  act();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
})"""
"""Milliseconds from an action to the frame that shows its effect."""


def measure(browser: Any, address: str) -> dict[str, float]:
    """Seconds until the page can be used, and milliseconds until an action shows."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    try:
        page.goto(address, wait_until="commit")
        page.wait_for_selector("html[data-ready]", timeout=60000)
        page.wait_for_selector(".sheet.ready")
        usable = page.evaluate("performance.now()") / 1000

        def timed(act: str) -> float:
            times = sorted(page.evaluate(f"() => ({PAINTED})(() => {{ {act} }})") for _ in range(7))
            return round(times[3], 1)

        return {
            "usable_s": round(usable, 2),
            "click_ms": timed(
                "const r = document.querySelectorAll('.row.codes:not(.selected)'); r[r.length >> 1].click();"
            ),
            "key_ms": timed("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j'}));"),
            "filter_ms": timed("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'p'}));"),
            "end_ms": timed(
                "const p = document.querySelector('.pages'); p.scrollTop = p.scrollTop ? 0 : p.scrollHeight;"
            ),
        }
    finally:
        page.close()
