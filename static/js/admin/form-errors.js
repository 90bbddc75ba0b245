// Errors of a form are listed above it and lead to their fields, in whatever is closed over them:
// a dialog, a tab, a panel, a side panel.
(() => {
  const ERRORS = "form :is(.error-message, .help-critical):not([hidden])";
  const CONTROLS =
    "input:not([type=hidden], [disabled]), textarea, select, [contenteditable=true], button:not([disabled])";
  // Who is typing an address is not told at each letter that it is none yet.
  const TELL_AFTER_MS = 4000;
  const translate = (text) => window.byline?.gettext?.(text) ?? text;

  // Open what hides an element, from the outside to the inside.
  function reveal(element) {
    const closed = [];
    for (let around = element.parentElement; around; around = around.parentElement) closed.unshift(around);
    closed.forEach(open);
  }

  function open(element) {
    if (element.matches(".w-dialog[aria-hidden=true]")) {
      element.dispatchEvent(new CustomEvent("w-dialog:show"));
    } else if (element.matches("dialog:not([open])")) {
      element.showModal();
    } else if (element.matches("details:not([open])")) {
      element.open = true;
    } else if (element.matches("[data-side-panel][hidden]")) {
      element.dispatchEvent(new CustomEvent("open"));
    } else if (element.hidden && element.id) {
      const id = CSS.escape(element.id);
      document.querySelector(`[aria-controls="${id}"], [role=tab][href="#${id}"]`)?.click();
    }
  }

  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });

  // Focus the field of an error; the error itself where it belongs to no field.
  function goTo(error) {
    reveal(error);
    // Tabs and dialogs open a moment later, and a dialog takes the focus for itself first.
    requestAnimationFrame(() => requestAnimationFrame(() => focusFieldOf(error)));
  }

  function focusFieldOf(error) {
    const area = error.closest("[data-field]") ?? error.parentElement;
    let target = [...area.querySelectorAll(CONTROLS)].find(isShown);
    if (!target) {
      target = error;
      target.tabIndex = -1;
    }
    error.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  function textOf(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".w-required-mark, svg").forEach((part) => part.remove());
    return copy.textContent.replace(/\s+/gu, " ").trim();
  }

  // The headings over an error and the label of its field: "Body › Photo › Credit".
  function placeOf(error) {
    const names = [];
    const field = error.closest("[data-field]");
    const id = field?.querySelector("input, textarea, select")?.id;
    const label = id && document.querySelector(`label[for="${CSS.escape(id)}"]`);
    if (label) names.push(textOf(label));
    const dialog = error.closest(".w-dialog, dialog");
    for (let at = error.closest("[data-panel]"); at; at = at.parentElement.closest("[data-panel]")) {
      const heading = at.querySelector("[data-panel-heading-text]");
      if (heading?.closest("[data-panel]") === at) names.unshift(textOf(heading));
    }
    if (dialog) names.unshift(textOf(dialog.querySelector("h2") ?? dialog));
    return names.filter((name, n) => name && name !== names[n - 1]).join(" › ");
  }

  function list(errors) {
    const items = document.createElement("ul");
    items.className = "form-errors";
    for (const error of errors) {
      const item = document.createElement("li");
      const link = document.createElement("button");
      link.type = "button";
      link.textContent = [placeOf(error), textOf(error)].filter(Boolean).join(": ");
      link.addEventListener("click", () => goTo(error));
      item.append(link);
      items.append(item);
    }
    return items;
  }

  function start() {
    const errors = [...document.querySelectorAll(ERRORS)];
    if (!errors.length) return;
    // Wagtail's button counts errors before dialogs stand in the form.
    document.dispatchEvent(new CustomEvent("wagtail:panel-init"));
    const message = [...document.querySelectorAll(".messages li.error")].at(-1);
    message?.append(list(errors));
  }

  // Where only publication was refused, the form saves its draft by itself.
  function tellWhenSaved() {
    const sentence = document.querySelector("[data-draft-saved]");
    const show = () => {
      sentence.hidden = false;
    };
    if (sentence) document.addEventListener("w-autosave:success", show, { once: true });
  }

  // What hinders the form from saving itself is shown where it is, once a person asks for it.
  function watchAutosave() {
    const form = document.querySelector("form[data-edit-form]");
    let timer = null;
    let box = null;
    const stop = () => {
      clearTimeout(timer);
      timer = null;
      box?.remove();
      box = null;
    };
    const tell = () => {
      box = document.createElement("div");
      box.className = "unsaved-draft";
      box.setAttribute("role", "alert");
      const message = document.createElement("p");
      message.textContent = translate(
        "Something in this form is not right, so it does not save itself just now. What you wrote is kept in this browser.",
      );
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small";
      button.textContent = translate("Show what is wrong");
      button.addEventListener("click", () => form.requestSubmit());
      box.append(message, button);
      form.before(box);
    };
    form?.addEventListener("w-autosave:success", stop);
    form?.addEventListener("w-autosave:error", ({ detail }) => {
      if (detail.type !== "validation_error") stop();
      else if (!box) timer ??= setTimeout(tell, TELL_AFTER_MS);
    });
  }

  document.addEventListener("w-focus:focus", (event) => {
    if (!event.target.matches?.(ERRORS)) return;
    event.preventDefault();
    goTo(event.target);
  });
  document.addEventListener("DOMContentLoaded", watchAutosave);
  document.addEventListener("DOMContentLoaded", tellWhenSaved);
  // Blocks and dialogs have been put in by then.
  window.addEventListener("load", () => setTimeout(start));
})();
