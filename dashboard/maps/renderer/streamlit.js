/* The host of the map inside streamlit-folium's frame.  The payload comes in the component's `html` argument and is parsed,
   never put into the page; a click goes back as the component's value. */
(function () {
  "use strict";

  function payloadOf(html) {
    const found = new DOMParser().parseFromString(html || "", "text/html").getElementById("chiku-payload");
    return found ? JSON.parse(found.textContent) : null;
  }

  function streamlit(map) {
    const host = window.Streamlit; // published by the component
    const tell = (kind, id) => host.setComponentValue({ kind, id, at: Date.now() }); // the time: a repeated click is news too
    const view = ChikuMap.mount(map, { onSelect: (id) => tell("district", id), onPoint: (id) => tell("point", id) });
    host.events.addEventListener(host.RENDER_EVENT, (event) => {
      const payload = payloadOf(event.detail.args.html);
      if (payload) view.update(payload);
    });
    ChikuMap.view = view;
    host.setComponentReady(); // asks for the newest arguments again: none may slip by while the scripts load
  }

  ChikuMap.streamlit = streamlit;
})();
