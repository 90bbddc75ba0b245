// In the chooser of links: after a page its headings, and for an anchor those of the open story.
(() => {
  const listened = new WeakSet();

  // After a page is clicked in the chooser of a text, ask for its headings. Other choosers of
  // pages, as for related coverage, have no links to other kinds of links.
  function askForHeadings(modal) {
    const [body] = modal.body;
    if (listened.has(body)) return;
    listened.add(body);
    body.addEventListener(
      "click",
      (event) => {
        const page = event.target.closest("a.choose-page");
        const kinds = body.querySelector(".link-types a");
        if (!page || !kinds) return;
        event.preventDefault();
        event.stopPropagation();
        const url = page.dataset.editUrl.replace(/pages\/(\d+)\/edit\/$/, "stories/headings/$1/");
        modal.loadUrl(url + new URL(kinds.href).search);
      },
      true,
    );
  }

  function chooseHeading(modal, { chosen }) {
    const [body] = modal.body;
    body.querySelectorAll("[data-heading-url]").forEach((button) => {
      button.addEventListener("click", () => {
        modal.respond("pageChosen", { ...chosen, url: button.dataset.headingUrl || chosen.url });
        modal.close();
      });
    });
    body.querySelector("[data-heading-back]").addEventListener("click", (event) => {
      event.preventDefault();
      modal.loadUrl(event.currentTarget.href);
    });
    body.querySelector("[data-heading-url]").focus();
  }

  // The headings of the story as it stands in the form, saved or not.
  function headingsInForm() {
    const element = document.querySelector("[data-article-body]");
    const body = element && window.byline.ArticleBody?.around(element).body;
    const headings = body?.children.filter((child) => child.type === "heading") ?? [];
    return headings.map((child) => child.block.getValue().trim()).filter(Boolean);
  }

  async function offerAnchors(modal) {
    const { gettext } = window.byline;
    const [body] = modal.body;
    const form = body.querySelector("form");
    const field = form?.querySelector("[name$='-url']");
    if (!field) return;
    const headings = headingsInForm();
    const offer = document.createElement("div");
    const title = document.createElement("h2");
    title.textContent = gettext("Headings of this story");
    offer.append(title);
    form.before(offer);
    if (!headings.length) {
      offer.append(gettext("There is none yet: add a block “Heading” first."));
      return;
    }
    const sent = new FormData();
    headings.forEach((text) => sent.append("heading", text));
    sent.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const url = form.action.replace(/choose-anchor-link\/.*$/, "stories/headings/");
    const response = await fetch(url, { method: "POST", body: sent });
    if (!response.ok || response.redirected) return;
    const { ids } = await response.json();
    const list = document.createElement("ul");
    list.className = "heading-choices";
    ids.forEach((id, n) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-secondary";
      button.textContent = headings[n];
      button.addEventListener("click", () => {
        const words = form.querySelector("[name$='-link_text']");
        field.value = id;
        if (words && !words.value) words.value = headings[n];
        form.requestSubmit();
      });
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    });
    offer.append(list);
  }

  // Later than the script that has Wagtail's handlers, whichever comes first.
  document.addEventListener("DOMContentLoaded", () => {
    const handlers = window.PAGE_CHOOSER_MODAL_ONLOAD_HANDLERS;
    if (!handlers) return;
    const { browse, anchor_link: anchorLink } = handlers;
    handlers.browse = (modal, data) => {
      askForHeadings(modal);
      browse(modal, data);
    };
    handlers.anchor_link = (modal, data) => {
      anchorLink(modal, data);
      offerAnchors(modal);
    };
    handlers.heading = chooseHeading;
  });

  window.draftail.registerPlugin({ type: "heading-links" }, "plugins");
})();
