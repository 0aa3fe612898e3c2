/* A list of rows to choose from, with a box to search in and columns to sort by. Text enters by textContent alone.
   It is fetched once and written when it comes near the screen; long lists are written while they are scrolled. */
const STEP = 60;
const REST_MS = 1500;

export default function (component) {
  const { data: list, setTriggerValue, setStateValue, parentElement } = component;
  const root = parentElement.querySelector(".row-table");
  karta.paper.put(root, () => writeAll(root));
  const version = JSON.stringify([list.key, list.title]);
  if (root.dataset.version === version) {
    if (root.table) point(root, list.place, list.hour);
    return;
  }
  root.dataset.version = version;
  const open = () => {
    karta.parcel(new URL(list.url, document.baseURI).href).then((rows) => {
      if (root.dataset.version !== version) return;
      build(root, { ...list, rows, pick: (picked) => setStateValue("picked", picked) }, setTriggerValue);
      point(root, list.place, list.hour);
    }, () => { delete root.dataset.version; });
  };
  const near = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) start();
  }, { rootMargin: "300px" });
  const start = () => {
    near.disconnect();
    window.clearTimeout(resting);
    open();
  };
  const resting = window.setTimeout(start, REST_MS);
  near.observe(root);
}

function make(tag, parent, text) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function build(root, list, send) {
  root.replaceChildren();
  const search = make("input", root);
  search.type = "search";
  search.placeholder = list.search;
  search.setAttribute("aria-label", list.search);
  const frame = make("div", root);
  frame.className = list.many ? "row-table-frame tall" : "row-table-frame";
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", list.title);
  const table = make("table", frame);
  const heads = make("tr", make("thead", table));
  const body = make("tbody", table);
  const state = { list, send, body, frame, search, order: list.rows.place.map((_, r) => r), sorted: null, up: true, written: 0,
    picked: new Set([...root.table?.picked ?? []].filter((name) => list.rows.place.includes(name))) };
  root.table = state;
  if (list.many) pickAll(root, make("th", heads));
  state.plain = list.rows.cells.map((cells, r) => [...cells, ...labelsOf(list, r)].join(" ").toLocaleLowerCase(list.language));
  list.columns.forEach((column, c) => {
    const head = make("th", heads);
    head.scope = "col";
    const button = make("button", head, column.label);
    button.type = "button";
    button.title = column.help || "";
    button.addEventListener("click", () => sort(root, c, heads));
  });
  search.addEventListener("input", () => filter(root, search.value));
  frame.addEventListener("scroll", () => {
    if (frame.scrollTop + frame.clientHeight > frame.scrollHeight - 400) more(root);
  });
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    const part = event.target.closest("[data-part]");
    if (row && !event.target.closest(".pick")) choose(root, Number(row.dataset.r), part && Number(part.dataset.part));
  });
  if (list.stay) {
    search.value = karta.address.read("sok");
    const [column, way] = karta.address.read("sort").split("-");
    if (search.value) narrow(root, search.value);
    if (list.columns[column]) {
      Object.assign(state, { sorted: Number(column), up: way !== "ned" });
      headed(root, heads);
      arrange(root);
    }
  }
  rewrite(root);
}

function narrow(root, text) {
  const { list, plain } = root.table;
  const words = text.toLocaleLowerCase(list.language).split(/\s+/u).filter(Boolean);
  root.table.order = plain.map((_, r) => r).filter((r) => words.every((word) => plain[r].includes(word)));
}

