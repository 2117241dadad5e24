// The search page: what is typed is folded as the index was, Pagefind finds, and the results are built as DOM nodes.
// Nothing from the index is ever parsed as HTML.

import { fold } from "./fold.js";

const PER_PAGE = 10;
const EXCERPT = 40; // words
const VALUES = 8; // of a facet, before the fold
const READ = 50; // texts that are read for a phrase which the index does not hold as it is typed
const MARKS = "[\"“”„‟«»‹›「」『』《》״]";
const QUOTED = new RegExp(`^\\s*${MARKS}(.+)${MARKS}\\s*$`, "u");
const SPACE = /[\r\n\s]+/g;

// What is asked for: words, each of which is to be found, or, in quotation marks, a phrase.
function asked(typed) {
  const phrase = fold(typed.match(QUOTED)?.[1] ?? "");
  return { phrase, words: (phrase || fold(typed)).split(" ").filter(Boolean) };
}

// The forms in which the index holds a word of a text: as one, and what its punctuation parts.
const forms = (word) => [fold(word).replaceAll(" ", ""), ...fold(word.replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")).split(" ")];

function formsFound(data) {
  const words = data.content.split(SPACE);
  return data.locations.flatMap((place) => forms(words[place] ?? ""));
}

// Pagefind takes, for a word that no text has, the longest word that it begins with, or passes over it. This is the word
// itself if texts have it, or a form of it; else a shorter one, unless little of it is left; else nothing.
async function held(pagefind, word, results) {
  const begun = (datas) => datas.flatMap(formsFound).some((form) => form.startsWith(word));
  if (begun(results)) return word;
  if ((await pagefind.search(`"${word}"`)).results.length) return word;
  const first = await (await pagefind.search(word)).results[0]?.data();
  if (!first || begun([first])) return first && word;
  const shorter = formsFound(first).filter((form) => word.startsWith(form) && form.length * 3 >= word.length * 2);
  return shorter.sort((a, b) => b.length - a.length)[0];
}

// Pagefind compares a phrase with the texts as they stand. Where these are spelt otherwise, they are read and folded.
async function findPhrase(pagefind, phrase, filters) {
  const exact = await pagefind.search(`"${phrase}"`, { filters });
  if (exact.results.length && /^[\x20-\x7e]*$/.test(phrase)) return exact;
  const { results } = await pagefind.search(phrase, { filters });
  const known = new Set(exact.results.map((each) => each.id));
  const read = await Promise.all(results.slice(0, READ).map(async (each) => [each, await each.data()]));
  const more = read.filter(([each, data]) => !known.has(each.id) && ` ${fold(data.content)} `.includes(` ${phrase} `));
  const counts = structuredClone(exact.filters);
  for (const [, data] of more) {
    for (const [name, values] of Object.entries(data.filters)) {
      for (const value of values) (counts[name] ??= {})[value] = (counts[name][value] ?? 0) + 1;
    }
  }
  return { results: [...exact.results, ...more.map(([each]) => each)], filters: counts };
}

function find(pagefind, { phrase, words }, filters) {
  return phrase ? findPhrase(pagefind, phrase, filters) : pagefind.search(words.join(" ") || null, { filters });
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Whether a word was found by more than a single letter, with which every other word begins.
function telling(word, wanted) {
  const longer = wanted.filter((each) => each.length > 1).map((each) => each.slice(0, 2));
  return !longer.length || forms(word).some((form) => wanted.includes(form) || longer.includes(form.slice(0, 2)));
}

// The words around the first find, those found marked. What only searching needs stands after the first `shown` words.
function excerpt(data, wanted) {
  const words = data.content.split(SPACE);
  const shown = data.meta.shown ? Number(data.meta.shown) : words.length;
  let places = data.locations.filter((place) => place < shown && telling(words[place] ?? "", wanted));
  if (!places.length) {
    // it was found by another form of a word, which only searching needs
    places = [...words.slice(0, shown).keys()].filter((place) => forms(words[place]).some((form) => form && wanted.includes(form)));
  }
  const found = new Set(places);
  const first = found.size ? Math.min(...found) : 0;
  const start = Math.max(0, Math.min(first - 8, shown - EXCERPT));
  const end = Math.min(shown, start + EXCERPT);
  const paragraph = element("p", { dir: "auto", class: "excerpt" });
  if (start > 0) paragraph.append("… ");
  for (let place = start; place < end; place++) {
    paragraph.append(found.has(place) ? element("mark", {}, words[place]) : words[place], place + 1 < end ? " " : "");
  }
  if (end < shown) paragraph.append(" …");
  return paragraph;
}

function result(data, wanted) {
  const details = [data.meta.kind, data.meta.date].filter(Boolean).join(" · ");
  return element(
    "li", {},
    element("h2", { dir: "auto" }, element("a", { href: data.url }, data.meta.title || data.url)),
    element("p", { class: "detail" }, details),
    excerpt(data, wanted),
  );
}

// The page brings a message for each form that the language of its words has for counted nouns.
function counted(root, name, number) {
  const form = new Intl.PluralRules(root.dataset.language).select(number);
  const message = root.getAttribute(`data-${name}-${form}`) ?? root.getAttribute(`data-${name}-other`);
  return message.replace("{n}", inFigures(number, root));
}

const inFigures = (number, root, options = {}) => number.toLocaleString(root.dataset.language, options);

// What has no day comes last, whichever way it goes. `days` are those of each group of pages; the name of a page's
// fragment is that of its group, and a digit. A group that is not there is of another edition of the index.
function sorted(results, order, days) {
  const sign = order === "asc" ? 1 : -1;
  return results
    .map((each) => [days[each.id.slice(0, -1)][parseInt(each.id.at(-1), 36)] ?? "", each])
    .sort(([a], [b]) => (a && b ? (a < b ? -sign : a > b ? sign : 0) : (a ? 0 : 1) - (b ? 0 : 1)))
    .map(([, each]) => each);
}

async function start(root) {
  const form = root.querySelector("form");
  const input = form.querySelector("input");
  const finding = root.querySelector(".finding");
  const facets = root.querySelector(".facets");
  const narrowed = root.querySelector(".narrowed");
  const clear = root.querySelector(".clear");
  const status = root.querySelector(".status");
  const list = root.querySelector(".results");
  const more = root.querySelector(".more");
  const order = root.querySelector("select");
  const fieldsets = Array.from(root.querySelectorAll("fieldset"));
  const site = new URL("../", import.meta.url);
  const chosen = Object.fromEntries(fieldsets.map((each) => [each.dataset.facet, new Set()]));
  const unfolded = new Set(); // facets of which all values are shown
  let loaded; // Pagefind, or the promise of it
  let stale = false; // something could not be loaded: the next search begins anew
  let days; // of all pages, once results are sorted by them
  let all; // every value of every facet, once they are loaded
  let latest; // counts the facets of the search that is shown
  let run = 0;
  let loading = 0; // the run whose results are being fetched
  let query = asked("");
  let results = [];
  let shown = 0;

  if (matchMedia("(max-width: 50rem)").matches) facets?.removeAttribute("open");
  const lost = element("p", { role: "status" }); // says that facets could not be loaded
  facets?.append(lost);

  function filtersOf(chosen) {
    const some = Object.entries(chosen).filter(([, values]) => values.size);
    return Object.fromEntries(some.map(([name, values]) => [name, { any: [...values] }]));
  }

  // the index keeps years in plain digits, by which they are sorted
  const shownAs = (name, value) => (name === "year" ? inFigures(Number(value), root, { useGrouping: false }) : value);

  function choice(name, value, count) {
    const box = element("input", { type: "checkbox", value });
    box.checked = chosen[name].has(value);
    return element("label", {}, box, element("span", { dir: "auto" }, shownAs(name, value)), element("span", { class: "count" }, inFigures(count, root)));
  }

  // The most frequent values, and all others below a fold, where they are made when it is opened.
  function showFacet(fieldset, counts) {
    const name = fieldset.dataset.facet;
    const focused = fieldset.contains(document.activeElement) && document.activeElement;
    const values = [...new Set([...Object.keys(all[name] ?? {}), ...chosen[name]])]
      .map((value) => [value, counts?.[value] ?? 0])
      .filter(([value, count]) => count > 0 || chosen[name].has(value))
      .sort((a, b) => (name === "year" ? b[0].localeCompare(a[0]) : b[1] - a[1] || a[0].localeCompare(b[0])));
    const first = values.filter(([value], place) => place < VALUES || chosen[name].has(value));
    const others = values.filter((each) => !first.includes(each));
    fieldset.querySelectorAll("label, details").forEach((each) => each.remove());
    fieldset.append(...first.map(([value, count]) => choice(name, value, count)));
    if (others.length) {
      const rest = element("details", {}, element("summary", {}, `${more.textContent} (${inFigures(others.length, root)})`));
      const fill = () => rest.children.length > 1 || rest.append(...others.map(([value, count]) => choice(name, value, count)));
      if (unfolded.has(name)) fill();
      rest.open = unfolded.has(name);
      rest.addEventListener("toggle", () => {
        if (!rest.isConnected) return;
        if (rest.open) fill();
        unfolded[rest.open ? "add" : "delete"](name);
      });
      fieldset.append(rest);
    }
    fieldset.hidden = values.length === 0;
    if (!focused) return;
    const boxes = Array.from(fieldset.querySelectorAll("input"));
    const next = fieldset.hidden ? null : (boxes.find((box) => box.value === focused.value) ?? boxes[0]);
    (next ?? facets.querySelector("summary")).focus();
  }

  // What is asked for stands in the address too: for Back, for a reload, and to be handed on.
  function note() {
    const address = new URL(location.href);
    const pairs = [["q", input.value], ["order", order.value]];
    for (const [name, values] of Object.entries(chosen)) pairs.push([name, ""], ...[...values].map((value) => [name, value]));
    for (const [name] of pairs) address.searchParams.delete(name);
    for (const [name, value] of pairs) if (value) address.searchParams.append(name, value);
    history.replaceState(history.state, "", address);
  }

  function recall() {
    const given = new URLSearchParams(location.search);
    input.value = given.get("q") ?? "";
    order.value = given.get("order") ?? "";
    if (order.selectedIndex < 0) order.value = "";
    for (const [name, values] of Object.entries(chosen)) given.getAll(name).filter(Boolean).forEach((value) => values.add(value));
  }

  function tell(number, instead) {
    const filters = Object.values(chosen).reduce((sum, values) => sum + values.size, 0);
    narrowed.textContent = filters ? counted(root, "filters", filters) : "";
    clear.hidden = !filters;
    const none = filters ? root.dataset.nothing : root.dataset.none;
    status.textContent = number ? counted(root, "found", number) : none;
    if (!instead || !number) return;
    const [before, after] = root.dataset.instead.split("{q}");
    status.prepend(before, element("bdi", {}, instead), `${after} `);
  }

  async function showMore() {
    const current = run;
    if (loading === current) return; // a second click before the first was answered
    loading = current;
    let next;
    try {
      next = await Promise.all(results.slice(shown, shown + PER_PAGE).map((each) => each.data()));
    } finally {
      if (loading === current) loading = 0;
    }
    if (current !== run) return;
    list.append(...next.map((data) => result(data, query.words)));
    shown += next.length;
    more.hidden = shown >= results.length;
  }

  async function load() {
    const pagefind = await import(new URL("pagefind/pagefind.js", site));
    // by names only actors and topics are found: they come before what was said by them and of them
    await pagefind.options({ baseUrl: site.pathname, ranking: { metaWeights: { title: 5, names: 50 } } });
    await pagefind.init();
    return pagefind;
  }

  // After a failure the next search begins anew: Pagefind would fail in the same way for ever.
  async function forget() {
    const old = loaded;
    loaded = days = all = undefined;
    stale = false;
    await old?.then((pagefind) => pagefind.destroy()).catch(console.error);
  }

  async function loadDays() {
    const answer = await fetch(new URL("pagefind/days.json", site), { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return answer.json();
  }

  async function loadFacets(pagefind) {
    const found = await pagefind.filters();
    if (!found.kind) throw new Error("no facets"); // everything is of some kind
    return found;
  }

  // Of a facet with a choice the others are counted as if nothing were chosen of it: they can be added.
  async function countFacets(pagefind, wanted) {
    const counts = { ...(await find(pagefind, wanted, filtersOf(chosen))).filters };
    for (const name of Object.keys(filtersOf(chosen))) {
      counts[name] = (await find(pagefind, wanted, filtersOf({ ...chosen, [name]: new Set() }))).filters[name];
    }
    return counts;
  }

  async function search() {
    const current = ++run;
    let wanted = asked(input.value);
    const filters = filtersOf(chosen);
    const by = order.value || (!wanted.words.length && Object.keys(filters).length ? "desc" : ""); // nothing matches best then
    note();
    finding.hidden = false;
    latest = undefined;
    try {
      if (stale) await forget();
      const pagefind = await (loaded ??= load());
      const ask = async () => {
        const answer = await find(pagefind, wanted, filters);
        if (by) days ??= await loadDays();
        return by ? sorted(answer.results, by, days) : answer.results;
      };
      let found = await ask();
      let instead = "";
      let gone = false; // no text has any of the words
      if (!wanted.phrase && wanted.words.length) {
        const first = await Promise.all(found.slice(0, PER_PAGE).map((each) => each.data()));
        const words = (await Promise.all(wanted.words.map((word) => held(pagefind, word, first)))).filter(Boolean);
        if (current !== run) return;
        if (words.join(" ") !== wanted.words.join(" ")) {
          instead = words.join(" ");
          wanted = { phrase: "", words };
          found = words.length ? await ask() : [];
          gone = !words.length;
        }
      }
      if (!found.length) {
        // Pagefind takes for empty what it could not load
        if (Object.keys(filters).length) all ??= await loadFacets(pagefind);
        for (const name of Object.keys(filters)) if (!all[name]) throw new Error(`the facet ${name} could not be loaded`);
      }
      if (current !== run) return;
      query = wanted;
      results = found;
      shown = 0;
      tell(results.length, instead);
      list.replaceChildren();
      await showMore();
      if (current !== run) return;
      // facets are large: so they come last, and only where they are seen
      latest = async () => {
        if (!facets?.open) return;
        facets.setAttribute("aria-busy", "true");
        try {
          all ??= await loadFacets(pagefind);
          const counts = gone ? {} : await countFacets(pagefind, wanted);
          if (current === run) fieldsets.forEach((each) => showFacet(each, counts[each.dataset.facet]));
          lost.textContent = "";
        } catch (error) {
          console.error(error);
          stale = true;
          lost.textContent = root.dataset.failed;
        } finally {
          facets.removeAttribute("aria-busy");
        }
      };
      await latest();
    } catch (error) {
      console.error(error);
      if (current !== run) return;
      status.textContent = root.dataset.failed;
      list.replaceChildren();
      more.hidden = true;
      await forget();
    }
  }

  function choose({ target }) {
    if (!target.matches("fieldset input, select")) return;
    const values = chosen[target.closest("fieldset")?.dataset.facet];
    values?.[target.checked ? "add" : "delete"](target.value);
    search();
  }

  function clearFilters() {
    Object.values(chosen).forEach((values) => values.clear());
    input.focus();
    search();
  }

  async function showMoreAndGoThere() {
    const before = list.children.length;
    try {
      await showMore();
      list.children[before]?.querySelector("a").focus();
    } catch (error) {
      console.error(error);
      stale = true;
      status.textContent = root.dataset.failed;
    }
  }

  let waiting;
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 200); });
  root.addEventListener("change", choose);
  clear.addEventListener("click", clearFilters);
  facets?.addEventListener("toggle", () => latest?.());
  more.addEventListener("click", showMoreAndGoThere);
  recall();
  if (!input.value) input.focus(); // else the results are what the reader came for
  await search();
}

if (typeof document !== "undefined") {
  const root = document.getElementById("search");
  if (root) start(root);
}
