"""Waiting for the app in a browser: until it has run for what was just done, and has drawn what came of it."""

from playwright.sync_api import BrowserContext, Page

PATIENCE = 60_000
# How long an act may take to begin a run of the app, in milliseconds; what begins none is waited for so long.
BEGINS = 700
# How long nothing may have come to the page or left it until it counts as drawn, in milliseconds: what a run has sent
# can still wait for a script of Streamlit's that the page has not read.
QUIET = 150
# Counts the runs that have begun, and notes when the page last changed. Streamlit says on its own element whether the
# script runs.
RUNS = """
window.kartaRuns = {begun: 0, seen: 0, changed: 0};
new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === 'childList') window.kartaRuns.changed = performance.now();
    else if (change.target.dataset?.testScriptState === 'running') window.kartaRuns.begun += 1;
  }
}).observe(document, {
  attributes: true, attributeFilter: ['data-test-script-state'], childList: true, subtree: true,
});
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
  return idle && (!window.kartaRuns || performance.now() - window.kartaRuns.changed > QUIET);
}""".replace("QUIET", str(QUIET))
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
    page.wait_for_timeout(QUIET)
    page.wait_for_function(IDLE, timeout=PATIENCE)
