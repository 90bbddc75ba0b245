"""A plugin as an installed package would bring it, for the tests."""

from byline.plugins import Manifest

manifest = Manifest(
    name="sample",
    version="1.0",
    app="sample_plugin",
    hooks="sample_plugin.hooks",
    contract_versions=(1,),
)

outdated_manifest = Manifest(
    name="outdated",
    version="0.1",
    app="sample_plugin",
    hooks="sample_plugin.hooks",
    contract_versions=(0,),
)
