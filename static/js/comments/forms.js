// Opens the forms of comments where they belong, loaded fresh, and sends them.
import { fillIn, forget } from "./drafts.js";
import { replace, show } from "./lists.js";
import { load, once, say, take } from "./page.js";
import { remember } from "./waiting.js";

const FORM = "[data-form-part]";
const REFUSED = "[data-refused]";
const OFFLINE = "That did not work. Is there a connection? Nothing is lost: try it again.";

// One form at a time: what was typed in the other one stays as its draft.
let opened = null;

function close() {
  opened?.part.remove();
  opened = null;
}

export function open(link, region) {
  const comment = link.closest(".comment");
  const place = comment ?? region.querySelector("[data-place]");
  if (!place) return false;
  if (opened?.link === link) {
    focus(opened.part);
    return true;
  }
  return once(link, async () => {
    try {
      const { page } = await load(link.href);
      const part = take(page, FORM) ?? take(page, REFUSED);
      if (!part) throw new Error("no form");
      close();
      opened = { link, part };
      part.classList.add("conversation__form--in-place");
      if (comment) comment.after(part);
      else place.replaceChildren(part);
      const form = part.querySelector("form");
      if (form) fillIn(form);
      focus(part);
    } catch {
      say(comment ?? region, OFFLINE);
    }
  });
}

export function cancel(link) {
  if (!opened?.part.contains(link)) return false;
  const back = opened.link;
  close();
  back.focus();
  return true;
}

function focus(part) {
  const wanted = "textarea:not([readonly]), input[type=radio], h1, [role=status]";
  // Where something is wrong, the page says where the cursor belongs.
  const element = part.querySelector("[autofocus]") ?? part.querySelector(wanted) ?? part;
  if (!element.matches("input, textarea")) element.tabIndex = -1;
  element.focus();
}

export function send(form, region) {
  const button = form.querySelector("[type=submit]");
  return once(form, async () => {
    button.disabled = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await load(form.action, { method: "POST", body });
      if (answer.isMoved) sent(form, region, answer);
      else refused(form, answer.page);
    } catch {
      say(form, OFFLINE);
    } finally {
      button.disabled = false;
    }
  });
}

// The same form again, with what was typed and what is wrong with it.
function refused(form, page) {
  const again = take(page, FORM) ?? take(page, REFUSED);
  if (!again) throw new Error("no form");
  const part = form.closest(FORM);
  const inPlace = opened?.part === part;
  again.className = part.className;
  part.replaceWith(again);
  if (inPlace) opened.part = again;
  focus(again);
}

function sent(form, region, { page, url }) {
  const { form: kind } = form.dataset;
  forget(form);
  if (kind === "report") {
    const part = form.closest(FORM);
    part.replaceChildren(...take(page, FORM).children);
    focus(part);
    return;
  }
  const comment = take(page, "[data-found] .comment");
  remember(region, comment);
  // On a form's own page one goes on to the comment.
  if (!comment || !opened?.part.contains(form)) {
    location.assign(url);
    return;
  }
  const parent = opened.link.closest(".comment");
  close();
  const shown = kind === "edit" ? replace(parent, comment) : show(comment, parent, region);
  if (!shown) location.assign(url);
}
