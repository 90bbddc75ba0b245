// Wagtail's catalogue of translations, where it has one.
window.byline = {
  gettext: (text) => window.django?.gettext?.(text) ?? text,
  // `one` and `many` have %s in the place of the number.
  ngettext(one, many, count) {
    const text = window.django?.ngettext?.(one, many, count) ?? (count === 1 ? one : many);
    return text.replace("%s", count);
  },
};
