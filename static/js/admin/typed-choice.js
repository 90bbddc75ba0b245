// Authors and topics chosen by typing: Enter takes the first that fits, or makes what is new. The
// select that the form sends stays, unseen, with the options that are chosen.
(() => {
  const gettext = (text) => window.byline.gettext(text);

  class TypedChoice extends window.StimulusModule.Controller {
    static values = { url: String, addUrl: String };

    connect() {
      const select = this.element;
      this.name = select.labels[0]?.textContent.replace("*", "").trim() ?? "";
      this.box = document.createElement("div");
      this.box.className = "typed-choice";
      this.chips = document.createElement("ul");
      this.field = document.createElement("input");
      this.field.type = "text";
      this.field.setAttribute("role", "combobox");
      this.field.setAttribute("aria-expanded", "false");
      this.field.setAttribute("aria-label", this.name);
      this.field.setAttribute("autocomplete", "off");
      this.field.placeholder = gettext("Type a name");
      // The label and links to errors lead to it.
      this.field.id = select.id;
      select.removeAttribute("id");
      select.hidden = true;
      this.problem = document.createElement("p");
      this.problem.className = "typed-choice__problem";
      this.problem.setAttribute("role", "status");
      this.box.append(this.chips, this.field, this.problem);
      select.after(this.box);
      const more = (words, options) =>
        words && !options.some(({ label }) => label.toLowerCase() === words.toLowerCase())
          ? [{ label: gettext("Add “%s”").replace("%s", words), isNew: true, words }]
          : [];
      this.suggestions = new window.byline.Suggestions(this.urlValue, this.name, more);
      this.field.addEventListener("input", () => this.offer());
      this.field.addEventListener("focus", () => this.offer());
      this.field.addEventListener("blur", () => this.suggestions.close());
      this.field.addEventListener("keydown", (event) => this.press(event));
      this.show();
    }

    disconnect() {
      this.suggestions?.element.remove();
      if (!this.box) return;
      this.element.id = this.field.id;
      this.box.remove();
    }

    offer() {
      this.problem.textContent = "";
      const choose = (option) => (option.isNew ? this.add(option.words) : this.choose(option));
      this.suggestions.offer(this.field.value.trim(), this.field.getBoundingClientRect(), choose);
    }

    press(event) {
      const isEmpty = !this.field.value;
      if (event.key === "Tab" && isEmpty) return;
      if (event.key === "Backspace" && isEmpty && this.element.options.length) {
        this.remove(this.element.options[this.element.options.length - 1]);
      } else if (event.key === "Enter" && isEmpty) {
        event.preventDefault();
      } else if (event.key !== "," && this.suggestions.press(event)) {
        event.preventDefault();
      } else if (event.key === "Enter" || event.key === ",") {
        // Before the server has answered, or of several in one go.
        event.preventDefault();
        this.takeTyped();
      }
    }

    // Take what the typed name means: one of that name, else make it.
    async takeTyped() {
      const words = this.field.value.trim();
      this.field.value = "";
      this.suggestions.close();
      const options = await this.suggestions.find(words);
      const same = options.find(({ label }) => label.toLowerCase() === words.toLowerCase());
      if (same) this.choose(same, this.field.value);
      else await this.add(words, this.field.value);
    }

    async add(name, typed = "") {
      const form = new FormData();
      form.set("name", name);
      form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      const response = await fetch(this.addUrlValue, { method: "POST", body: form }).catch(() => null);
      const isJson = response?.headers.get("content-type")?.startsWith("application/json");
      const answer = isJson ? await response.json() : {};
      if (response?.ok && answer.id) {
        this.choose(answer, this.field.value || typed);
      } else {
        const refused = response?.status === 403 || response?.redirected;
        const reason = refused ? gettext("You may not add it: choose one that exists.") : gettext("It could not be added.");
        this.problem.textContent = answer.notes?.join(" ") ?? reason;
      }
    }

    // `typed`: what stays in the field.
    choose({ id, label }, typed = "") {
      const { element: select } = this;
      if (!select.multiple) select.replaceChildren();
      const isChosen = [...select.options].some((option) => option.value === String(id));
      if (!isChosen) select.append(new Option(label, id, true, true));
      this.field.value = typed;
      this.changed();
      if (select.multiple) this.field.focus();
      else this.chips.querySelector("button").focus();
    }

    remove(option) {
      option.remove();
      this.changed();
      this.field.focus();
    }

    changed() {
      this.show();
      this.element.dispatchEvent(new Event("change", { bubbles: true }));
    }

    show() {
      const chips = [...this.element.options].filter(({ value }) => value).map((option) => {
        const chip = document.createElement("li");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.setAttribute("aria-label", gettext("Remove %s").replace("%s", option.text));
        remove.append("×");
        remove.addEventListener("click", () => this.remove(option));
        chip.append(option.text, " ", remove);
        return chip;
      });
      this.chips.replaceChildren(...chips);
      this.chips.hidden = !chips.length;
      this.field.hidden = !this.element.multiple && chips.length > 0;
    }
  }

  window.wagtail.app.register("typed-choice", TypedChoice);
})();
