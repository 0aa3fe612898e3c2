// The week grid: rows of places (or days) by hours, one cell a state. Text enters by textContent alone.
const GLYPH = ["", "", "✓", "", "", "?", "f"];

export default function (component) {
  const { data, setTriggerValue, parentElement } = component;
  const root = parentElement.querySelector(".week-grid");
  const mark = JSON.stringify([data.key, data.language]);
  if (root.dataset.mark !== mark) {
    build(root, data, setTriggerValue);
    root.dataset.mark = mark;
  }
  select(root, data.row, data.column, true);
}

function build(root, data, send) {
  root.replaceChildren();
  const table = document.createElement("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", data.title);
  table.append(head(data));
  const body = document.createElement("tbody");
  data.rows.forEach((row, r) => body.append(line(data, row, r)));
  table.append(body);
  root.append(table);
  root.karta = { data, send };
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-r]");
    if (cell) choose(root, Number(cell.dataset.r), cell.dataset.c === undefined ? null : Number(cell.dataset.c));
  });
  table.addEventListener("keydown", (event) => onKey(root, event));
  table.addEventListener("focusin", (event) => describe(root, event.target));
  table.addEventListener("mouseover", (event) => describe(root, event.target));
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

function line(data, row, r) {
  const tr = document.createElement("tr");
  const name = document.createElement("th");
  name.scope = "row";
  name.dataset.r = r;
  name.textContent = row.name;
  name.title = row.name;
  tr.append(name);
  for (let c = 0; c < data.hours.length; c += 1) {
    const cell = document.createElement("td");
    const state = row.states.charCodeAt(c) - 48;
    if (state > 6) {
      tr.append(cell);
      continue;
    }
    cell.className = `s${state}${data.starts[c] ? " first" : ""}`;
    cell.dataset.r = r;
    cell.dataset.c = c;
    cell.tabIndex = -1;
    const missing = row.missing[c];
    cell.textContent = state === 3 || state === 4 ? missing : GLYPH[state];
    tr.append(cell);
  }
  return tr;
}

function describe(root, target) {
  const cell = target.closest?.("td[data-c]");
  if (!cell || cell.title) return;
  const { data } = root.karta;
  const row = data.rows[Number(cell.dataset.r)];
  const state = row.states.charCodeAt(Number(cell.dataset.c)) - 48;
  const missing = row.missing[Number(cell.dataset.c)];
  const said = [row.name, data.titles[row.offset + Number(cell.dataset.c)], data.states[state]];
  if (missing) said.push(data.missing.replace("{n}", missing));
  cell.title = said.join(", ");
  cell.setAttribute("aria-label", cell.title);
}

function choose(root, r, c) {
  const { data, send } = root.karta;
  const row = data.rows[r];
  select(root, r, c, false);
  send("chosen", { place_id: row.id, hour: c === null ? null : row.offset + c });
}

function select(root, r, c, scroll) {
  root.querySelectorAll(".on, .row-on").forEach((cell) => cell.classList.remove("on", "row-on"));
  root.querySelectorAll("[tabindex='0']").forEach((cell) => { cell.tabIndex = -1; });
  const name = root.querySelector(`th[data-r="${r}"]`);
  if (name) name.classList.add("row-on");
  const cell = root.querySelector(`td[data-r="${r ?? 0}"][data-c="${c ?? 0}"]`) || root.querySelector("td[data-c]");
  if (!cell) return;
  cell.tabIndex = 0;
  if (r === null || r === undefined || c === null || c === undefined) return;
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
    const next = root.querySelector(`td[data-r="${r + step[0]}"][data-c="${c + step[1]}"]`);
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
