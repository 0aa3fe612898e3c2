"""A personal link through the proxy, at a second address of the machine: asked for plainly, and opened in Chromium."""

import shutil

from playwright.sync_api import Error, sync_playwright

from karta.services.access import viewers
from karta.services.register import organisations
from karta.services.rosters import invitations
from karta.services.workspace import create
from scripts.proxied import ELSEWHERE, NAME, Proxy

WHO = "Robin"
WITHIN_MS = 20_000


def opens_a_link(proxy: Proxy) -> None:
    """A link opens at the second address, in a browser too, and asks nobody else; withdrawn, it opens nothing."""
    town, viewer = create(proxy.town), viewers.local()
    org = organisations.add_organisation(town, viewer, "Vandrarna")
    (made,) = invitations.invite_all(town, viewer, org, [(WHO, "")])
    path = f"/p/{made.token}"
    answer = proxy.ask(path)
    proxy.expect(answer.status == 200 and WHO in answer.body, f"a link at {ELSEWHERE}: {answer.status}")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium saknas: länken är inte öppnad i en webbläsare.")
    else:
        _in_a_browser(proxy, chromium, path)
    invitations.withdraw_link(town, viewer, made.person_id)
    answer = proxy.ask(path)
    proxy.expect(answer.status == 404 and WHO not in answer.body, f"a withdrawn link: {answer.status}")
    town.store.close()


def _in_a_browser(proxy: Proxy, chromium: str, path: str) -> None:
    """Open a link in a browser in which the name leads to the second address alone, and nothing else leads anywhere."""
    rules = f"MAP {NAME} {ELSEWHERE}, MAP * ~NOTFOUND, EXCLUDE {ELSEWHERE}"
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={rules}"]
        )
        # The certificate is the proxy's own of this trial; that it is right is checked by what asks plainly.
        page = browser.new_context(ignore_https_errors=True, locale="sv-SE").new_page()
        page.on("request", lambda request: asked.append(request.url))
        try:
            answer = page.goto(f"https://{proxy.authority}{path}?lang=sv_latt", timeout=WITHIN_MS)
            at = answer.server_addr() if answer else None
            proxy.expect(at is not None and at["ipAddress"] == ELSEWHERE, f"the browser came to {at}")
            proxy.expect(WHO in page.locator("h1").inner_text(timeout=WITHIN_MS), "the link shows no name")
        except Error as error:
            proxy.expect(False, f"the browser: {error.message[:200]}")  # noqa: FBT003 - reads like an assertion
        browser.close()
    own = f"https://{proxy.authority}/"
    proxy.expect(all(url.startswith(own) for url in asked), f"asked elsewhere: {asked}")
