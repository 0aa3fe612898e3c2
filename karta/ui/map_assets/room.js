/* Where on the canvas there is room for a name: the boxes that are taken by now, each [left, top, right, bottom]. */
(function () {
  "use strict";
  class Room {
    constructor() {
      this.taken = [];
    }

    take(box) {
      this.taken.push(box);
    }

    isFree(box) {
      return this.taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
    }
  }

  karta.Room = Room;
})();
