// A field and its box on the page light up together.
"use strict";
(() => {
  const viewer = document.querySelector(".viewer");
  const zoom = document.getElementById("zoom");

  function light(index, scroll) {
    for (const lit of document.querySelectorAll("[data-field].lit")) lit.classList.remove("lit");
    for (const part of document.querySelectorAll(`[data-field="${index}"]`)) {
      part.classList.add("lit");
      if (scroll && part.closest("svg")) part.scrollIntoView({ block: "center", inline: "center" });
      if (scroll && !part.closest("svg")) part.scrollIntoView({ block: "nearest" });
    }
  }

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-field]");
    if (!part) return;
    const index = part.dataset.field;
    if (part.dataset.page && !viewer.querySelector(`[data-field="${index}"]`)) {
      const address = new URL(location.href);
      address.searchParams.set("trang", part.dataset.page);
      address.hash = `f${index}`;
      location.assign(address);
      return;
    }
    // A field asks to see its place; a place asks which field it is.
    if (part.dataset.page) enlarge(true);
    light(index, true);
  });

  for (const field of document.querySelectorAll(".field [data-field]")) {
    field.addEventListener("focus", () => {
      // Who types wants to read what stands there.
      const typing = field.matches("input, textarea");
      if (typing) enlarge(true);
      light(field.dataset.field, typing);
    });
  }

  function enlarge(large) {
    viewer.classList.toggle("large", large);
    if (!zoom) return;
    zoom.setAttribute("aria-pressed", String(large));
    zoom.textContent = large ? "Vừa khung" : "Phóng to";
  }
  if (zoom) {
    const toggle = () => enlarge(!viewer.classList.contains("large"));
    zoom.addEventListener("click", toggle);
    document.addEventListener("keydown", (event) => {
      if (event.key === "z" && !event.target.closest("input, select, textarea")) toggle();
    });
  }
  const asked = /^#f(\d+)$/.exec(location.hash);
  if (asked) {
    enlarge(true);
    light(asked[1], true);
  }
})();
