"""A plugin as an installed package would bring it, for the tests."""

from byline.plugins import Manifest

manifest = Manifest(
    name="sample",
    app="sample_plugin",
    hooks="sample_plugin.hooks",
    hook_versions={"article_blocks": 1, "comment_checks": 1},
)

misnamed_manifest = Manifest(name="other", app="sample_plugin", hooks="sample_plugin.hooks")
