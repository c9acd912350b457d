import re
import shutil
from html.parser import HTMLParser

import pytest

from mlclf import MLkNN
from mlclf.compare import run, to_html
from tests.compare.toy import Failing, toy_data, toy_plan

pytest.importorskip("jinja2", reason="writes the page")
pytest.importorskip("matplotlib", reason="draws the plots")

NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def results():
    """Three methods on three data sets, one with a nasty name, one that fails."""
    methods = {
        NASTY: MLkNN(n_neighbors=3),
        "wide": MLkNN(n_neighbors=30),
        "middle": MLkNN(n_neighbors=8),
        "bad": Failing(),
    }
    datasets = [toy_data(seed) for seed in range(3)]
    return run(toy_plan(datasets=datasets, methods=methods))


@pytest.fixture(scope="module")
def page(results):
    return to_html(results, title="A & B")


def test_the_page_is_well_formed(page):
    """
    Every element that is opened is closed, in order.
    """

    class Parser(HTMLParser):
        VOID = {"meta", "path", "use", "image", "br"}

        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attrs):
            if tag not in self.VOID:
                self.open.append(tag)

        def handle_endtag(self, tag):
            if tag not in self.VOID:
                assert self.open.pop() == tag

    parser = Parser()
    parser.feed(page)
    assert parser.open == []


def test_the_page_needs_nothing_else(page):
    """
    No address of another page is loaded: it can be sent by mail and kept.
    """
    loads = re.findall(r'(?:src|href)="([^"#][^"]*)"', page)

    assert all(link.startswith("data:") for link in loads)
    assert "@import" not in page


def test_names_cannot_run(page):
    """
    A method's name is text, in tables and in plots.
    """
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "<h1>A &amp; B</h1>" in page


def test_failures_and_gaps_are_shown(results, page):
    """
    The error of a method stands in its row.
    """
    assert "error: RuntimeError: no luck" in page


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A headless Chromium."""
    selenium = pytest.importorskip("selenium.webdriver", reason="drives the browser")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    from selenium.webdriver.chrome.service import Service

    options = selenium.ChromeOptions()
    options.binary_location = chromium
    profile = tmp_path_factory.mktemp("profile")
    for flag in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = selenium.Chrome(options=options, service=Service(driver))
    yield chrome
    chrome.quit()


@pytest.fixture
def opened(browser, page, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    browser.get(path.as_uri())
    return browser


def names(browser):
    """Return the methods of the first table, from top to bottom."""
    rows = browser.find_elements("css selector", "table.sortable tbody")[0]
    return [th.text for th in rows.find_elements("css selector", "th")]


@pytest.mark.slow
def test_a_browser_sorts_a_column(opened, results):
    """
    A click on a head sorts by that column, a second one the other way; methods
    without a score stay at the end.
    """
    table = opened.find_element("css selector", "table.sortable")
    head = table.find_elements("css selector", "thead button")[2]
    assert head.text.startswith("f1 micro")
    means = {m: results.mean("toy0", m, "f1_micro") for m in results.methods}
    expected = sorted((m for m in means if m != "bad"), key=lambda m: means[m])

    head.click()
    assert names(opened) == [*expected, "bad"]
    assert head.find_element("xpath", "..").get_attribute("aria-sort") == "ascending"

    head.click()
    assert names(opened) == [*expected[::-1], "bad"]

    table.find_elements("css selector", "thead button")[0].click()
    assert set(names(opened)) == set(results.methods)


@pytest.mark.slow
def test_a_browser_shows_every_plot(opened, results):
    """
    Two plots per data set and two per metric are drawn, none of them empty, and the
    page has nothing to complain about.
    """
    for details in opened.find_elements("css selector", "details:not([open]) summary"):
        details.click()

    plots = opened.find_elements("css selector", "figure svg")

    assert len(plots) == 2 * 3 + 2 * 3
    for plot in plots:
        assert plot.size["width"] > 200
        assert plot.size["height"] > 80
        assert plot.find_elements("css selector", "path")
    captions = [c.text for c in opened.find_elements("css selector", "figcaption")]
    assert captions[:2] == ["Score and time", "F1 of each label"]
    assert captions[-2:] == ["Critical differences", "Ranks"]
    assert opened.get_log("browser") == []


@pytest.mark.slow
def test_a_browser_follows_light_and_dark(opened):
    """
    The page takes the reader's colors, and its plots take those of the page.
    """
    colors = {}
    for scheme in ("light", "dark"):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        body = opened.find_element("css selector", "body")
        plot = opened.find_element("css selector", "figure svg")
        ink = plot.value_of_css_property("color")
        assert ink == body.value_of_css_property("color")
        colors[scheme] = (body.value_of_css_property("background-color"), ink)

    def lightness(color):
        return sum(map(int, re.findall(r"\d+", color)[:3]))

    assert lightness(colors["light"][0]) > 700 > 150 > lightness(colors["light"][1])
    assert lightness(colors["dark"][0]) < 150 < 600 < lightness(colors["dark"][1])


@pytest.mark.slow
def test_a_browser_fits_a_phone(opened):
    """
    At 380 pixels the page itself does not scroll sideways, and plots are shown whole;
    tables scroll.
    """
    size = {"width": 380, "height": 800, "deviceScaleFactor": 2, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    width = opened.execute_script("return document.documentElement.scrollWidth")

    assert width <= 380
    for plot in opened.find_elements("css selector", "figure svg"):
        assert plot.rect["x"] + plot.rect["width"] <= 380
    opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
