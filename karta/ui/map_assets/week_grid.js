/* The week grid: rows of places (or days) by hours, a cell for each state. Text enters by textContent alone. The rows
   are fetched once; a block of them is written when it comes near the screen, so that 5,000 places cost what is seen.
   Where there is room the hours share the width, and nothing scrolls sideways; hours in which nobody needs anything are
   left out unless all are asked for. */
const GLYPH = ["", "", "✓", "", "", "?", "", "", "?"];
// States with a mark that is a letter of the language.
const [SUGGESTED, VISIT] = [6, 7];
const BLOCK = 24;
const ROW_HIGH = 22;
// States of an hour that asks for nothing; how wide the grid must be for its hours to share the width; what a cell must
// measure for its sign, and for a small one.
const [NOT_DECIDED, NO_NEED] = [0, 1];
const SHARED_FROM = 900;
const [ROOMY, SMALL] = [19, 12];
// The first block is written at the latest when the page has come to rest.
const REST_MS = 1500;

export default function (component) {
  const { data: grid, setTriggerValue, parentElement } = component;
  const root = parentElement.querySelector(".week-grid");
  karta.paper.put(root, () => root.table?.blocks.forEach((_, number) => write(root, number)));
  // The map hears here that what comes after it on the page has come, too.
  if (grid.answer_to) karta.answered = grid.answer_to;
  // Two weeks alike in every state are still two weeks, and two places two: their days and their name stand with them.
  const version = JSON.stringify([grid.key, grid.language, grid.title, grid.days, grid.every_hour]);
  if (root.dataset.version === version) {
    if (root.table) select(root, grid.row, grid.column, true);
    return;
  }
  root.dataset.version = version;
  karta.parcel(new URL(grid.url, document.baseURI).href).then((rows) => {
    if (root.dataset.version !== version) return;
    build(root, { ...grid, rows }, setTriggerValue);
    select(root, grid.row, grid.column, true);
  }, () => { delete root.dataset.version; });
}

function build(root, grid, send) {
  root.replaceChildren();
  const columns = columnsOf(grid);
  const table = document.createElement("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", grid.title);
  table.setAttribute("aria-rowcount", String(grid.rows.id.length));
  table.append(head(grid, columns));
  root.table = { grid, columns, send, number: new Intl.NumberFormat(grid.language, { maximumFractionDigits: 1 }), blocks: [] };
  const near = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => write(root, Number(target.dataset.block)));
  }, { rootMargin: "300px" });
  for (let first = 0; first < grid.rows.id.length; first += BLOCK) {
    const body = document.createElement("tbody");
    const count = Math.min(BLOCK, grid.rows.id.length - first);
    body.dataset.block = root.table.blocks.length;
    body.append(empty(count));
    root.table.blocks.push({ body, first, count, written: false });
    table.append(body);
    near.observe(body);
  }
  root.append(table);
  fit(root);
  root.fitting ??= new ResizeObserver(() => fit(root));
  root.fitting.observe(root);
  window.setTimeout(() => { if (root.table.blocks.length > 0) write(root, 0); }, REST_MS);
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-r]");
    if (cell) choose(root, Number(cell.dataset.r), cell.dataset.c === undefined ? null : Number(cell.dataset.c));
  });
  table.addEventListener("keydown", (event) => onKey(root, event));
  table.addEventListener("focusin", (event) => describe(root, event.target));
  table.addEventListener("mouseover", (event) => describe(root, event.target));
}

function columnsOf(grid) {
  const all = grid.hours.map((_, c) => c);
  if (grid.every_hour) return all;
  const asks = (c) => grid.rows.id.some((_, r) => ![NOT_DECIDED, NO_NEED].includes(stateOf(grid, r, c)));
  const needed = all.filter((c) => asks(c));
  return needed.length > 0 ? needed : all;
}

