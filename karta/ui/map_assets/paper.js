/* Paper has no screen to come near to: what is written only as it comes near is written whole before the page is printed.
   The window listens once for all parts of the page; a part that has left it is held on to no longer than the next comes. */
(function () {
  "use strict";

  class Paper {
    constructor() {
      this.parts = new Map();
      window.addEventListener("beforeprint", () => this.print());
    }

    get size() { return this.parts.size; }

    // `write()` writes all of a part; a later one takes the place of an earlier one.
    put(root, write) {
      this.leave();
      this.parts.set(root, write);
    }

    leave() {
      [...this.parts.keys()].filter((root) => !root.isConnected).forEach((root) => this.parts.delete(root));
    }

    print() {
      this.leave();
      this.parts.forEach((write) => write());
    }
  }

  karta.paper ??= new Paper();
})();
