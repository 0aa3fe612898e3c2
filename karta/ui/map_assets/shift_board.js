/* The board of shifts: dates across, places down; on a phone the days under one another. Text enters by textContent alone.
   Arrow keys go from cell to cell, Enter opens; a shift is dragged along its row to the day that it shall be moved to. */
const NARROW = "(max-width: 640px)";
const MOST_PIPS = 8;

export default function (component) {
  const { data, setTriggerValue, parentElement } = component;
  const root = parentElement.querySelector(".shift-board");
  const version = JSON.stringify({ ...data, chosen: null });
  root.board = { ...root.board, data, send: (choice) => setTriggerValue("chosen", choice) };
  if (root.dataset.version !== version) {
    root.dataset.version = version;
    root.narrow ??= watchWidth(root);
    draw(root);
  }
  mark(root);
  show(root);
}

function watchWidth(root) {
  const narrow = window.matchMedia(NARROW);
  narrow.addEventListener("change", () => {
    draw(root);
    mark(root);
  });
  return narrow;
}

function make(tag, parent, text, kind) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  parent.append(made);
  return made;
}

function draw(root) {
  const { data } = root.board;
  // Within the part's own tree: the page itself sees no further than its host.
  const focused = root.getRootNode().activeElement?.dataset.id;
  root.replaceChildren();
  data.lanes.forEach((lane) => drawLane(root, lane));
  if (root.narrow.matches) drawDays(root);
  else drawTable(root);
  if (focused) [...root.querySelectorAll("button")].find((button) => button.dataset.id === focused)?.focus();
}

function drawLane(root, lane) {
  make("h2", root, lane.title, "shift-lane-title");
  if (lane.note) make("p", root, lane.note, "shift-note");
  const list = make("ul", root, undefined, "shift-lane");
  lane.shifts.forEach((shift) => drawShift(root, make("li", list), shift, `${shift.day} ${shift.when}`, [`${shift.place}, ${shift.name}`]));
}

function drawTable(root) {
  const { data } = root.board;
  const frame = make("div", root, undefined, "shift-frame");
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", data.title);
  const table = make("table", frame, undefined, data.compact ? "compact" : "");
  drawHead(table, data);
  const body = make("tbody", table);
  data.rows.forEach((row, r) => {
    const line = make("tr", body);
    make("th", line, row.name).scope = "row";
    data.days.forEach((day, c) => drawCell(root, make("td", line, undefined, day.when), r, c));
  });
  if (data.rows.length === 0) {
    const none = make("td", make("tr", body), data.empty, "shift-none");
    none.colSpan = data.days.length + 1;
  }
  const first = frame.querySelector("button");
  if (first) first.tabIndex = 0;
  frame.addEventListener("keydown", (event) => step(frame, event));
  frame.addEventListener("focusin", (event) => rove(frame, event.target));
}

function drawHead(table, data) {
  const head = make("thead", table);
  const weeks = make("tr", head);
  make("td", weeks).rowSpan = 2;
  data.weeks.forEach((week) => {
    const cell = make("th", weeks, week, "shift-week");
    cell.colSpan = 7;
    cell.scope = "colgroup";
  });
  const days = make("tr", head);
  data.days.forEach((day) => {
    const cell = make("th", days, undefined, day.when);
    cell.scope = "col";
    make("span", cell, day.weekday);
    make("b", cell, data.compact ? day.number : day.date);
    if (day.when === "today" && !data.compact) make("i", cell, data.today);
  });
}

function drawCell(root, cell, r, c) {
  const { data } = root.board;
  const row = data.rows[r];
  row.shifts.filter((shift) => shift.column === c).forEach((shift) => {
    const button = drawShift(root, cell, shift, shift.when, [shift.name]);
    Object.assign(button.dataset, { r, c });
    button.tabIndex = -1;
    if (shift.moves) drag(root, button, shift, r);
  });
  const day = data.days[c];
  if (day.when === "past") return;
  if (data.may_plan) {
    if (!cell.firstChild && row.id) {
      const plus = make("button", cell, "+", "shift-new");
      plus.type = "button";
      plus.tabIndex = -1;
      Object.assign(plus.dataset, { r, c, id: `new ${row.id} ${day.iso}` });
      plus.setAttribute("aria-label", `${data.plan}: ${row.name}, ${day.label}`);
      plus.addEventListener("click", () => root.board.send({ act: "new", place: row.id, day: day.iso }));
    }
    drop(root, cell, r, day);
  }
}

