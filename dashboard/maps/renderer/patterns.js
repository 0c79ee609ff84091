/* The textures of the classes.  Colours and the name of the texture come with the payload. */
(function () {
  "use strict";
  const { svg } = ChikuMap.dom;
  const SIZE = 10;
  const DIAGONAL = "M-2.5,2.5 l5,-5 M0,10 l10,-10 M7.5,12.5 l5,-5";
  const OPPOSITE = "M-2.5,7.5 l5,5 M0,0 l10,10 M7.5,-2.5 l5,5";
  const STROKES = {
    diag: DIAGONAL,
    backdiag: OPPOSITE,
    cross: DIAGONAL + " " + OPPOSITE,
    horizontal: "M0,2.5 h10 M0,7.5 h10",
    vertical: "M2.5,0 v10 M7.5,0 v10",
    grid: "M0,5 h10 M5,0 v10",
  };
  const DOTS = { sparse: [[5, 5]], dots: [[2.5, 2.5], [7.5, 7.5], [7.5, 2.5], [2.5, 7.5]] };

  const isPlain = (style) => !(style.texture in STROKES) && !(style.texture in DOTS);

  function define(style, id, defs) {
    const pattern = svg("pattern", { id, patternUnits: "userSpaceOnUse", width: SIZE, height: SIZE }, defs);
    svg("rect", { width: SIZE, height: SIZE, fill: style.fill }, pattern);
    (DOTS[style.texture] || []).forEach(([cx, cy]) => svg("circle", { cx, cy, r: 1.25, fill: style.ink }, pattern));
    const d = STROKES[style.texture];
    if (d) svg("path", { d, stroke: style.ink, "stroke-width": 1.2, fill: "none" }, pattern);
  }

  /* What to write into `fill` for a class: a plain colour, or a reference to a pattern under that prefix. */
  const fill = (style, prefix) => (isPlain(style) ? style.fill : "url(#" + prefix + style.key + ")");

  /* A `defs` element with a pattern for each class, put first into an SVG root; an old one of ours is replaced. */
  function install(classes, prefix, root) {
    root.querySelectorAll(":scope > defs").forEach((old) => old.remove());
    const defs = svg("defs", {});
    classes.filter((style) => !isPlain(style)).forEach((style) => define(style, prefix + style.key, defs));
    root.insertBefore(defs, root.firstChild);
  }

  ChikuMap.patterns = { install, fill };
})();
