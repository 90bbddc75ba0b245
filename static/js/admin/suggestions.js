// A list that is filtered by what is typed: stories, authors or topics. The cursor stays where it is;
// the keys that choose are handed on by `press`.
(() => {
  const PAUSE_MS = 120;
  const GAP = 4;
  let numbers = 0;

  class Suggestions {
    // `more(words, options)`: further options that need no server.
    constructor(url, label, more = () => []) {
      this.url = url;
      this.more = more;
      this.element = document.createElement("div");
      this.element.className = "suggestions";
      this.element.id = `suggestions-${(numbers += 1)}`;
      this.element.setAttribute("role", "listbox");
      this.element.setAttribute("aria-label", label);
      this.element.hidden = true;
      // The cursor would leave the text.
      this.element.addEventListener("pointerdown", (event) => event.preventDefault());
      document.body.append(this.element);
      this.words = null;
    }

    get isOpen() {
      return !this.element.hidden;
    }

    get options() {
      return [...this.element.children];
    }

    // Offer what fits words below a place. `choose(option)` is called with the one that is chosen.
    offer(words, place, choose) {
      this.choose = choose;
      this.place = place;
      if (words === this.words) return;
      this.words = words;
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.fetch(words), PAUSE_MS);
    }

    async find(words) {
      const response = await fetch(`${this.url}?q=${encodeURIComponent(words)}`).catch(() => null);
      const isJson = response?.ok && response.headers.get("content-type")?.startsWith("application/json");
      return isJson ? (await response.json()).options : [];
    }

    async fetch(words) {
      const options = await this.find(words);
      if (this.words === words) this.show([...options, ...this.more(words, options)]);
    }

    show(found) {
      const options = found.map((one, n) => {
        const option = document.createElement("div");
        option.setAttribute("role", "option");
        option.id = `${this.element.id}-${n}`;
        const title = document.createElement("span");
        title.textContent = one.label;
        const details = document.createElement("small");
        details.textContent = one.details ?? "";
        option.append(title, details);
        option.addEventListener("click", () => this.take(one));
        return option;
      });
      this.found = found;
      this.element.replaceChildren(...options);
      this.element.hidden = !found.length;
      this.mark(0);
      if (found.length) this.put();
    }

    put() {
      const { left, bottom, top } = this.place;
      const { offsetWidth, offsetHeight } = this.element;
      const { clientWidth, clientHeight } = document.documentElement;
      const isBelow = bottom + GAP + offsetHeight <= clientHeight || top < clientHeight / 2;
      const y = isBelow ? bottom + GAP : top - GAP - offsetHeight;
      this.element.style.left = `${Math.max(GAP, Math.min(left, clientWidth - offsetWidth - GAP))}px`;
      this.element.style.top = `${Math.max(GAP, y)}px`;
    }

    mark(n) {
      this.marked = n;
      this.options.forEach((option, place) => option.setAttribute("aria-selected", String(place === n)));
      this.options[n]?.scrollIntoView({ block: "nearest" });
      const field = document.activeElement;
      if (this.isOpen) {
        field.setAttribute("aria-controls", this.element.id);
        field.setAttribute("aria-activedescendant", this.options[n].id);
      } else {
        field.removeAttribute("aria-activedescendant");
      }
    }

    // Do what a key means to the list; return whether it means anything.
    press({ key }) {
      if (!this.isOpen) return false;
      const { length } = this.options;
      if (key === "ArrowDown") this.mark((this.marked + 1) % length);
      else if (key === "ArrowUp") this.mark((this.marked - 1 + length) % length);
      else if (key === "Enter" || key === "Tab") this.take(this.found[this.marked]);
      else if (key === "Escape") this.close();
      else return false;
      return true;
    }

    take(option) {
      this.close();
      this.choose(option);
    }

    close() {
      clearTimeout(this.pause);
      this.words = null;
      this.element.hidden = true;
      this.element.replaceChildren();
      document.activeElement?.removeAttribute("aria-activedescendant");
    }
  }

  window.byline.Suggestions = Suggestions;
})();
