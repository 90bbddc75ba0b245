// The body of an article in Wagtail's editor: the placeholder for blocks of missing
// plugins stands in a story, and is never offered for choosing.
class ArticleBodyDefinition extends window.wagtailStreamField.blocks.StreamBlockDefinition {
  constructor(name, groups, initialStates, meta) {
    super(name, groups, initialStates, meta);
    this.groupedChildBlockDefs = groups
      .map(([group, blocks]) => [group, blocks.filter((block) => block.name !== "unknown")])
      .filter(([, blocks]) => blocks.length > 0);
  }
}

window.telepath.register("byline.ArticleBody", ArticleBodyDefinition);
