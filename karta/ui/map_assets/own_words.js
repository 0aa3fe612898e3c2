/* Streamlit's own English words in the page's language, wherever they come to stand: names for screen readers, hints in
   fields, and what its lists say. What people have typed is never looked at: only whole phrases that are ours to say. */

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-valuetext"];
// Where texts, too, are Streamlit's own; never in what pages show.
const PLACES =
  "[role=listbox], [data-testid=stTooltipContent], [data-testid=stSelectbox], [data-testid=stMultiSelect], " +
  "[role=spinbutton], [role=dialog], [data-testid=InputInstructions], [data-testid=stStatusWidget], " +
  "[data-testid=stSkipToContent], [data-baseweb=popover], [role=tooltip]";
const PAGE = "[data-testid=stHtml], [data-testid=stMarkdownContainer]";

function inOwn(phrase, book) {
  const whole = book.words[phrase];
  if (whole) return whole;
  for (const [before, own] of book.beginnings) {
    if (phrase.startsWith(before)) return own + phrase.slice(before.length);
  }
  return null;
}

function name(element, book) {
  for (const attribute of ATTRIBUTES) {
    const said = element.getAttribute(attribute);
    const own = said && inOwn(said, book);
    if (own && own !== said) element.setAttribute(attribute, own);
  }
}

function write(node, book) {
  const place = node.parentElement?.closest(PLACES);
  if (!place || node.parentElement.closest(PAGE)) return;
  const own = inOwn(node.data.trim(), book);
  if (own && own !== node.data) node.data = own;
}

function look(root, book) {
  if (root.nodeType === Node.TEXT_NODE) {
    write(root, book);
    return;
  }
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  name(root, book);
  for (const element of root.querySelectorAll("*")) name(element, book);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) write(texts.currentNode, book);
}

function changed(changes, book) {
  for (const change of changes) {
    if (change.type === "childList") for (const node of change.addedNodes) look(node, book);
    else if (change.type === "characterData") write(change.target, book);
    else name(change.target, book);
  }
}

export default function show({ data }) {
  // The book is read anew at each run: another language has other words, or none to replace.
  const before = window.kartaOwnWords;
  window.kartaOwnWords = data;
  if (!before) {
    new MutationObserver((changes) => changed(changes, window.kartaOwnWords)).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
    });
  }
  if (JSON.stringify(before) !== JSON.stringify(data)) look(document.documentElement, data);
}
