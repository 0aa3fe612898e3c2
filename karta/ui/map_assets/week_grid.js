// The week grid: rows of places (or days) by hours, one cell a state. Text enters by textContent alone. The rows are
// fetched once; a block of them is written when it comes near the screen, so that 5,000 places cost what one sees.
const GLYPH = ["", "", "✓", "", "", "?", "f", "?"];
const BLOCK = 24;
const ROW_HIGH = 22;
const REST_MS = 1500; // the first block is written at the latest when the page has come to rest

export default function (component) {
  const { data, setTriggerValue, parentElement } = component;
  const root = parentElement.querySelector(".week-grid");
  const mark = JSON.stringify([data.key, data.language]);
  if (root.dataset.mark === mark) {
    if (root.karta) select(root, data.row, data.column, true);
    return;
  }
  root.dataset.mark = mark;
  window.karta.parcel(new URL(data.url, document.baseURI).href).then((rows) => {
    if (root.dataset.mark !== mark) return;
    build(root, { ...data, rows }, setTriggerValue);
    select(root, data.row, data.column, true);
  }, () => { delete root.dataset.mark; });
}

function build(root, data, send) {
  root.replaceChildren();
  const table = document.createElement("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", data.title);
  table.setAttribute("aria-rowcount", String(data.rows.id.length));
  table.append(head(data));
  root.karta = { data, send, number: new Intl.NumberFormat(data.language, { maximumFractionDigits: 1 }), blocks: [] };
  const near = new IntersectionObserver((seen) => {
    seen.filter((one) => one.isIntersecting).forEach((one) => write(root, Number(one.target.dataset.block)));
  }, { rootMargin: "300px" });
  for (let first = 0; first < data.rows.id.length; first += BLOCK) {
    const body = document.createElement("tbody");
    const count = Math.min(BLOCK, data.rows.id.length - first);
    body.dataset.block = root.karta.blocks.length;
    body.append(empty(count));
    root.karta.blocks.push({ body, first, count, written: false });
    table.append(body);
    near.observe(body);
  }
  root.append(table);
  window.setTimeout(() => { if (root.karta.blocks.length) write(root, 0); }, REST_MS);
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-r]");
    if (cell) choose(root, Number(cell.dataset.r), cell.dataset.c === undefined ? null : Number(cell.dataset.c));
  });
  table.addEventListener("keydown", (event) => onKey(root, event));
  table.addEventListener("focusin", (event) => describe(root, event.target));
  table.addEventListener("mouseover", (event) => describe(root, event.target));
}

function empty(count) {
  const row = document.createElement("tr");
  row.style.height = `${count * ROW_HIGH}px`;
  row.append(document.createElement("td"));
  return row;
}

function write(root, number) {
  const block = root.karta.blocks[number];
  if (!block || block.written) return;
  block.written = true;
  const rows = [];
  for (let r = block.first; r < block.first + block.count; r += 1) rows.push(line(root, r));
  block.body.replaceChildren(...rows);
  const { data } = root.karta;
  const at = data.rows.id.indexOf(root.karta.row);
  if (at >= block.first && at < block.first + block.count) select(root, root.karta.row, root.karta.column, false);
  else if (number === 0 && !root.querySelector("[tabindex='0']")) select(root, root.karta.row, root.karta.column, false);
}

function stateOf(data, r, c) {
  return data.rows.states[r * data.hours.length + c];
}

function missingOf(root, r, c) {
  const tenths = root.karta.data.rows.missing[r * root.karta.data.hours.length + c];
  return tenths ? root.karta.number.format(tenths / 10) : "";
}

function head(data) {
  const top = document.createElement("thead");
  const days = document.createElement("tr");
  const hours = document.createElement("tr");
  days.append(document.createElement("td"));
  hours.append(document.createElement("td"));
  for (const day of data.days) {
    const cell = document.createElement("th");
    cell.colSpan = day.hours;
    cell.scope = "colgroup";
    const label = document.createElement("span");
    label.textContent = day.label;
    cell.append(label);
    days.append(cell);
  }
  data.hours.forEach((hour, c) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = data.starts[c] ? "first" : "";
    cell.textContent = hour;
    hours.append(cell);
  });
  if (data.days.length) top.append(days);
  top.append(hours);
  return top;
}

function line(root, r) {
  const { data } = root.karta;
  const tr = document.createElement("tr");
  tr.setAttribute("aria-rowindex", String(r + 1));
  const name = document.createElement("th");
  name.scope = "row";
  name.dataset.r = r;
  name.textContent = data.rows.name[r];
  name.title = data.rows.name[r];
  tr.append(name);
  for (let c = 0; c < data.hours.length; c += 1) {
    const cell = document.createElement("td");
    const state = stateOf(data, r, c);
    if (state >= GLYPH.length) {
      tr.append(cell);
      continue;
    }
    cell.className = `s${state}${data.starts[c] ? " first" : ""}`;
    cell.dataset.r = r;
    cell.dataset.c = c;
    cell.tabIndex = -1;
    cell.textContent = state === 3 || state === 4 ? missingOf(root, r, c) : GLYPH[state];
    tr.append(cell);
  }
  return tr;
}

function describe(root, target) {
  const cell = target.closest?.("td[data-c]");
  if (!cell || cell.title) return;
  const { data } = root.karta;
  const [r, c] = [Number(cell.dataset.r), Number(cell.dataset.c)];
  const missing = missingOf(root, r, c);
  const said = [data.rows.name[r], data.titles[data.rows.offset[r] + c], data.states[stateOf(data, r, c)]];
  if (missing) said.push(data.missing.replace("{n}", missing));
  cell.title = said.join(", ");
  cell.setAttribute("aria-label", cell.title);
}

function choose(root, r, c) {
  const { data, send } = root.karta;
  select(root, data.rows.id[r], c, false);
  send("chosen", { place_id: data.rows.id[r], hour: c === null ? null : data.rows.offset[r] + c });
}

function select(root, id, c, scroll) {
  const { data, blocks } = root.karta;
  Object.assign(root.karta, { row: id, column: c });
  const r = data.rows.id.indexOf(id);
  if (r >= 0 && scroll && root.karta.shown) write(root, Math.floor(r / BLOCK));
  root.karta.shown = root.karta.shown || blocks.some((block) => block.written);
  root.querySelectorAll(".on, .row-on").forEach((cell) => cell.classList.remove("on", "row-on"));
  root.querySelectorAll("[tabindex='0']").forEach((cell) => { cell.tabIndex = -1; });
  const name = root.querySelector(`th[data-r="${r}"]`);
  if (name) name.classList.add("row-on");
  const cell = root.querySelector(`td[data-r="${Math.max(0, r)}"][data-c="${c ?? 0}"]`) || root.querySelector("td[data-c]");
  if (!cell) return;
  cell.tabIndex = 0;
  if (r < 0 || c === null || c === undefined) return;
  cell.classList.add("on");
  if (!scroll) return;
  const left = cell.offsetLeft - root.clientWidth / 2;
  if (cell.offsetLeft < root.scrollLeft + 160 || cell.offsetLeft > root.scrollLeft + root.clientWidth - 40) root.scrollLeft = left;
  if (cell.offsetTop < root.scrollTop + 50 || cell.offsetTop > root.scrollTop + root.clientHeight - 30) {
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
    const next = root.querySelector(`td[data-r="${r + step[0]}"][data-c="${c + step[1]}"]`);
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
