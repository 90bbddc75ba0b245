// Lets readers do in place what the links under comments lead to: the same pages are fetched,
// and the wanted part is taken out. Without scripts, or where one fails, the links work.
import { cancel, open, send } from "./comments/forms.js";
import { fillIn, keep } from "./comments/drafts.js";
import { add, sort } from "./comments/lists.js";
import { goTo, share } from "./comments/links.js";
import { fetchWaiting } from "./comments/waiting.js";

const ACTIONS = {
  "a[data-write], a[data-reply], a[data-edit], a[data-report]": open,
  "a[data-cancel]": cancel,
  "[data-more] a, a[data-unfold]": add,
  "[data-sorts] a": sort,
  "a[data-share-comment]": share,
  "a.comment__reference": goTo,
};

for (const region of document.querySelectorAll("[data-comments]")) {
  region.addEventListener("click", (event) => {
    // Opening in a new tab stays what it is.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    for (const [selector, act] of Object.entries(ACTIONS)) {
      const link = event.target.closest(selector);
      // What cannot be done in place is left to the browser.
      if (link && act(link, region) !== false) event.preventDefault();
    }
  });
  region.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-form]")) return;
    event.preventDefault();
    send(event.target, region);
  });
  region.addEventListener("input", (event) => keep(event.target.form));
  region.querySelectorAll("form").forEach(fillIn);
  if (region.id === "comments") fetchWaiting(region);
}
