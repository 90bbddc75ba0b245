// Says below the address of an embed what readers will see: a player, a card or a link.
(() => {
  const { StructBlockDefinition } = window.wagtailStreamField.blocks;
  const PAUSE = 500; // after the last key, in milliseconds

  class Embed extends StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      const block = super.render(placeholder, prefix, initialState, initialError);
      const field = document.getElementById(`${prefix}-source`);
      if (field) new Verdict(field, document.getElementById(`${prefix}-title`), this.meta.verdictUrl);
      return block;
    }
  }

  class Verdict {
    constructor(field, title, url) {
      Object.assign(this, { field, title, url, asked: "", timer: 0 });
      this.note = document.createElement("p");
      this.note.className = "embed-verdict";
      this.note.id = `${field.id}-verdict`;
      this.note.setAttribute("role", "status");
      field.after(this.note);
      field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${this.note.id}`.trim());
      field.addEventListener("input", () => this.askSoon());
      field.addEventListener("change", () => this.ask());
      title?.addEventListener("change", () => this.ask());
      this.ask();
    }

    askSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    show(text, kind) {
      this.note.textContent = text;
      this.note.dataset.kind = kind;
    }

    async ask() {
      clearTimeout(this.timer);
      const { gettext } = window.byline;
      const source = this.field.value.trim();
      const title = this.title?.value.trim() ?? "";
      const asked = `${source}\n${title}`;
      if (asked === this.asked) return;
      this.asked = asked;
      if (!source) {
        this.show("", "");
        return;
      }
      this.show(gettext("Looking what readers will see …"), "");
      const form = new FormData();
      form.set("source", source);
      form.set("title", title);
      form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      let answer = {};
      try {
        const response = await fetch(this.url, { method: "POST", body: form });
        const isJson = response.headers.get("content-type")?.startsWith("application/json");
        answer = response.ok && isJson ? await response.json() : {};
      } catch {
        // Without the network nothing is said; saving looks again.
      }
      // Something else may have been typed meanwhile.
      if (asked === this.asked) this.show(answer.text ?? "", answer.kind ?? "");
    }
  }

  window.byline.Embed = Embed;
  window.telepath.register("byline.Embed", Embed);
})();
