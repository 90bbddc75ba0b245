// Shows one of the two headlines of the link that it stands in, by chance, and says that it was
// shown. It runs before the headlines are parsed: neither is painted and then replaced. Nothing is
// stored; who loads the page again may see the other one.
(() => {
  const { test, shown } = document.currentScript.dataset;
  const link = document.currentScript.closest("a");
  // A browser that cannot do this shows A and counts for neither.
  const sheet = new CSSStyleSheet();
  const chosen = Math.random() < 0.5 ? "a" : "b";
  const source = `headline_test:${test}${chosen}`;
  if (chosen === "b") {
    sheet.replaceSync(
      `[data-headline="${test}a"] { display: none } [data-headline="${test}b"] { display: inline }`,
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  // From here on the page has one headline only, for whoever searches it or copies from it.
  function settle() {
    link.replaceChildren(link.querySelector(`[data-headline="${test}${chosen}"]`).textContent);
    link.hash = new URLSearchParams({ from: source });
    whenSeen(() => navigator.sendBeacon(`${shown}?${new URLSearchParams({ from: source })}`));
  }

  function whenSeen(act) {
    let isInView = false;
    const look = () => {
      if (!isInView || document.visibilityState !== "visible") return;
      observer.disconnect();
      document.removeEventListener("visibilitychange", look);
      act();
    };
    const observer = new IntersectionObserver(
      (entries) => {
        isInView = entries.at(-1).isIntersecting;
        look();
      },
      { threshold: 0.5 },
    );
    observer.observe(link);
    document.addEventListener("visibilitychange", look);
  }

  document.addEventListener("DOMContentLoaded", settle);
})();
