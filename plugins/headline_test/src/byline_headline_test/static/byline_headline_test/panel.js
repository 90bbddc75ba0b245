// The buttons of the headline tests. They stand in the form of the front page and belong to another
// one, which is made here: neither what is typed nor what is pressed is part of the page.
(() => {
  const form = document.createElement("form");
  form.id = "headline-test";
  form.hidden = true;
  document.body.append(form);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { submitter } = event;
    const panel = document.querySelector("[data-headline-tests]");
    if (!panel || panel.ariaBusy === "true") return;
    panel.ariaBusy = "true";
    try {
      const response = await fetch(submitter.dataset.url, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      });
      if (response.redirected || ![200, 422].includes(response.status)) throw new Error("refused");
      if (response.headers.get("Content-Type").startsWith("application/json")) {
        location.assign((await response.json()).url);
      } else {
        show(panel, await response.text());
      }
    } catch {
      panel.querySelector("[role=status]").textContent = panel.dataset.failed;
    }
    panel.ariaBusy = "false";
  });

  function show(panel, html) {
    panel.innerHTML = html;
    (panel.querySelector("[role=alert]") ?? panel.querySelector("[role=status]"))?.scrollIntoView({
      block: "nearest",
    });
    const invalid = panel.querySelector("[aria-invalid=true]");
    if (invalid) invalid.focus();
    else panel.focus();
  }
})();
