// The menu "Block actions" of each block of a story: what it offers depends on the block, its
// neighbours and where the cursor is, so it is built when it is opened.
(() => {
  const { gettext } = window.byline;
  const GAP = 4;
  const MARGIN = 8;

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", `icon icon-${name}`);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#icon-${name}`);
    svg.append(use);
    return svg;
  }

  function itemOf({ label, icon: name, note, reason, action }, menu) {
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
    const words = document.createElement("span");
    words.textContent = label;
    if (reason || note) {
      const small = document.createElement("small");
      small.textContent = reason || note;
      words.append(small);
    }
    item.append(icon(name), words);
    if (reason) item.setAttribute("aria-disabled", "true");
    item.addEventListener("click", () => {
      if (reason) return;
      menu.close();
      action();
    });
    return item;
  }

  class BlockMenu {
    // `itemsFor(child)`: groups of items, each with a label or null.
    constructor(container, itemsFor) {
      this.itemsFor = itemsFor;
      this.opener = null;
      this.element = document.createElement("div");
      this.element.className = "block-menu";
      this.element.popover = "auto";
      this.element.setAttribute("role", "menu");
      this.element.setAttribute("aria-label", gettext("Block actions"));
      this.element.addEventListener("keydown", (event) => this.move(event));
      this.element.addEventListener("toggle", ({ newState }) => newState === "closed" && this.closed());
      window.addEventListener("scroll", () => this.isOpen && this.place(), true);
      container.append(this.element);
    }

    get isOpen() {
      return this.element.matches(":popover-open");
    }

    // The button in a block's header.
    buttonFor(child) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--icon text-replace white";
      button.title = `${gettext("Block actions")} (Ctrl+.)`;
      button.setAttribute("aria-label", gettext("Block actions"));
      button.setAttribute("aria-haspopup", "menu");
      button.setAttribute("aria-expanded", "false");
      button.dataset.blockMenu = "";
      button.append(icon("dots-horizontal"));
      // A press of the button closes an open menu by itself, before the click.
      let wasOpen = false;
      button.addEventListener("pointerdown", () => (wasOpen = this.isOpen && this.child === child));
      button.addEventListener("click", () => {
        if (!wasOpen) this.open(child);
        wasOpen = false;
      });
      return button;
    }

    open(child) {
      this.child = child;
      this.opener = document.activeElement;
      this.button = child.element.querySelector("[data-block-menu]");
      const groups = this.itemsFor(child).map(([label, items]) => {
        const group = document.createElement("div");
        if (label) {
          const heading = document.createElement("div");
          heading.className = "block-menu__label";
          heading.textContent = label;
          heading.setAttribute("aria-hidden", "true");
          group.setAttribute("role", "group");
          group.setAttribute("aria-label", label);
          group.append(heading);
        } else {
          group.setAttribute("role", "none");
        }
        group.append(...items.map((item) => itemOf(item, this)));
        return group;
      });
      this.element.replaceChildren(...groups);
      this.button.scrollIntoView({ block: "nearest" });
      this.element.showPopover();
      this.place();
      this.button.setAttribute("aria-expanded", "true");
      this.items[0]?.focus({ preventScroll: true });
    }

    close() {
      this.element.hidePopover();
    }

    closed() {
      this.button?.setAttribute("aria-expanded", "false");
    }

    get items() {
      return [...this.element.querySelectorAll("[role=menuitem]")];
    }

    // Below the button, or above it where there is more room.
    place() {
      const { top, bottom, right } = this.button.getBoundingClientRect();
      const { offsetWidth, offsetHeight } = this.element;
      const { clientWidth, clientHeight } = document.documentElement;
      const isBelow = bottom + GAP + offsetHeight <= clientHeight || top < clientHeight / 2;
      const y = isBelow ? bottom + GAP : top - GAP - offsetHeight;
      const x = Math.min(right - offsetWidth, clientWidth - offsetWidth - MARGIN);
      this.element.style.insetBlockStart = `${Math.max(MARGIN, Math.min(y, clientHeight - offsetHeight - MARGIN))}px`;
      this.element.style.left = `${Math.max(MARGIN, x)}px`;
    }

    move(event) {
      const { items } = this;
      const place = items.indexOf(document.activeElement);
      const target = {
        ArrowDown: (place + 1) % items.length,
        ArrowUp: (place - 1 + items.length) % items.length,
        Home: 0,
        End: items.length - 1,
      }[event.key];
      if (target !== undefined) {
        event.preventDefault();
        items[target].focus({ preventScroll: true });
      } else if (event.key === "Tab" || event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        this.close();
        (this.opener?.isConnected ? this.opener : this.button).focus();
      }
    }
  }

  Object.assign(window.byline, { BlockMenu, icon });
})();
