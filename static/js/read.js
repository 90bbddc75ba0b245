// Tells the server that somebody has opened the story: once, after the page is loaded, and not
// before it is looked at. Browsers load pages that nobody looks at.
const { read } = document.querySelector("[data-read]").dataset;
const source = takeSource();

// What the link said that led here, if it stands on this site: "#from=polls:12". It is taken out
// of the address, which is what readers share.
function takeSource() {
  const source = new URLSearchParams(location.hash.slice(1)).get("from");
  if (source === null) return "";
  history.replaceState(history.state, "", location.pathname + location.search);
  return document.referrer.startsWith(`${location.origin}/`) ? source : "";
}

function isSeen() {
  return document.visibilityState === "visible" && !document.prerendering;
}

function tell() {
  if (isSeen() && document.readyState === "complete") {
    removeEventListener("load", tell);
    document.removeEventListener("visibilitychange", tell);
    document.removeEventListener("prerenderingchange", tell);
    navigator.sendBeacon(source ? `${read}?${new URLSearchParams({ from: source })}` : read);
  }
}

addEventListener("load", tell);
document.addEventListener("visibilitychange", tell);
document.addEventListener("prerenderingchange", tell);
tell();
