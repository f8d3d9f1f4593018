"""What axe finds on a page."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "vendor" / "axe.min.js"
_RUN = "axe.run(document, {resultTypes: ['violations']})"
_SHAPE = """axe.run(document, {
  resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}},
})"""
# What may be broken where a page is laid out otherwise: the rest is the same page.
_LAYOUT = """axe.run(document, {
  resultTypes: ['violations'],
  runOnly: {type: 'rule', values: ['target-size', 'scrollable-region-focusable',
    'region', 'page-has-heading-one', 'landmark-one-main', 'skip-link', 'label',
    'heading-order', 'button-name', 'link-name', 'nested-interactive']},
})"""
_COLOURS = """(wanted) => axe.run(wanted.map((key) => window.samples.get(key)), {
  resultTypes: ['violations'],
  runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']},
})"""
# Elements with text of their own, one for each chain of classes and states above it:
# what is styled alike need not be measured a hundred times.
_SAMPLES = """() => {
  const states = ['aria-current', 'aria-selected', 'aria-pressed', 'aria-disabled',
    'disabled', 'data-state', 'data-company', 'style'];
  const named = (it) => [it.localName, ...[...it.classList].sort(),
    ...states.map((one) => it.getAttribute(one) ?? '')].join('.');
  const hash = (text) => [...text].reduce(
    (sum, one) => (Math.imul(sum, 31) + one.codePointAt(0)) | 0, 7);
  const speaks = (it) => it.matches('input, select, textarea')
    || [...it.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  const above = new Map();
  window.samples = new Map();
  for (const it of document.body.querySelectorAll('*')) {
    const chain = `${above.get(it.parentElement) ?? ''}>${named(it)}`;
    above.set(it, chain);
    const key = speaks(it) ? hash(chain) : 0;
    // One that is seen, if there is one.
    if (key && !(window.samples.get(key)?.checkVisibility())) {
      window.samples.set(key, it);
    }
  }
  return [...window.samples.keys()];
}"""
_SETTLE = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished))"""


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each rule broken, WCAG 2.2 AA or best practice, with its places."""
    page.evaluate(_source())
    return _lines(page, _RUN)


def load(page: Page) -> None:
    """Have axe with every page that is opened from now on: sooner than to send it."""
    page.add_init_script(_source())


def structure(page: Page) -> list[str]:
    """As `violations`, of all rules but the one about contrast, which is slow.

    On a page that `load` was asked for, as the next two.
    """
    return _lines(page, _SHAPE)


def layout(page: Page) -> list[str]:
    """As `structure`, of the rules that it may break in another width."""
    return _lines(page, _LAYOUT)


def samples(page: Page) -> set[int]:
    """A key for each way in which text is styled on a page."""
    return set(page.evaluate(_SAMPLES))


def colours(page: Page, wanted: set[int]) -> list[str]:
    """As `violations`, of the rules about colours, where `samples` found these keys."""
    return _lines(page, _COLOURS, sorted(wanted)) if wanted else []


def _lines(page: Page, run: str, wanted: list[int] | None = None) -> list[str]:
    # What still fades in has not its colours yet.
    page.evaluate(_SETTLE)
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']]}"
        for found in page.evaluate(run, wanted)["violations"]
    ]
