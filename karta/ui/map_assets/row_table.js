// A list of rows to choose from, with a box to search in and columns to sort by. Text enters by textContent alone.
// It is fetched once and written when it comes near the screen; long lists are written as one scrolls.
const STEP = 60;
const REST_MS = 1500;

export default function (component) {
  const { data, setTriggerValue, parentElement } = component;
  const root = parentElement.querySelector(".row-table");
  const mark = JSON.stringify([data.key, data.title]);
  if (root.dataset.mark === mark) {
    if (root.karta) point(root, data.place, data.hour);
    return;
  }
  root.dataset.mark = mark;
  const open = () => {
    window.karta.parcel(new URL(data.url, document.baseURI).href).then((rows) => {
      if (root.dataset.mark !== mark) return;
      build(root, { ...data, rows }, setTriggerValue);
      point(root, data.place, data.hour);
    }, () => { delete root.dataset.mark; });
  };
  const near = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) start();
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

function build(root, data, send) {
  root.replaceChildren();
  const search = make("input", root);
  search.type = "search";
  search.placeholder = data.search;
  search.setAttribute("aria-label", data.search);
  const frame = make("div", root);
  frame.className = "row-table-frame";
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", data.title);
  const table = make("table", frame);
  const heads = make("tr", make("thead", table));
  const body = make("tbody", table);
  const state = { data, send, body, frame, search, order: data.rows.place.map((_, r) => r), sorted: null, up: true, written: 0 };
  root.karta = state;
  state.plain = data.rows.cells.map((cells) => cells.join(" ").toLocaleLowerCase(data.language));
  data.columns.forEach((column, c) => {
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
    if (row) choose(root, Number(row.dataset.r));
  });
  if (data.stay) {
    search.value = window.karta.said("sok");
    const [column, way] = window.karta.said("sort").split("-");
    if (search.value) narrow(root, search.value);
    if (data.columns[column]) {
      Object.assign(state, { sorted: Number(column), up: way !== "ned" });
      headed(root, heads);
      arrange(root);
    }
  }
  again(root);
}

function narrow(root, said) {
  const { data, plain } = root.karta;
  const words = said.toLocaleLowerCase(data.language).split(/\s+/).filter(Boolean);
  root.karta.order = plain.map((_, r) => r).filter((r) => words.every((word) => plain[r].includes(word)));
}

function headed(root, heads) {
  const { sorted, up } = root.karta;
  [...heads.children].forEach((head, n) => {
    if (n === sorted) head.setAttribute("aria-sort", up ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  });
}

// What is sought and by which column it is sorted stands in the address, where the table is the page's main one.
function tell(root) {
  const { data, sorted, up, search } = root.karta;
  if (!data.stay) return;
  window.karta.say("sok", search.value.trim());
  window.karta.say("sort", sorted === null ? "" : `${sorted}-${up ? "upp" : "ned"}`);
}

function filter(root, said) {
  narrow(root, said);
  arrange(root);
  again(root);
  tell(root);
}

function sort(root, c, heads) {
  const state = root.karta;
  state.up = state.sorted === c ? !state.up : !state.data.columns[c].number;
  state.sorted = c;
  headed(root, heads);
  arrange(root);
  again(root);
  tell(root);
}

function arrange(root) {
  const { data, order, sorted, up } = root.karta;
  if (sorted === null) return;
  const by = data.rows.sort[sorted];
  const way = up ? 1 : -1;
  const compare = (a, b) => (typeof by[a] === "number" ? by[a] - by[b] : by[a].localeCompare(by[b], data.language));
  order.sort((a, b) => way * compare(a, b) || a - b);
}

function again(root) {
  root.karta.written = 0;
  root.karta.body.replaceChildren();
  more(root);
}

function more(root) {
  const { data, body, order, written } = root.karta;
  order.slice(written, written + STEP).forEach((r) => {
    const row = make("tr", body);
    row.dataset.r = r;
    data.rows.cells[r].forEach((text, c) => {
      const cell = make(c === data.main ? "th" : "td", row);
      if (data.columns[c].number) cell.className = "number";
      if (c !== data.main) {
        cell.textContent = text;
        return;
      }
      cell.scope = "row";
      make("button", cell, text).type = "button";
    });
  });
  root.karta.written = Math.min(order.length, written + STEP);
  mark(root);
}

function choose(root, r) {
  const { data, send } = root.karta;
  point(root, data.rows.place[r], data.rows.hour[r]);
  send("chosen", { place_id: data.rows.place[r], hour: data.rows.hour[r] });
}

// The rows of the chosen place are marked, the one of the shown hour the most.
function point(root, place, hour) {
  Object.assign(root.karta, { place, hour });
  mark(root);
}

function mark(root) {
  const { data, body, place, hour } = root.karta;
  [...body.children].forEach((row) => {
    const r = Number(row.dataset.r);
    const here = data.rows.place[r] === place;
    row.classList.toggle("here", here);
    row.classList.toggle("now", here && data.rows.hour[r] <= hour && hour <= data.rows.last[r]);
  });
}
