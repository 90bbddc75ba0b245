// Puts more comments into the lists that are there.
import { load, once, say, take } from "./page.js";

const LIST = "[data-threads], [data-replies] > ol";
const OFFLINE = "They could not be loaded. Is there a connection? Try it again.";

function numberOf(item) {
  return item.querySelector(".comment")?.id;
}

// "Load more comments" and "12 more replies": the page that the link leads to goes on with the
// list; what it repeats is left out.
export function add(link, region) {
  const place = link.closest("[data-more], .thread__more");
  const thread = link.closest(".thread");
  const list = thread ? thread.querySelector("ol") : region.querySelector(LIST);
  if (!list) return false;
  return once(link, async () => {
    try {
      const { page } = await load(link.href);
      const found = [...(page.querySelector(LIST)?.children ?? [])];
      const items = found.filter((item) => !document.getElementById(numberOf(item)));
      list.append(...items.map((item) => document.adoptNode(item)));
      const next = page.querySelector("[data-more] a");
      if (next) link.href = next.href;
      else place.remove();
      items[0]?.querySelector(".comment").focus();
      say(region, `${items.length} more`);
    } catch {
      say(region, OFFLINE);
    }
  });
}

export function sort(link, region) {
  return once(link, async () => {
    try {
      const { page } = await load(link.href);
      for (const part of ["[data-sorts]", "[data-threads]", "[data-more]"]) {
        const old = region.querySelector(part);
        const fresh = take(page, part);
        if (old && fresh) old.replaceWith(fresh);
        else if (fresh) region.querySelector("[data-threads]").after(fresh);
        else old?.remove();
      }
      region.querySelector("[data-sorts] [aria-current]").focus();
    } catch {
      say(region, OFFLINE);
    }
  });
}

// Shows a comment that was just written; false where there is no list that it belongs into.
export function show(comment, parent, region) {
  const item = document.createElement("li");
  item.append(comment);
  if (parent) {
    if (!putUnder(parent.closest("li"), item)) return false;
  } else {
    item.className = "thread";
    threads(region).prepend(item);
  }
  if (!comment.matches(".comment--waiting")) countOneMore(region);
  comment.focus();
  return true;
}

export function replace(old, comment) {
  old.replaceWith(comment);
  comment.focus();
  return true;
}

function threads(region) {
  let list = region.querySelector("[data-threads]");
  if (!list) {
    list = document.createElement("ol");
    list.className = "comments__threads";
    list.dataset.threads = "";
    region.querySelector("[data-place]").after(list);
  }
  return list;
}

// A reply comes after those that are there to the same comment, a step further in.
function putUnder(item, reply) {
  if (item?.matches(".thread")) {
    let list = item.querySelector(".thread__replies");
    if (!list) {
      list = document.createElement("ol");
      list.className = "thread__replies";
      item.querySelector(".comment").after(list);
    }
    reply.className = "thread__reply thread__reply--1";
    list.append(reply);
    return true;
  }
  if (!item?.matches(".thread__replies > li")) return false;
  const depth = depthOf(item);
  let last = item;
  while (last.nextElementSibling && depthOf(last.nextElementSibling) > depth) {
    last = last.nextElementSibling;
  }
  reply.className = `thread__reply thread__reply--${Math.min(depth + 1, 4)}`;
  last.after(reply);
  return true;
}

function depthOf(item) {
  return Number(item.className.match(/--(\d)/)?.[1] ?? 0);
}

function countOneMore(region) {
  const count = region.querySelector(".comments__count");
  if (!count) return;
  const number = (parseInt(count.textContent, 10) || 0) + 1;
  for (const shown of [count, ...document.querySelectorAll(".story__comments")]) {
    shown.textContent = `${number} comment${number === 1 ? "" : "s"}`;
  }
}
