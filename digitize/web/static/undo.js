// U opens what takes the last decision back, with its reason ready to be typed over; Enter sends it.
"use strict";
(() => {
  const box = document.querySelector(".undo");
  if (!box) return;
  const reason = box.querySelector("input[name=vi_sao]");
  box.addEventListener("toggle", () => {
    if (box.open) reason.select();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]), select, textarea");
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key !== "u") return;
    event.preventDefault();
    box.open = true;
    reason.select();
  });
})();
