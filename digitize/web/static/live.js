// Asks for a fragment again and again while something happens to it, and slowly when nothing does.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const busy = () => live.querySelector("[data-busy=yes]") !== null;
  let before = "";
  async function refresh() {
    if (!document.hidden) {
      try {
        const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html" } });
        const text = answer.ok ? await answer.text() : before;
        // A focused link must not lose its focus to a redraw that changes nothing.
        if (text !== before) {
          live.innerHTML = text;
          before = text;
        }
      } catch {
        // The server is not reachable at the moment; the next round asks again.
      }
    }
    setTimeout(refresh, busy() ? 1500 : 5000);
  }
  document.addEventListener("digitize:received", refreshNow);
  function refreshNow() {
    fetch(live.dataset.live).then((answer) => answer.text()).then((text) => {
      live.innerHTML = text;
      before = text;
    });
  }
  setTimeout(refresh, 1500);
})();
