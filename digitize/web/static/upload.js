// Sends the chosen files with a progress bar; without this script the form works as a plain one.
"use strict";
(() => {
  const form = document.getElementById("upload");
  const input = document.getElementById("files");
  const chosen = document.getElementById("chosen");
  const drop = form.querySelector(".drop");
  const sending = document.getElementById("sending");
  const progress = document.getElementById("progress");
  const sent = document.getElementById("sent");
  const received = document.getElementById("received");
  const button = form.querySelector("button[type=submit]");

  input.addEventListener("change", () => {
    const names = [...input.files].map((file) => file.name);
    const more = names.length > 3 ? ` và ${names.length - 3} tệp khác` : "";
    chosen.textContent = names.length ? names.slice(0, 3).join(", ") + more : "";
  });

  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Fragment", "yes");
    request.setRequestHeader("Accept", "text/html, application/json");
    request.upload.addEventListener("progress", (step) => show(step.loaded, step.total));
    request.addEventListener("load", () => finish(request));
    request.addEventListener("error", () => fail("Không gửi được: mất kết nối với máy chủ. Anh/Chị gửi lại."));
    sending.hidden = false;
    button.disabled = true;
    show(0, 1);
    request.send(new FormData(form));
  });

  function show(loaded, total) {
    const share = total ? Math.round((100 * loaded) / total) : 0;
    progress.value = share;
    sent.textContent = share < 100 ? `Đang gửi… ${share}%` : "Đã gửi xong, đang kiểm tra từng tệp…";
  }

  function finish(request) {
    button.disabled = false;
    if (request.status === 200) {
      sending.hidden = true;
      received.innerHTML = request.responseText;
      form.reset();
      chosen.textContent = "";
      document.dispatchEvent(new Event("digitize:received"));
      return;
    }
    let sentence = "Không gửi được. Anh/Chị thử lại.";
    try { sentence = JSON.parse(request.responseText).message; } catch { /* The sentence above stands. */ }
    fail(sentence);
  }

  function fail(sentence) {
    button.disabled = false;
    sending.hidden = true;
    const line = document.createElement("p");
    line.className = "flash bad";
    line.setAttribute("role", "alert");
    line.textContent = sentence;
    received.replaceChildren(line);
  }
})();
