// Correcting what was read: E opens the form, Tab goes through it, Enter saves, Esc leaves; what was typed stays in it.
"use strict";
(() => {
  const form = document.getElementById("correct");
  if (!form) return;
  const read = document.getElementById("read");
  const kind = document.getElementById("loai");
  const more = document.getElementById("more");
  const rows = [...form.querySelectorAll("[data-kinds]")];
  let sent = false;

  function inputOf(row) {
    return row.querySelector("[name^=truong]");
  }

  function isChanged() {
    const ticked = form.querySelector("input[type=checkbox]:checked");
    return ticked || [kind, ...rows.map(inputOf)].some((input) => input.value !== input.dataset.stored);
  }

  function open() {
    read.hidden = true;
    form.hidden = false;
    const first = ["[aria-invalid]", "[data-first]", "[data-kinds]:not([hidden]) [name]"].map((which) => form.querySelector(which)).find(Boolean);
    first.focus();
    if (first.select) first.select();
  }

  function leave() {
    form.hidden = true;
    read.hidden = false;
    document.getElementById("edit").focus();
  }

  function offer() {
    // Fields of the kind at hand; what holds something is never hidden.
    for (const row of rows) {
      const input = inputOf(row);
      row.hidden = !(row.dataset.kinds.split(" ").includes(kind.value) || input.value || input.dataset.stored || "field" in input.dataset);
    }
  }

  document.getElementById("edit").addEventListener("click", open);
  document.getElementById("leave").addEventListener("click", leave);
  kind.addEventListener("change", offer);
  more.addEventListener("change", () => {
    const row = rows.find((item) => item.dataset.key === more.value);
    more.value = "";
    if (!row) return;
    row.hidden = false;
    inputOf(row).focus();
  });
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && isChanged()) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    // While Telex or VNI puts a letter together, Enter and Esc belong to it.
    if (event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const inside = form.contains(event.target);
    if (/^e$/i.test(event.key) && form.hidden && !event.target.closest("input:not([type=radio]), select, textarea")) {
      event.preventDefault();
      open();
    } else if (event.key === "Escape" && !form.hidden) {
      leave();
    } else if (event.key === "Enter" && inside && event.target.matches("select, textarea, input[type=checkbox]")) {
      // A value is one line, however long: Enter saves here too.
      event.preventDefault();
      form.requestSubmit();
    }
  });

  if (!form.hidden) open();
})();
