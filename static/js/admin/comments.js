// A moderator's key decides once: held down, it would go on with the comments that follow.
for (const type of ["keydown", "keypress"]) {
  document.addEventListener(
    type,
    (event) => {
      if (event.repeat && event.key.length === 1 && !event.target.closest("input, textarea")) {
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}