function drawShift(root, parent, shift, when, names) {
  const button = make("button", parent, undefined, `shift ${shift.state}`);
  button.type = "button";
  button.dataset.id = shift.id;
  button.setAttribute("aria-label", shift.label);
  button.title = shift.label;
  make("strong", button, when);
  names.filter(Boolean).forEach((name) => make("span", button, name, "shift-name"));
  const pips = make("span", button, undefined, "shift-pips");
  for (let n = 0; n < Math.min(shift.filled, MOST_PIPS); n += 1) make("i", pips, undefined, "pip full");
  if (shift.filled > MOST_PIPS) make("em", pips, `+${shift.filled - MOST_PIPS}`);
  for (let n = 0; n < Math.min(shift.missing, MOST_PIPS); n += 1) make("i", pips, undefined, "pip");
  if (shift.said) make("em", pips, shift.said);
  make("b", button, shift.short, "shift-count");
  if (shift.series) make("small", button, shift.series);
  button.addEventListener("click", () => {
    root.board.opening = shift.id;
    root.board.send({ act: "open", id: shift.id });
  });
  return button;
}

function drawDays(root) {
  const { data } = root.board;
  data.days.forEach((day, c) => {
    const shifts = data.rows.flatMap((row) => row.shifts).filter((shift) => shift.column === c);
    if (shifts.length === 0) return;
    const part = make("section", root, undefined, "shift-day");
    make("h3", part, day.when === "today" ? `${day.label} · ${data.today}` : day.label);
    shifts.toSorted((a, b) => a.at - b.at)
      .forEach((shift) => drawShift(root, part, shift, shift.when, [shift.place, shift.name]));
  });
  if (data.rows.length === 0) make("p", root, data.empty, "shift-note");
}

function drag(root, button, shift, r) {
  button.draggable = true;
  button.addEventListener("dragstart", (event) => {
    root.board.dragged = { id: shift.id, r, day: shift.iso };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", shift.id);
  });
  button.addEventListener("dragend", () => { root.board.dragged = null; });
}

// A shift is dropped on another day of its own row: the page asks before anything is moved.
function drop(root, cell, r, day) {
  const fits = () => root.board.dragged?.r === r && root.board.dragged.day !== day.iso;
  cell.addEventListener("dragover", (event) => {
    if (!fits()) return;
    event.preventDefault();
    cell.classList.add("shift-target");
  });
  cell.addEventListener("dragleave", () => cell.classList.remove("shift-target"));
  cell.addEventListener("drop", (event) => {
    cell.classList.remove("shift-target");
    if (!fits()) return;
    event.preventDefault();
    root.board.opening = root.board.dragged.id;
    root.board.send({ act: "move", id: root.board.dragged.id, day: day.iso });
  });
}

function box(button) {
  const among = [...button.parentElement.children].indexOf(button);
  return [Number(button.dataset.c), Number(button.dataset.r) * 100 + among];
}

// One stop of Tab for the whole table; arrows go on from there, to the nearest in their direction.
function step(frame, event) {
  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const way = ways[event.key];
  const at = event.target.closest("button");
  if (!way || !at) return;
  const from = box(at);
  const away = (button) => box(button).map((value, n) => value - from[n]);
  const cost = (button) => {
    const [right, down] = away(button);
    const forward = right * way[0] + down * way[1];
    const aside = way[0] ? Math.abs(down) : Math.abs(right) * 10_000;
    return forward > 0 ? forward + aside * (way[0] ? 1000 : 1) : Infinity;
  };
  const next = [...frame.querySelectorAll("button")].reduce((best, button) => (cost(button) < cost(best) ? button : best), at);
  event.preventDefault();
  if (next !== at) next.focus();
}

function rove(frame, target) {
  if (target.tagName !== "BUTTON") return;
  frame.querySelectorAll("button[tabindex='0']").forEach((button) => { button.tabIndex = -1; });
  target.tabIndex = 0;
}

function mark(root) {
  root.querySelectorAll("button.shift").forEach((button) => {
    const here = button.dataset.id === root.board.data.chosen;
    button.classList.toggle("here", here);
    if (here) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
}

// What was opened comes into sight and is read on from its heading.
function show(root, tries = 20) {
  const { opening, data } = root.board;
  if (!opening || data.chosen !== opening) return;
  const heading = document.querySelector(".st-key-karta_shift [tabindex]");
  if (heading && heading.closest("[data-stale='true']") === null) {
    root.board.opening = null;
    heading.focus({ preventScroll: true });
    if (root.narrow.matches) heading.scrollIntoView({ block: "center" });
  } else if (tries) window.setTimeout(() => show(root, tries - 1), 100);
}
