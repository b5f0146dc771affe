// Keys of a check: 1 says that the dossier is right, 2 that it is wrong, S leaves the paper for later.
"use strict";
(() => {
  const answers = { 1: document.getElementById("right"), 2: document.getElementById("wrong") };
  let sent = false;

  for (const form of Object.values(answers)) {
    form?.addEventListener("submit", (event) => {
      // A second key while the answer is on its way says nothing about the next paper.
      if (sent) event.preventDefault();
      sent = true;
    });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    // A key that is still held down since the last page says nothing about this one.
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (answers[event.key]) answers[event.key].requestSubmit();
    else if (event.key === "s") document.getElementById("later")?.click();
  });
})();
