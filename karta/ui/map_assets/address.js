/* The page's address. What is set in the browser alone stands there too, in its place, since it is no step back; and it
   rides along when the page writes an address of its own, which knows nothing of it. */
(function () {
  "use strict";
  const OWN = ["lager", "dolt", "sok", "sort"];
  // What stands in the address beside the view that Python writes there.
  const BESIDE = new Set(["del", "lang", ...OWN]);

  // The page itself, also from within the map's frame.
  function page() {
    return window.parent !== window && window.frameElement ? window.parent : window;
  }

  class Address {
    constructor() {
      this.path = window.location.pathname;
      this.values = Object.fromEntries(OWN.map((name) => [name, this.read(name)]));
    }

    read(name) {
      return new URLSearchParams(page().location.search).get(name) || "";
    }

    write(name, value) {
      const top = page();
      if (top.karta?.address) top.karta.address.values[name] = value;
      if (this.read(name) === value) return;
      const query = new URLSearchParams(top.location.search);
      if (value) query.set(name, value);
      else query.delete(name);
      const text = query.toString();
      top.history.replaceState(top.history.state, "", top.location.pathname + (text ? "?" + text : ""));
    }

    // What is on screen is in the page's address, also where the page was opened without: filled in in its place, so that
    // Back goes to the page before and not to the same one. What stands there already is left alone.
    fillIn(query) {
      const top = page();
      const wanted = new URLSearchParams(query);
      const present = [...new URLSearchParams(top.location.search)];
      const beside = present.filter(([name]) => BESIDE.has(name));
      const own = present.filter(([name]) => !BESIDE.has(name));
      const fits = own.every(([name, value]) => wanted.get(name) === value);
      if (!query || !fits || own.length === [...wanted].length) return;
      beside.forEach(([name, value]) => wanted.set(name, value));
      top.history.replaceState(top.history.state, "", "?" + wanted);
    }

    // From now on an address that the page writes for this path carries the browser's own values.
    ride() {
      ["pushState", "replaceState"].forEach((act) => {
        const plain = window.history[act].bind(window.history);
        window.history[act] = (state, title, url) => {
          const to = new URL(url ?? window.location.href, window.location.href);
          if (to.pathname !== this.path) return plain(state, title, url);
          OWN.filter((name) => this.values[name]).forEach((name) => to.searchParams.set(name, this.values[name]));
          return plain(state, title, to.pathname + to.search + to.hash);
        };
      });
    }
  }

  if (karta.address) return;
  karta.address = new Address();
  if (page() === window) karta.address.ride();
})();
