// 1, 2 and 3 decide about two papers side by side; Escape goes back to the desk.
"use strict";
(() => {
  let sent = false;
  document.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "Escape") document.getElementById("back").click();
    else document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
})();
