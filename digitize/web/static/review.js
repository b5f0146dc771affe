// Keys of the desk: 1–5 choose a dossier, Enter confirms, / searches, S leaves the paper for later, D sets it beside another;
// E is in correct.js, U in undo.js.
"use strict";
(() => {
  const form = document.getElementById("choose");
  const choices = [...form.querySelectorAll("input[name=ho_so]")];
  let sent = false;

  form.addEventListener("submit", (event) => {
    // A second Enter while the answer is on its way decides nothing about the next paper.
    if (sent) event.preventDefault();
    sent = true;
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]), select, textarea, #correct");
    // A key that is still held down since the last page decides nothing on this one.
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = choices[Number(event.key) - 1];
    if (/^[1-5]$/.test(event.key) && choice) {
      choice.checked = true;
      choice.focus();
      choice.closest(".choice").scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.target.closest("button, a, summary")) {
      event.preventDefault();
      if (choices.some((item) => item.checked)) form.requestSubmit();
    } else if (event.key === "/") {
      event.preventDefault();
      document.getElementById("find").focus();
    } else if (event.key === "s") {
      document.getElementById("later")?.click();
    } else if (event.key === "d") {
      document.getElementById("beside")?.click();
    }
  });
})();