function headed(root, heads) {
  const { sorted, up } = root.table;
  [...heads.children].filter((head) => head.className !== "pick").forEach((head, n) => {
    if (n === sorted) head.setAttribute("aria-sort", up ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  });
}

// What is sought and by which column it is sorted stands in the address, where the table is the page's main one.
function writeAddress(root) {
  const { list, sorted, up, search } = root.table;
  if (!list.stay) return;
  karta.address.write("sok", search.value.trim());
  karta.address.write("sort", sorted === null ? "" : `${sorted}-${up ? "upp" : "ned"}`);
}

function filter(root, text) {
  narrow(root, text);
  arrange(root);
  rewrite(root);
  writeAddress(root);
}

function sort(root, c, heads) {
  const state = root.table;
  state.up = state.sorted === c ? !state.up : !state.list.columns[c].number;
  state.sorted = c;
  headed(root, heads);
  arrange(root);
  rewrite(root);
  writeAddress(root);
}

function arrange(root) {
  const { list, order, sorted, up } = root.table;
  if (sorted === null) return;
  const by = list.rows.sort[sorted];
  const way = up ? 1 : -1;
  const compare = (a, b) => (typeof by[a] === "number" ? by[a] - by[b] : by[a].localeCompare(by[b], list.language));
  order.sort((a, b) => way * compare(a, b) || a - b);
}

function rewrite(root) {
  root.table.written = 0;
  root.table.body.replaceChildren();
  more(root);
}

function more(root) {
  const { list, body, order, written } = root.table;
  order.slice(written, written + STEP).forEach((r) => {
    const row = make("tr", body);
    row.dataset.r = r;
    if (list.many) pickOne(root, make("td", row), r);
    list.rows.cells[r].forEach((text, c) => {
      const cell = make(c === list.main ? "th" : "td", row);
      cell.dataset.head = list.columns[c].label;
      if (list.columns[c].number) cell.className = "number";
      // A narrow screen has no heads: each figure has its own beside it.
      cell.dataset.head = list.columns[c].label;
      if (c !== list.main) {
        if (c === 0 && list.rows.parts[r].length > 0) parts(root, make("span", cell, text), r);
        else cell.textContent = text;
        return;
      }
      cell.scope = "row";
      make("button", cell, text).type = "button";
    });
  });
  root.table.written = Math.min(order.length, written + STEP);
  mark(root);
}

function labelsOf(list, r) {
  return list.rows.parts[r].map(([, label]) => label);
}

// What of a row can be chosen by itself; who hears it hears whose it is.
function parts(root, box, r) {
  const { list } = root.table;
  labelsOf(list, r).forEach((label, n) => {
    const button = make("button", box, label);
    button.type = "button";
    button.className = "part";
    button.dataset.part = n;
    button.setAttribute("aria-label", `${list.rows.cells[r][list.main]}, ${label}`);
  });
}

// Rows that are picked for one act; they stay picked whatever is sought or sorted.
function pickOne(root, cell, r) {
  const { list, picked } = root.table;
  const name = list.rows.place[r];
  const box = tick(cell, `${list.many} ${list.rows.cells[r].slice(0, list.main + 2).join(", ")}`);
  box.checked = picked.has(name);
  box.addEventListener("change", () => {
    if (box.checked) picked.add(name);
    else picked.delete(name);
    list.pick([...picked]);
  });
}

function pickAll(root, head) {
  const box = tick(head, root.table.list.many_all);
  box.addEventListener("change", () => {
    const { list, order, picked } = root.table;
    order.forEach((r) => {
      if (box.checked) picked.add(list.rows.place[r]);
      else picked.delete(list.rows.place[r]);
    });
    rewrite(root);
    list.pick([...picked]);
  });
}

function tick(cell, label) {
  cell.className = "pick";
  const box = make("input", cell);
  box.type = "checkbox";
  box.setAttribute("aria-label", label);
  return box;
}

function writeAll(root) {
  while (root.table && root.table.written < root.table.order.length) more(root);
}

function choose(root, r, n) {
  const { list, send } = root.table;
  const [part, , hour] = n === null ? ["", "", list.rows.hour[r]] : list.rows.parts[r][n];
  point(root, list.rows.place[r], hour);
  send("chosen", { place_id: list.rows.place[r], hour, part });
}

// The rows of the chosen place are marked, that of the shown hour the most.
function point(root, place, hour) {
  Object.assign(root.table, { place, hour });
  mark(root);
}

function mark(root) {
  const { list, body, place, hour } = root.table;
  [...body.children].forEach((row) => {
    const r = Number(row.dataset.r);
    const here = list.rows.place[r] === place;
    row.classList.toggle("here", here);
    row.classList.toggle("now", here && list.rows.hour[r] <= hour && hour <= list.rows.last[r]);
  });
}
