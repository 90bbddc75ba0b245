// While a Word document is read: it is sent once only, and the page says that it takes time.
(() => {
  const form = document.querySelector("[data-word-form]");
  const busy = form.querySelector("[data-word-busy]");
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    busy.textContent = busy.dataset.text;
  });
  // Shown again from the browser's history, it can be used again.
  addEventListener("pageshow", () => {
    isSent = false;
    busy.textContent = "";
  });
})();
