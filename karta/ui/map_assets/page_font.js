/* The page around the frame has a typeface of its own, served from here too: the map wears it. */
(function () {
  "use strict";
  const FAMILY = "Karta";

  function isReadable(sheet) {
    return !sheet.href || new URL(sheet.href).origin === window.location.origin;
  }

  function isOfPage(rule) {
    return rule instanceof window.parent.CSSFontFaceRule && rule.style.fontFamily.includes(FAMILY);
  }

  // Its weights; none where the page wears another.
  function pageFonts() {
    return [...window.parent.document.styleSheets].filter((sheet) => isReadable(sheet)).flatMap((sheet) =>
      [...sheet.cssRules].filter((rule) => isOfPage(rule)).map((rule) => {
        const url = new URL(/url\("?([^")]+)/u.exec(rule.style.src)[1], sheet.href || window.parent.location.href);
        return new FontFace(FAMILY, "url(" + url.href + ")", { weight: rule.style.fontWeight || "400" });
      }));
  }

  karta.pageFonts = pageFonts;
})();
