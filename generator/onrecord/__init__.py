"""A public record of who said what: plain files in, a static site out.

The whole program can be read in these lines:

    dataset, problems = load(paths)       # the only reader of data/
    problems += check(dataset)            # every rule a small function with a code
    site = build(dataset, config)         # pure: pages as values, then text
    mount(site) in MkDocs, or write(site) to a folder

Modules stand in rows, and each imports only from rows above its own:

    words    dates, slugs, addresses, languages, folding, catalogs, wording, problems, progress, collector, fields,
             model, config, ledgers
    in       readers, schema, dataset, load, settings, extensions, captures, extraction
    meaning  reads, index, quotations, checks, letters, verify, receipts, fragments, witnesses, contrast, changes,
             silence
    plan     permalinks, pages, navigation
    render   escape, filters, compiler, render, links, search, jsonld, citations, feeds, records, exports, social,
             beside
    site     site
    press    locks, writer, workers, cluster, shells, manifest, before, press, sitemap
    out      bundles, indexer, report, theme, workspace, tree, capturing, history, difference, preview, plugin, cli
"""

__version__ = "0.1.0"
