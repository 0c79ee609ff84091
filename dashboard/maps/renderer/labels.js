/* Names and marks on the map: each placed only where it fits, larger districts first, then places; none covers another. */
(function () {
  "use strict";
  const { element, textWidth } = ChikuMap.dom;
  const NAME_SIZE = 14;
  const MARK_BOX = 20;
  const PLACE_SIZE = 11;
  const FORMER_SIZE = 12;
  const ASIDE = [0, -20, 20, -36, 36]; // pixels up or down that a former district's name may move to find room

  function create(map) {
    const pane = map.createPane("chiku-labels");
    pane.style.zIndex = 450;
    pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true"); // the districts themselves speak
    const group = L.layerGroup().addTo(map);
    let taken = [];

    const collides = (box) => taken.some((other) =>
      Math.abs(other.x - box.x) < (other.w + box.w) / 2 && Math.abs(other.y - box.y) < (other.h + box.h) / 2);

    function place(box) {
      if (collides(box)) return false;
      taken.push(box);
      return true;
    }

    function put(at, content, className) {
      const icon = L.divIcon({ className: "chiku-label " + className, html: content, iconSize: [0, 0] });
      group.addLayer(L.marker(at, { pane: "chiku-labels", icon, interactive: false, keyboard: false }));
    }

    /* A district shows mark and name where both fit into it, else its mark, else nothing. */
    function district(item) {
      const box = item.layer.getBounds();
      const corner = map.latLngToLayerPoint(box.getNorthWest());
      const opposite = map.latLngToLayerPoint(box.getSouthEast());
      const size = { w: opposite.x - corner.x, h: opposite.y - corner.y };
      const at = map.latLngToLayerPoint(item.at);
      const wide = textWidth(item.name, NAME_SIZE) + 8;
      const named = size.w > wide * 0.85 && size.h > 44 && place({ x: at.x, y: at.y, w: wide, h: 40 });
      if (!named && !(size.w > 22 && size.h > 22 && place({ x: at.x, y: at.y, w: MARK_BOX, h: MARK_BOX }))) return;
      const content = element("div", "chiku-district-label");
      element("b", "", item.style().mark, content);
      if (named) element("span", "", item.name, content);
      put(item.at, content, "");
    }

    /* A place, a station, a former district: left out when it would cover anything. */
    function named(item) {
      if (map.getZoom() < [0, 9, 11, 12.5][Math.min(item.rank, 3)]) return;
      const at = map.latLngToLayerPoint(item.at);
      const former = item.kind === "former";
      const wide = textWidth(item.name, former ? FORMER_SIZE : PLACE_SIZE) + 6;
      const high = item.kind === "station" ? 24 : former ? 18 : 15;
      const shift = (former ? ASIDE : [0]).find((aside) => place({ x: at.x, y: at.y + aside, w: wide, h: high }));
      if (shift === undefined) return;
      const content = element("div", "chiku-place chiku-place-" + item.kind);
      element("span", "", item.name, content);
      put(shift ? map.layerPointToLatLng(at.add([0, shift])) : item.at, content, "");
    }

    /* Everything anew for this zoom; `blocked` are boxes (of points) that must stay free. */
    function draw(districts, places, blocked) {
      group.clearLayers();
      taken = blocked.slice();
      const view = map.getBounds().pad(0.1);
      const area = (item) => { const b = item.layer.getBounds(); return (b.getEast() - b.getWest()) * (b.getNorth() - b.getSouth()); };
      districts.filter((item) => view.contains(item.at)).sort((a, b) => area(b) - area(a)).forEach(district);
      places.filter((item) => view.contains(item.at)).sort((a, b) => a.rank - b.rank).forEach(named);
    }

    return { draw };
  }

  ChikuMap.labels = { create };
})();
