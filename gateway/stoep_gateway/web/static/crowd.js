// Puts the new parts of this page in place when the gateway has news, and once a minute for the ages.
// Without it the page says the same and has a link to refresh.
"use strict";
(() => {
  const parts = () => document.querySelectorAll("[data-live]");
  const lost = document.getElementById("lost");
  let version = document.body.dataset.version;
  let busy = false;
  let missed = ""; // a version that was told while an older one was fetched
  const events = new URL("../crowd/events", document.currentScript.src); // wherever the site stands below its host

  async function refresh() {
    if (busy) return;
    busy = true;
    missed = "";
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) throw new Error(String(answer.status));
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const held = document.activeElement;
      const link = held && held.getAttribute("href");
      for (const part of parts()) {
        const fresh = next.getElementById(part.id);
        if (!fresh) throw new Error(part.id);
        if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
      }
      if (link && !held.isConnected) {
        const again = document.querySelector(`[data-live] a[href="${CSS.escape(link)}"]`);
        if (again) again.focus({ preventScroll: true });
      }
      version = next.body.dataset.version;
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    } finally {
      busy = false;
    }
    if (missed && missed !== version) refresh();
  }

  function listen() {
    const source = new EventSource(events);
    source.addEventListener("board", (event) => {
      if (event.data === version) return;
      if (busy) missed = event.data;
      else refresh();
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 60000);
    });
  }

  listen();
  setInterval(refresh, 60000);
})();
