// The body of an article in Wagtail's editor.
//
// The placeholder for blocks of missing plugins stands in a story, and is never offered for
// choosing, nor is a block whose plugin is switched off. Each block has a menu (block-menu.js) that joins it with a neighbour, splits it, turns
// it into another type (block-conversion.js) and selects it (block-selection.js). What is done to
// whole blocks can be undone (block-history.js), and what is pasted becomes blocks (block-paste.js).
(() => {
  const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;
  const { BlockHistory, BlockMenu, BlockSelection, blockConversion, gettext, withRawContent } = window.byline;
  const bodies = new WeakMap();

  // Put the cursor at the end of one of the paragraphs of a text.
  function putCursor(richText, place) {
    const { EditorState, SelectionState } = window.DraftJS;
    const editorState = richText.getState();
    const block = editorState.getCurrentContent().getBlocksAsArray()[place];
    const end = block.getLength();
    const selection = SelectionState.createEmpty(block.getKey()).merge({ anchorOffset: end, focusOffset: end });
    richText.setState(EditorState.acceptSelection(editorState, selection));
    richText.focus();
  }

  class ArticleBody extends StreamBlock {
    constructor(...args) {
      super(...args);
      const [container] = this.container;
      this.history = new BlockHistory(this);
      this.menu = new BlockMenu(container, (child) => this.actionsFor(child));
      this.selection = new BlockSelection(this);
      // Those that came with the page were made before the menu was.
      this.children.forEach((child) => this.addControls(child));
      bodies.set(container, this);
      container.dataset.articleBody = "";
      container.addEventListener("keydown", (event) => this.openMenu(event), true);
      container.addEventListener("keydown", (event) => this.continueByKey(event), true);
      container.addEventListener("click", ({ target }) => this.focusSearch(target));
      if (!this.children.length) this.insert({ type: "paragraph", value: "null", id: crypto.randomUUID() }, 0, {});
      // A part of a block, such as a photo of a gallery, belongs to another sequence.
      container.addEventListener("click", (event) => this.recordPart(event), true);
    }

    _createChild(...args) {
      const child = super._createChild(...args);
      if (this.menu) this.addControls(child);
      return child;
    }

    addControls(child) {
      if (this.blockDef.meta.switchedOff.includes(child.type)) this.noteSwitchedOff(child);
      child.addActionButton({ render: (controls) => controls.append(this.menu.buttonFor(child)) });
      child.addActionButton({ render: (controls) => controls.prepend(this.selection.checkboxFor(child)) });
      // Tab leads from field to field. Ctrl+Alt+M comments on the one that has the cursor.
      for (const one of child.element.querySelectorAll("[data-comment-add]")) one.tabIndex = -1;
      // Wagtail's editor of rich text has no name of its own.
      for (const editor of child.element.querySelectorAll("[role=textbox]:not([aria-label])")) {
        const label = editor.closest("[data-contentpath]")?.querySelector(":scope > label");
        editor.setAttribute("aria-label", (label ?? child.element.querySelector("h2 > span")).textContent);
      }
    }

    noteSwitchedOff(child) {
      const note = document.createElement("p");
      note.className = "help-block help-warning";
      note.textContent = gettext("The plugin of this block is switched off: readers do not see it.");
      child.element.querySelector(".w-panel__content").prepend(note);
    }

    openMenu(event) {
      const { body, index } = ArticleBody.around(event.target);
      if (event.key === "." && (event.ctrlKey || event.metaKey) && body === this && index >= 0) {
        event.preventDefault();
        event.stopPropagation();
        this.menu.open(this.children[index]);
      }
    }

    // What is typed after the plus sign was pressed filters the blocks, and Enter takes the first.
    focusSearch(target) {
      if (!target.closest(".c-sf-add-button")) return;
      setTimeout(() => document.querySelector("[data-tippy-root] input[role=combobox]")?.focus());
    }

    // Enter in a field of one line, and Ctrl+Enter anywhere, leads on below the block.
    continueByKey(event) {
      const isCommand = event.ctrlKey || event.metaKey;
      const isLine = event.target.matches("input:is([type=text], [type=url]):not([role=combobox])");
      const { body, index } = ArticleBody.around(event.target);
      if (event.key !== "Enter" || !(isCommand || isLine)) return;
      if (body !== this || index < 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.continueBelow(this.children[index]);
    }

    // Put the cursor into an empty paragraph below a block, which is made where there is none.
    continueBelow(child) {
      const { index } = child;
      const below = this.children[index + 1];
      if (below?.type !== "paragraph" || below.block.getState().getCurrentContent().hasText()) {
        const state = { type: "paragraph", value: "null", id: crypto.randomUUID() };
        this.change(gettext("Paragraph added"), () => this.insert(state, index + 1, {}));
      }
      // Wagtail's own waits a moment, in which what is typed would be lost.
      this.children[index + 1].element.querySelector("[role=textbox]").focus();
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
      const { element } = this.children[index];
      this.history.record(gettext("Block deleted"), () => super.deleteBlock(index, options));
      // It stays in the form until that is saved. Another one may come with its ids.
      for (const one of element.querySelectorAll("[id]")) one.removeAttribute("id");
      this.selection.show();
    }

    moveBlock(from, to) {
      this.history.record(gettext("Block moved"), () => super.moveBlock(from, to));
      this.selection.show();
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

    // Do something to several blocks as one step of the history. What watches the form for changes
    // sees those of its fields only.
    change(label, action, changed = []) {
      this.history.record(label, action, changed);
      this.container[0].dispatchEvent(new Event("change", { bubbles: true }));
    }

    // Put blocks in place of some, and return the last of them. A state, which comes without an id from
    // the server, may have that of one of those.
    replaceBlocks(index, count, states, label) {
      const changed = states.map((state) => state.id).filter(Boolean);
      this.change(
        label,
        () => {
          for (let n = 0; n < count; n += 1) this.deleteBlock(index, {});
          states.forEach(({ type, value, id }, n) => {
            const state = { type, value: withRawContent(value), id: id ?? crypto.randomUUID() };
            this.insert(state, index + n, {});
          });
        },
        changed,
      );
      return this.children[index + states.length - 1];
    }

    canJoin(children) {
      const areNeighbours = children.every((child, n) => child.index === children[0].index + n);
      return children.length > 1 && areNeighbours && children.every((child) => child.type === "paragraph");
    }

    // Make one paragraph block of neighbouring ones; the cursor is put where they meet.
    join(children) {
      if (!this.canJoin(children)) return;
      const [first] = children;
      const value = blockConversion.join(children.map((child) => child.block.getState()));
      const last = first.block.getState().getCurrentContent().getBlocksAsArray().length - 1;
      const state = { type: "paragraph", value, id: (first.id ||= crypto.randomUUID()) };
      const joined = this.replaceBlocks(first.index, children.length, [state], gettext("Blocks joined"));
      putCursor(joined.block, last);
    }

    // What the menu of a block offers, in groups with their labels.
    actionsFor(child) {
      const [above, below] = [-1, 1].map((by) => this.children[child.index + by]);
      const text = [];
      if (above && this.canJoin([above, child])) {
        const label = gettext("Join with the block above");
        text.push({ label, icon: "collapse-up", action: () => this.join([above, child]) });
      }
      if (below && this.canJoin([child, below])) {
        const label = gettext("Join with the block below");
        text.push({ label, icon: "collapse-down", action: () => this.join([child, below]) });
      }
      if (blockConversion.TYPES.includes(child.type)) text.push(this.splitting(child));
      const select = { label: gettext("Select"), icon: "check", action: () => this.select(child) };
      const whole = [select];
      const { pasteLabel } = this.selection;
      if (pasteLabel) {
        const paste = () => this.selection.paste(child.index + 1);
        whole.push({ label: pasteLabel, icon: "download", action: paste });
      }
      const groups = [
        [null, text],
        [gettext("Turn into"), this.conversionsOf(child)],
        [null, whole],
      ];
      return groups.filter(([, items]) => items.length);
    }

    select(child) {
      this.selection.set(child, true);
      child.element.querySelector("[data-block-checkbox]").focus();
    }

    splitting(child) {
      const { splitRichText, splitValues } = blockConversion;
      const isParagraph = child.type === "paragraph";
      const parts = isParagraph ? splitRichText(child.block.getState()) : splitValues(child);
      return {
        label: gettext("Split at the cursor"),
        icon: "cut",
        reason: !parts && gettext("Put the cursor between the words first"),
        action: () => {
          // Wagtail's own, as of "/split": comments on the words move with them.
          if (isParagraph) child.split(parts.stateBefore, parts.stateAfter, parts.shouldMoveCommentFn, {});
          else this.splitInto(child, parts);
        },
      };
    }

    splitInto(child, values) {
      const { type } = child;
      const ids = [(child.id ||= crypto.randomUUID()), undefined];
      const states = values.map((value, n) => ({ type, value, id: ids[n] }));
      this.replaceBlocks(child.index, 1, states, gettext("Block split")).focus();
    }

    conversionsOf(child) {
      return blockConversion.targetsOf(child.type).map((type) => {
        const { meta } = this.blockDef.childBlockDefsByName[type];
        const value = child.block.getState();
        const { states, note, reason } = blockConversion.convert(child.type, value, type, this.blockDef);
        const turn = () => {
          const [first, ...rest] = states;
          const own = { ...first, id: (child.id ||= crypto.randomUUID()) };
          const { index } = child;
          this.replaceBlocks(index, 1, [own, ...rest], `${gettext("Turned into:")} ${meta.label}`);
          this.children[index].element.querySelector("[data-block-menu]").focus();
        };
        return { label: meta.label, icon: meta.icon, note, reason, action: turn };
      });
    }
  }

  class ArticleBodyDefinition extends StreamBlockDefinition {
    constructor(name, groups, initialStates, meta) {
      super(name, groups, initialStates, meta);
      const hidden = new Set(["unknown", ...meta.switchedOff]);
      this.groupedChildBlockDefs = groups
        .map(([group, blocks]) => [group, blocks.filter(({ name }) => !hidden.has(name))])
        .filter(([, blocks]) => blocks.length > 0);
    }

    render(placeholder, prefix, initialState, initialError) {
      return new ArticleBody(this, placeholder, prefix, initialState, initialError);
    }
  }

  window.byline.ArticleBody = ArticleBody;
  window.telepath.register("byline.ArticleBody", ArticleBodyDefinition);
})();
