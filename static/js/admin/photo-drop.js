// A picture that is dropped on the form of a story: on the body it becomes a photo block, elsewhere the
// lead photo. Wagtail's chooser opens with it, and with what its file says of it, to look at and upload.
(() => {
  const gettext = (text) => window.byline.gettext(text);
  // The part of a file in which its description is.
  const HEAD_BYTES = 1024 * 1024;
  const FIELDS = ["title", "credit", "caption", "description", "licence"];
  let dropped = null;

  const isPicture = ({ kind, type }) => kind === "file" && type.startsWith("image/");
  const mayBePicture = (transfer) => [...(transfer?.items ?? [])].some(isPicture);
  const formOf = (element) => element.closest?.("form[data-edit-form]");

  document.addEventListener("dragover", (event) => {
    if (!formOf(event.target) || !mayBePicture(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });

  // Before Draftail, which would insert the name of a file.
  document.addEventListener(
    "drop",
    (event) => {
      const files = [...(event.dataTransfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
      const form = formOf(event.target);
      const chooser = files.length && form && (inBody(event) ?? event.target.closest(".chooser") ?? leadPhoto(form));
      if (!chooser) return;
      event.preventDefault();
      event.stopPropagation();
      [dropped] = files;
      chooser.querySelector("[data-chooser-action-choose]").click();
    },
    true,
  );

  const leadPhoto = (form) => form.querySelector("[data-contentpath=lead_photo] .chooser");

  // The chooser of the photo on which the file was dropped, or of a new one beside the block.
  function inBody({ target, clientY }) {
    const { body, index } = window.byline.ArticleBody?.around(target) ?? {};
    if (!body) return null;
    const child = body.children[index];
    if (child?.type === "photo") return child.element.querySelector(".chooser");
    const rectangle = child?.element.getBoundingClientRect();
    const isAbove = rectangle && clientY < rectangle.top + rectangle.height / 2;
    const at = child ? index + (isAbove ? 0 : 1) : body.children.length;
    const value = body.blockDef.initialChildStates.photo;
    body.replaceBlocks(at, 0, [{ type: "photo", value }], gettext("Photo added"));
    return body.children[at].element.querySelector(".chooser");
  }

  async function fillIn(form, file, url) {
    const sent = new FormData();
    sent.set("file", file.slice(0, HEAD_BYTES), file.name);
    sent.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const response = await fetch(url, { method: "POST", body: sent }).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const said = await response.json();
    const title = form.querySelector('[name$="-title"]');
    for (const name of FIELDS) {
      const field = form.querySelector(`[name$="-${name}"]`);
      if (field && said[name] && (!field.value.trim() || field === title)) field.value = said[name];
    }
  }

  function upload(modal) {
    const [body] = modal.body;
    const form = body.querySelector("#tab-upload form");
    const file = dropped;
    dropped = null;
    if (!form || !file) return;
    const input = form.querySelector("input[type=file]");
    const transfer = new DataTransfer();
    transfer.items.add(file);
    input.files = transfer.files;
    const title = form.querySelector('[name$="-title"]');
    title.value ||= file.name.replace(/\.[^.]+$/, "");
    // Once the tabs work.
    setTimeout(() => {
      body.querySelector('[href="#tab-upload"]')?.click();
      const [empty] = [...form.querySelectorAll("input[type=text], textarea")].filter(({ value }) => !value);
      (empty ?? form.querySelector("[type=submit]")).focus();
    });
    fillIn(form, file, form.action.replace(/images\/chooser\/.*$/, "images/metadata/"));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const handlers = window.IMAGE_CHOOSER_MODAL_ONLOAD_HANDLERS;
    if (!handlers) return;
    const { choose } = handlers;
    handlers.choose = (modal, data) => {
      choose(modal, data);
      upload(modal);
    };
  });
})();
