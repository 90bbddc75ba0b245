// The body of an article in Wagtail's editor.
//
// The placeholder for blocks of missing plugins stands in a story, and is never offered for
// choosing. What is done to whole blocks can be undone (block-history.js), and what is pasted
// becomes blocks (block-paste.js).
(() => {
  const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;
  const { BlockHistory, gettext } = window.byline;
  const bodies = new WeakMap();

  class ArticleBody extends StreamBlock {
    constructor(...args) {
      super(...args);
      this.history = new BlockHistory(this);
      bodies.set(this.container[0], this);
      this.container[0].dataset.articleBody = "";
      // A part of a block, such as a photo of a gallery, belongs to another sequence.
      this.container[0].addEventListener("click", (event) => this.recordPart(event), true);
    }

    // The body that an element stands in, and the place of its block there.
    static around(element) {
      const body = bodies.get(element.closest?.("[data-article-body]"));
      const index = body ? body.children.findIndex((child) => child.element.contains(element)) : -1;
      return { body, index };
    }

    recordPart(event) {
      const button = event.target.closest('[data-streamfield-action="DELETE"]');
      const child = button && this.children.find((one) => one.element.contains(button));
      if (child && button.closest("[data-streamfield-child]") !== child.element) {
        this.history.record(gettext("Part of a block deleted"), () => {}, [child.id]);
      }
    }

    deleteBlock(index, options) {
      this.history.record(gettext("Block deleted"), () => super.deleteBlock(index, options));
    }

    moveBlock(from, to) {
      this.history.record(gettext("Block moved"), () => super.moveBlock(from, to));
    }

    duplicateBlock(index, options) {
      this.history.record(gettext("Block copied"), () => super.duplicateBlock(index, options));
    }

    splitBlock(index, ...args) {
      const { id } = this.children[index];
      this.history.record(gettext("Block split"), () => super.splitBlock(index, ...args), [id]);
    }

    // Say something that stays until it is dismissed.
    notify(text) {
      const note = document.createElement("div");
      note.className = "help-block help-warning";
      note.setAttribute("role", "status");
      const close = document.createElement("button");
      close.type = "button";
      close.className = "button button-small button-secondary";
      close.textContent = gettext("Close");
      close.addEventListener("click", () => note.remove());
      note.append(`${text} `, close);
      this.container[0].prepend(note);
    }

    // Put blocks in place of one; `states` as the server gives them, without ids.
    replaceBlock(index, states, label) {
      this.history.record(label, () => {
        super.deleteBlock(index, {});
        states.forEach(({ type, value }, n) => {
          this.insert({ type, value, id: crypto.randomUUID() }, index + n, {});
        });
      });
      return this.children[index + states.length - 1];
    }
  }

  class ArticleBodyDefinition extends StreamBlockDefinition {
    constructor(name, groups, initialStates, meta) {
      super(name, groups, initialStates, meta);
      this.groupedChildBlockDefs = groups
        .map(([group, blocks]) => [group, blocks.filter((block) => block.name !== "unknown")])
        .filter(([, blocks]) => blocks.length > 0);
    }

    render(placeholder, prefix, initialState, initialError) {
      return new ArticleBody(this, placeholder, prefix, initialState, initialError);
    }
  }

  window.byline.ArticleBody = ArticleBody;
  window.telepath.register("byline.ArticleBody", ArticleBodyDefinition);
})();
