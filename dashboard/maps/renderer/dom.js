/* Making elements.  Text always goes through textContent: a name is a name, whatever signs it holds. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  function element(tag, className, text, parent) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  function svg(tag, attributes, parent) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
    if (parent) parent.appendChild(made);
    return made;
  }

  /* Width of a text on screen: a full-width sign counts as one, others a little more than a half. */
  function textWidth(text, size) {
    let units = 0;
    for (const sign of text) units += sign.codePointAt(0) > 0x2e7f ? 1 : 0.58;
    return units * size;
  }

  window.ChikuMap.dom = { element, svg, textWidth };
})();
