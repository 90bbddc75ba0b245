// Several blocks of a story selected, and what is done to all of them. What is copied can be pasted
// into another story, in any tab of this browser and by the same person.
(() => {
  const { gettext, ngettext } = window.byline;
  const KEPT_FOR_MS = 24 * 3600 * 1000;
  const user = () => document.querySelector("script[data-user]")?.dataset.user ?? "";
  const key = () => `byline-blocks:${user()}`;

  function button(label, icon, action) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button button-small button-secondary";
    const words = document.createElement("span");
    words.textContent = label;
    if (icon) element.append(window.byline.icon(icon));
    element.append(words);
    element.title = label;
    element.addEventListener("click", action);
    return element;
  }

  // What was copied last, or null.
  function copied() {
    try {
      const found = JSON.parse(localStorage.getItem(key()));
      return found?.at > Date.now() - KEPT_FOR_MS && found.blocks.length ? found : null;
    } catch {
      return null;
    }
  }

  // Blocks within a block, such as the photos of a gallery, get ids of their own.
  function withNewIds(state) {
    if (Array.isArray(state)) {
      return state.map((one) => {
        const isChild = one && typeof one === "object" && "id" in one && "value" in one;
        return isChild ? { ...one, id: crypto.randomUUID(), value: withNewIds(one.value) } : withNewIds(one);
      });
    }
    if (state && Object.getPrototypeOf(state) === Object.prototype) {
      return Object.fromEntries(Object.entries(state).map(([name, one]) => [name, withNewIds(one)]));
    }
    return state;
  }

  class BlockSelection {
    constructor(body) {
      this.body = body;
      this.ids = new Set();
      this.last = null;
      this.bar = document.createElement("div");
      this.bar.className = "block-selection";
      this.bar.hidden = true;
      this.bar.setAttribute("role", "region");
      this.bar.setAttribute("aria-label", gettext("Selected blocks"));
      this.count = document.createElement("p");
      this.count.setAttribute("role", "status");
      this.join = button(gettext("Join"), "collapse-up", () => this.body.join(this.selected()));
      this.up = button(gettext("Move up"), "arrow-up", () => this.move(-1));
      this.down = button(gettext("Move down"), "arrow-down", () => this.move(1));
      this.bar.append(
        this.count,
        this.up,
        this.down,
        this.join,
        button(gettext("Copy"), "copy", () => this.copy()),
        button(gettext("Cut"), "cut", () => this.cut()),
        button(gettext("Delete"), "bin", () => this.delete()),
        button(gettext("Done"), "check", () => this.clear()),
      );
      this.bar.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.clear();
      });
      this.offer = document.createElement("div");
      this.offer.className = "block-clipboard";
      this.words = document.createElement("p");
      this.offer.append(
        this.words,
        button(gettext("Paste at the end"), "plus", () => this.paste(this.body.children.length)),
        button(gettext("Discard"), "cross", () => this.forget()),
      );
      body.container.append(this.bar, this.offer);
      this.showOffer();
      window.addEventListener("storage", () => this.showOffer());
    }

    // The checkbox of a block, which is seen while any is selected.
    checkboxFor(child) {
      const checkbox = document.createElement("input");
      checkbox.type = "checkbox";
      checkbox.className = "block-checkbox";
      checkbox.setAttribute("aria-label", gettext("Select"));
      checkbox.setAttribute("aria-describedby", `block-${child.id}-heading`);
      checkbox.dataset.blockCheckbox = "";
      checkbox.checked = this.ids?.has(child.id) ?? false;
      checkbox.addEventListener("click", (event) => this.set(child, checkbox.checked, event.shiftKey));
      checkbox.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.clear();
      });
      return checkbox;
    }

    selected() {
      return this.body.children.filter((child) => this.ids.has(child.id));
    }

    // Select a block or not; all between it and the last one with `isRange`.
    set(child, isSelected, isRange = false) {
      const { children } = this.body;
      for (const one of children) one.id ||= crypto.randomUUID();
      const last = children.findIndex((one) => one.id === this.last);
      const places = [children.indexOf(child), isRange && last >= 0 ? last : children.indexOf(child)];
      const range = children.slice(Math.min(...places), Math.max(...places) + 1);
      for (const one of range) this.ids[isSelected ? "add" : "delete"](one.id);
      this.last = child.id;
      this.show();
    }

    clear() {
      const [first] = this.selected();
      this.ids.clear();
      this.show();
      first?.element.querySelector("[data-block-menu]").focus();
    }

    // Show what is selected, as the blocks are now.
    show() {
      const selected = this.selected();
      this.ids = new Set(selected.map((child) => child.id));
      for (const child of this.body.children) {
        child.element.querySelector("[data-block-checkbox]").checked = this.ids.has(child.id);
        child.element.toggleAttribute("data-selected", this.ids.has(child.id));
      }
      const { length } = this.body.children;
      this.bar.hidden = !selected.length;
      this.body.container[0].toggleAttribute("data-selecting", selected.length > 0);
      this.count.textContent = ngettext("%s block selected", "%s blocks selected", selected.length);
      // Still focusable: what was just pressed keeps the keyboard.
      const can = (one, isPossible) => one.setAttribute("aria-disabled", String(!isPossible));
      can(this.up, selected.some((child, n) => child.index !== n));
      can(this.down, selected.some((child, n) => child.index !== length - selected.length + n));
      can(this.join, this.body.canJoin(selected));
    }

    move(by) {
      const { body } = this;
      const selected = by < 0 ? this.selected() : this.selected().reverse();
      const label = ngettext("%s block moved", "%s blocks moved", selected.length);
      const isStuck = (child) => {
        const next = body.children[child.index + by];
        return !next || (this.ids.has(next.id) && stuck.has(next));
      };
      const stuck = new Set();
      for (const child of selected) if (isStuck(child)) stuck.add(child);
      if (stuck.size === selected.length) return;
      body.change(label, () => {
        for (const child of selected) {
          if (!stuck.has(child)) body.moveBlock(child.index, child.index + by);
        }
      });
      selected[0].element.scrollIntoView({ block: "nearest" });
    }

    // Put blocks where another story finds them. Returns those that were, or null.
    copy() {
      // A placeholder has its content on the server only.
      const selected = this.selected().filter((child) => child.type !== "unknown");
      if (selected.length < this.ids.size) {
        this.body.notify(gettext("A block whose plugin is missing cannot be copied: it stays here."));
      }
      if (!selected.length) return null;
      const blocks = selected.map((child) => ({
        type: child.type,
        value: window.byline.withRawContent(child.block.getState()),
      }));
      const from = document.querySelector("[name=title]")?.value ?? "";
      try {
        localStorage.setItem(key(), JSON.stringify({ at: Date.now(), from, blocks }));
      } catch {
        this.body.notify(gettext("This browser has no room for so much: copy fewer blocks."));
        return null;
      }
      this.showOffer();
      return selected;
    }

    cut() {
      const selected = this.copy();
      if (selected) this.remove(selected, ngettext("%s block cut", "%s blocks cut", selected.length));
    }

    delete() {
      const selected = this.selected();
      this.remove(selected, ngettext("%s block deleted", "%s blocks deleted", selected.length));
    }

    remove(selected, label) {
      const { index } = selected[0];
      this.body.change(label, () => {
        for (const child of selected) this.body.deleteBlock(child.index, { animate: false });
      });
      const next = this.body.children[Math.min(index, this.body.children.length - 1)];
      (next?.element ?? this.offer).querySelector("[data-block-menu], button").focus();
    }

    get pasteLabel() {
      const found = copied();
      return found && ngettext("Paste %s block below", "Paste %s blocks below", found.blocks.length);
    }

    paste(index) {
      const { body } = this;
      const { childBlockDefsByName } = body.blockDef;
      const { blocks = [] } = copied() ?? {};
      const known = blocks.filter(({ type }) => childBlockDefsByName[type]);
      if (known.length < blocks.length) {
        body.notify(gettext("Some blocks are of a kind that this page does not have."));
      }
      if (!known.length) return;
      const label = ngettext("%s block pasted", "%s blocks pasted", known.length);
      const states = known.map(({ type, value }) => ({ type, value: withNewIds(value) }));
      body.replaceBlocks(index, 0, states, label);
      const first = body.children[index].element;
      first.scrollIntoView({ block: "nearest" });
      first.querySelector("[data-block-menu]").focus();
    }

    forget() {
      try {
        localStorage.removeItem(key());
      } catch {
        // Storage is off.
      }
      this.showOffer();
    }

    showOffer() {
      const found = copied();
      this.offer.hidden = !found;
      if (!found) return;
      const count = ngettext("%s block copied", "%s blocks copied", found.blocks.length);
      this.words.textContent = found.from ? `${count}: ${found.from}` : count;
    }
  }

  window.byline.BlockSelection = BlockSelection;
})();
