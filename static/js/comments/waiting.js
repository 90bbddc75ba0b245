// A story's page is the same for everybody. Where somebody has written a comment that waits
// for a moderator, it is fetched from the list of comments, which knows its own writers.
import { load, take } from "./page.js";

const keyOf = (region) => `comments-waiting:${region.dataset.comments}`;

export function remember(region, comment) {
  if (!comment?.matches(".comment--waiting")) return;
  try {
    localStorage.setItem(keyOf(region), "1");
  } catch {
    // A browser that stores nothing shows it on the list of comments only.
  }
}

export async function fetchWaiting(region) {
  try {
    if (!localStorage.getItem(keyOf(region))) return;
    const { page } = await load(region.dataset.comments);
    const waiting = take(page, "[data-waiting]");
    if (waiting) region.querySelector("[data-place]").after(waiting);
    else localStorage.removeItem(keyOf(region));
  } catch {
    // It is there the next time.
  }
}
