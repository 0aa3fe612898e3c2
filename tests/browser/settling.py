"""Waiting for the app in a browser: until it has run for what was just done, and has drawn what came of it."""

from playwright.sync_api import BrowserContext, Page

PATIENCE = 60_000
# How long an act may take to begin a run of the app, in milliseconds; what begins none is waited for so long.
BEGINS = 700
# Counts the runs that have begun. Streamlit says on its own element whether the script runs.
RUNS = """
window.kartaRuns = {begun: 0, seen: 0};
new MutationObserver((changes) => {
  for (const change of changes) {
    const app = change.type === 'attributes' ? change.target : null;
    if (app?.dataset?.testScriptState === 'running') window.kartaRuns.begun += 1;
  }
}).observe(document, {attributes: true, attributeFilter: ['data-test-script-state'], subtree: true});
"""
BEGUN = """async (most) => {
  const runs = window.kartaRuns;
  const end = performance.now() + most;
  while (runs && runs.begun === runs.seen && performance.now() < end) {
    await new Promise((next) => setTimeout(next, 20));
  }
}"""
IDLE = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const idle = app?.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid=stSkeleton]');
  if (idle && window.kartaRuns) window.kartaRuns.seen = window.kartaRuns.begun;
  return idle;
}"""
DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


def watched(context: BrowserContext) -> BrowserContext:
    """Return a context whose pages count the runs of the app."""
    context.add_init_script(RUNS)
    return context


def settled(page: Page) -> None:
    """Wait until the app has run for what was done last, and has nothing more to draw."""
    page.evaluate(BEGUN, BEGINS)
    page.wait_for_function(IDLE, timeout=PATIENCE)
    page.evaluate(DRAWN)
    page.wait_for_timeout(150)
