/* A button that copies the address of what is shown. A link carries no right: who opens it sees what their role may. */

async function copied(address) {
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    return false;
  }
}

export default function show({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("[role=status]");
  button.textContent = data.copy;
  button.title = data.help;
  // Shown anew at each run of the page: one act at a time.
  button.act?.abort();
  button.act = new AbortController();
  button.addEventListener("click", async () => {
    // Where the browser keeps the clipboard to itself, the address stands there to be copied by hand.
    const done = await copied(window.location.href);
    said.textContent = done ? data.copied : window.location.href;
  }, { signal: button.act.signal });
}
