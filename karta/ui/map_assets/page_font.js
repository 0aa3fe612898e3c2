/* The page around the frame has a font of its own; it is served from here too, so the map can wear it. */
(function () {
  "use strict";
  const FAMILY = "Source Sans";

  function isReadable(sheet) {
    return !sheet.href || new URL(sheet.href).origin === window.location.origin;
  }

  function isUpright(rule) {
    return rule instanceof window.parent.CSSFontFaceRule && rule.style.fontFamily.includes(FAMILY) &&
      rule.style.fontStyle !== "italic";
  }

  function pageFont() {
    for (const sheet of [...window.parent.document.styleSheets].filter((candidate) => isReadable(candidate))) {
      const rule = [...sheet.cssRules].find((candidate) => isUpright(candidate));
      if (rule) {
        const url = new URL(/url\("?([^")]+)/u.exec(rule.style.src)[1], sheet.href || window.parent.location.href);
        if (url.origin !== window.location.origin) return null;
        return new FontFace(FAMILY, "url(" + url.href + ")", { weight: "200 900" });
      }
    }
    return null;
  }

  karta.pageFont = pageFont;
})();