function fit(root) {
  const { grid, columns } = root.table;
  const shared = grid.strip || root.clientWidth >= SHARED_FROM;
  const cell = (root.clientWidth - (root.querySelector("tbody th")?.offsetWidth ?? 0)) / columns.length;
  root.classList.toggle("strip", grid.strip);
  root.classList.toggle("shared", shared);
  root.classList.toggle("small", shared && cell < ROOMY);
  root.classList.toggle("tight", shared && cell < SMALL);
}

function empty(count) {
  const row = document.createElement("tr");
  row.style.height = `${count * ROW_HIGH}px`;
  row.append(document.createElement("td"));
  return row;
}

function write(root, number) {
  const block = root.table.blocks[number];
  if (!block || block.written) return;
  block.written = true;
  const rows = [];
  for (let r = block.first; r < block.first + block.count; r += 1) rows.push(line(root, r));
  block.body.replaceChildren(...rows);
  const { grid, waits } = root.table;
  const at = grid.rows.id.indexOf(root.table.row);
  const here = at >= block.first && at < block.first + block.count;
  if (here || waits || !root.querySelector("[tabindex='0']")) select(root, root.table.row, root.table.column, waits);
}

function stateOf(grid, r, c) {
  return grid.rows.states[r * grid.hours.length + c];
}

// Whether a cell holds a gap before or after a training.
function isAround(grid, r, c) {
  return grid.rows.around[r * grid.hours.length + c] === 1;
}

function missingOf(root, r, c) {
  const tenths = root.table.grid.rows.missing[r * root.table.grid.hours.length + c];
  return tenths ? root.table.number.format(tenths / 10) : "";
}

function head(grid, columns) {
  const top = document.createElement("thead");
  const days = document.createElement("tr");
  const hours = document.createElement("tr");
  days.append(document.createElement("td"));
  hours.append(document.createElement("td"));
  const shown = shownOf(grid.days, columns);
  for (const [n, day] of grid.days.entries()) {
    if (shown[n] === 0) continue;
    const cell = document.createElement("th");
    cell.colSpan = shown[n];
    cell.scope = "colgroup";
    const label = document.createElement("span");
    label.textContent = day.label;
    cell.append(label);
    days.append(cell);
  }
  columns.forEach((c, n) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = isFirst(grid, columns, n) ? "first" : "";
    cell.classList.toggle("quarter", Number(grid.hours[c]) % 6 === 0);
    cell.dataset.h = c;
    cell.textContent = grid.hours[c];
    hours.append(cell);
  });
  if (grid.days.length > 0) top.append(days);
  top.append(hours);
  return top;
}

// How many of the columns are of each day.
function shownOf(days, columns) {
  const ends = days.map((_, n) => days.slice(0, n + 1).reduce((hours, day) => hours + day.hours, 0));
  return ends.map((end, n) => columns.filter((c) => c >= end - days[n].hours && c < end).length);
}

// Whether a column is the first that is shown of its day.
function isFirst(grid, columns, n) {
  const before = n === 0 ? -1 : columns[n - 1];
  return grid.starts.some((starts, c) => starts && c > before && c <= columns[n]);
}

function line(root, r) {
  const { grid, columns } = root.table;
  const tr = document.createElement("tr");
  tr.setAttribute("aria-rowindex", String(r + 1));
  const name = document.createElement("th");
  name.scope = "row";
  name.dataset.r = r;
  name.textContent = grid.rows.name[r];
  name.title = grid.rows.name[r];
  tr.append(name);
  for (const [n, c] of columns.entries()) {
    const cell = document.createElement("td");
    const state = stateOf(grid, r, c);
    if (state >= GLYPH.length) {
      tr.append(cell);
      continue;
    }
    cell.className = `s${state}${isFirst(grid, columns, n) ? " first" : ""}${isAround(grid, r, c) ? " around" : ""}`;
    cell.dataset.r = r;
    cell.dataset.c = c;
    cell.tabIndex = -1;
    const marks = { [SUGGESTED]: grid.marks[0], [VISIT]: grid.marks[1] };
    cell.textContent = state === 3 || state === 4 ? missingOf(root, r, c) : marks[state] ?? GLYPH[state];
    cell.setAttribute("aria-label", said(root, r, c));
    tr.append(cell);
  }
  return tr;
}

