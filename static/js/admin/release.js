// While it is chosen when readers see a story: the sentences that say what will happen, from the
// server, and the label of the button that publishes.
(() => {
  // Read late: the script that makes it may come after this one.
  const gettext = (text) => window.byline.gettext(text);

  function values(panel) {
    const fields = [...panel.querySelectorAll("input, select")];
    return fields
      .filter((field) => field.name && (field.type !== "radio" || field.checked))
      .map((field) => [field.name, field.value]);
  }

  function labelPublish(panel, first) {
    const chosen = panel.querySelector("[name=release]:checked")?.value;
    const time = panel.querySelector("[name=go_live_at]")?.value;
    for (const button of document.querySelectorAll("[name=action-publish]")) {
      const label = button.querySelector("[data-w-progress-target=label]");
      if (!label) continue;
      // As it was rendered: another word for a story that was scheduled when it was opened.
      if (first) label.dataset.plain = chosen === "at" ? gettext("Publish") : label.textContent;
      const isScheduled = chosen === "at" && time;
      label.textContent = isScheduled ? gettext("Schedule to publish") : label.dataset.plain;
    }
  }

  let request = null;

  async function say(panel) {
    request?.abort();
    request = new AbortController();
    const query = new URLSearchParams([...values(panel), ["page", panel.dataset.page]]);
    const sentences = panel.querySelector(".release__sentences");
    try {
      const { signal } = request;
      const response = await fetch(`${panel.dataset.release}?${query}`, { signal });
      if (response.ok) sentences.innerHTML = await response.text();
      else sentences.textContent = "";
    } catch (error) {
      // Without the network nothing is said rather than something else than what was chosen.
      if (error.name !== "AbortError") sentences.textContent = "";
    }
  }

  document.addEventListener("change", ({ target }) => {
    const panel = target.closest?.("[data-release]");
    if (!panel) return;
    labelPublish(panel, false);
    say(panel);
  });

  // From the status panel to the choice: in its tab, and not behind the panel on a phone.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('a[href="#release"]')) return;
    event.preventDefault();
    const panel = document.querySelector("[data-release]");
    document.querySelector(`[role=tab][href="#${panel.closest("[role=tabpanel]")?.id}"]`)?.click();
    if (window.innerWidth < 800) {
      document.querySelector('[data-side-panel-toggle="status"][aria-expanded="true"]')?.click();
    }
    whenShown(panel, () => {
      panel.querySelector("[name=release]:checked").focus({ preventScroll: true });
      panel.scrollIntoView({ behavior: "instant" }); // slowly, it would end when the panel closes
    });
  });

  // The tab changes and the status panel closes in their own time.
  function whenShown(panel, act) {
    const isShown = new ResizeObserver(() => {
      if (!panel.offsetParent) return;
      isShown.disconnect();
      act();
    });
    isShown.observe(panel);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-release]");
    if (!panel) return;
    labelPublish(panel, true);
    if (panel.hasAttribute("data-release-unsaved")) say(panel);
  });
})();
