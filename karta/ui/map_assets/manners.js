/* What Streamlit leaves undone in the browser: on a phone the menu closes when a page is chosen, and a press beside it
   only closes it; what was just done takes the focus that its button left, so that undo is one key away. */

const NARROW = "(max-width: 640px)";
const NOTE = ".st-key-karta_note";
// How often it is looked whether the focus has been lost, and how long after a note has come, in milliseconds.
const EVERY = 100;
const FOR = 10000;
// When something was last pressed: whoever presses says where they are.
let pressed = 0;

function menu() {
  const element = document.querySelector("[data-testid=stSidebar]");
  return element?.dataset.collapsed === "false" && matchMedia(NARROW).matches ? element : null;
}

function close() {
  menu()?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}

function watchMenu() {
  let isBeside = false;
  document.addEventListener(
    "pointerdown",
    (press) => {
      pressed = performance.now();
      const open = menu();
      isBeside = Boolean(open && !open.contains(press.target));
    },
    true,
  );
  document.addEventListener(
    "click",
    (press) => {
      if (isBeside) {
        isBeside = false;
        press.preventDefault();
        press.stopPropagation();
        close();
      } else if (menu()?.contains(press.target) && press.target.closest("a")) setTimeout(close);
    },
    true,
  );
}

function take(note) {
  const begun = performance.now();
  const timer = setInterval(() => {
    if (!note.isConnected || pressed > begun || performance.now() > begun + FOR) clearInterval(timer);
    else if (document.activeElement === document.body) {
      clearInterval(timer);
      const undo = note.querySelector("button");
      if (!undo) note.tabIndex = -1;
      (undo ?? note).focus({ preventScroll: true });
    }
  }, EVERY);
}

function watchNotes() {
  let last = "";
  new MutationObserver(() => {
    const note = document.querySelector(NOTE);
    const words = note?.textContent ?? "";
    if (words && words !== last) take(note);
    last = words;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

export default function show() {
  if (window.kartaManners) return;
  window.kartaManners = true;
  watchMenu();
  watchNotes();
}