// A cell in words: place, hour, state and, of a gap, how many, and that it is before or after a training.
function said(root, r, c) {
  const { grid } = root.table;
  const missing = missingOf(root, r, c);
  const parts = [grid.place || grid.rows.name[r], grid.hour_names[grid.rows.offset[r] + c], grid.states[stateOf(grid, r, c)]];
  if (missing) parts.push(grid.missing.replace("{n}", missing));
  if (isAround(grid, r, c)) parts.push(grid.around);
  return parts.join(", ");
}

function describe(root, target) {
  const cell = target.closest?.("td[data-c]");
  if (cell && !cell.title) cell.title = cell.getAttribute("aria-label");
}

function choose(root, r, c) {
  const { grid, send } = root.table;
  select(root, grid.rows.id[r], c, false);
  send("chosen", { place_id: grid.rows.id[r], hour: c === null ? null : grid.rows.offset[r] + c });
}

function select(root, id, c, scroll) {
  const { grid, blocks } = root.table;
  // What is chosen before its row is written is brought into view once it is.
  Object.assign(root.table, { row: id, column: c, waits: scroll || Boolean(root.table.waits) });
  const r = grid.rows.id.indexOf(id);
  if (r >= 0 && scroll && root.table.shown) write(root, Math.floor(r / BLOCK));
  root.table.shown = root.table.shown || blocks.some((block) => block.written);
  root.querySelectorAll(".on, .row-on, .hour-on").forEach((cell) => cell.classList.remove("on", "row-on", "hour-on"));
  const hour = c === null || c === undefined ? null : root.querySelector(`th[data-h="${c}"]`);
  if (hour) hour.classList.add("hour-on");
  root.querySelectorAll("[tabindex='0']").forEach((cell) => { cell.tabIndex = -1; });
  const name = root.querySelector(`th[data-r="${r}"]`);
  if (name) name.classList.add("row-on");
  const chosen = root.querySelector(`td[data-r="${r}"][data-c="${c ?? 0}"]`);
  const cell = chosen || root.querySelector(`td[data-c="${c ?? 0}"]`) || root.querySelector("td[data-c]");
  if (!cell) return;
  cell.tabIndex = 0;
  if (c === null || c === undefined) return;
  if (chosen) chosen.classList.add("on");
  if (!root.table.waits || (r >= 0 && !chosen)) return;
  root.table.waits = false;
  bring(root, cell, r >= 0);
}

// The cell into view beside the names, which stand still on the left; without a chosen row the hour alone.
function bring(root, cell, down) {
  const names = root.querySelector("tbody th")?.offsetWidth ?? 0;
  const wide = root.clientWidth - names;
  const from = cell.offsetLeft - names;
  if (from < root.scrollLeft + 20 || from > root.scrollLeft + wide - 40) root.scrollLeft = from - wide / 2;
  if (down && (cell.offsetTop < root.scrollTop + 50 || cell.offsetTop > root.scrollTop + root.clientHeight - 30)) {
    root.scrollTop = cell.offsetTop - root.clientHeight / 2;
  }
}

function onKey(root, event) {
  const cell = event.target.closest("td[data-c]");
  if (!cell) return;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const r = Number(cell.dataset.r);
  const c = Number(cell.dataset.c);
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(root, r, c);
  } else if (step) {
    event.preventDefault();
    write(root, Math.floor((r + step[0]) / BLOCK));
    const { columns } = root.table;
    const column = columns[columns.indexOf(c) + step[1]];
    const next = root.querySelector(`td[data-r="${r + step[0]}"][data-c="${column}"]`);
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    bring(root, next, true);
  }
}
