/* Opens what karta.maps.parcel packs: a JSON head and typed arrays, deflated. Fetched from this server, once. */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const KINDS = { u1: Uint8Array, u2: Uint16Array, i4: Int32Array };

  async function parcel(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error("parcel " + answer.status);
    const opened = answer.body.pipeThrough(new DecompressionStream("deflate"));
    const bytes = await new Response(opened).arrayBuffer();
    const length = new DataView(bytes).getUint32(0, true);
    const found = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    found.arrays.forEach(([name, kind, at, count]) => {
      found[name] = new KINDS[kind](bytes, 4 + length + at, count);
    });
    return found;
  }

  // What is set in the browser alone stands in the page's address too, in its place, since it is no step back; and it
  // rides along when the page writes an address of its own, which knows nothing of it.
  const OWN = ["lager", "dolt", "sok", "sort"];
  const page = () => (window.parent !== window && window.frameElement ? window.parent : window);

  function said(name) {
    return new URLSearchParams(page().location.search).get(name) || "";
  }

  function say(name, value) {
    const top = page();
    if (top.kartaBeside) top.kartaBeside.said[name] = value;
    if (said(name) === value) return;
    const there = new URLSearchParams(top.location.search);
    if (value) there.set(name, value);
    else there.delete(name);
    const query = there.toString();
    top.history.replaceState(top.history.state, "", top.location.pathname + (query ? "?" + query : ""));
  }

  function ride() {
    const beside = (window.kartaBeside = { path: window.location.pathname, said: {} });
    OWN.forEach((name) => { beside.said[name] = said(name); });
    ["pushState", "replaceState"].forEach((act) => {
      const plain = window.history[act].bind(window.history);
      window.history[act] = (state, title, address) => {
        const to = new URL(address ?? window.location.href, window.location.href);
        if (to.pathname !== beside.path) return plain(state, title, address);
        OWN.filter((name) => beside.said[name]).forEach((name) => to.searchParams.set(name, beside.said[name]));
        return plain(state, title, to.pathname + to.search + to.hash);
      };
    });
  }

  if (page() === window && !window.kartaBeside) ride();
  karta.parcel = parcel;
  karta.said = said;
  karta.say = say;
  // What stands in the address beside the view that Python writes there.
  karta.BESIDE = ["del", "lang", ...OWN];
})();
