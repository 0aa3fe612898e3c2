/* Names of places that are links: a plain press shows the place on this page, as a press on the map does, without loading the
   page anew. With a key held down, or by another button, they are links like any other. */

function hourOf(parameters) {
  const hour = parameters.get("timme");
  return hour === null ? null : Number(hour);
}

export default function show({ setTriggerValue, parentElement }) {
  const root = parentElement.querySelector(".place-links");
  root.leave?.();
  const go = (event) => {
    const link = event.target.closest?.("a.karta-go");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const parameters = new URL(link.href).searchParams;
    setTriggerValue("chosen", { place_id: parameters.get("plats") ?? "", hour: hourOf(parameters) });
  };
  document.addEventListener("click", go);
  root.leave = () => document.removeEventListener("click", go);
  return root.leave;
}
