// The search page: what is typed is folded as the index was, Pagefind finds, and the results are built as DOM nodes.
// Nothing from the index is ever parsed as HTML. The folding mirrors generator/onrecord/folding.py; a test compares them.

const LETTERS = {
  "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ؤ": "و", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
  "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe",
  "\u0640": "", "\u200c": "", "\u200d": "", "\u00ad": "",
};
const DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹";
const IDEOGRAPH = /([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])/gu;
const translate = (text) => Array.from(text, (c) => (c in LETTERS ? LETTERS[c] : c)).join("");

export function fold(text) {
  text = translate(text.normalize("NFKC").toLowerCase());
  text = text.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFKC");
  text = Array.from(translate(text), (c) => (DIGITS.includes(c) ? String(DIGITS.indexOf(c) % 10) : c)).join("");
  return text.replace(IDEOGRAPH, " $1 ").replace(/[^\p{L}\p{N}_]+/gu, " ").trim();
}

const PER_PAGE = 10;
const EXCERPT = 40; // words

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// The words around the first find, those found marked. What only searching needs stands after the first `shown` words.
function excerpt(data) {
  const words = data.content.split(/[\r\n\s]+/g);
  const shown = data.meta.shown ? Number(data.meta.shown) : words.length;
  const found = new Set(data.locations.filter((place) => place < shown));
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

function result(data) {
  const details = [data.meta.kind, data.meta.date].filter(Boolean).join(" · ");
  return element(
    "li", {},
    element("h2", { dir: "auto" }, element("a", { href: data.url }, data.meta.title || data.url)),
    element("p", { class: "detail" }, details),
    excerpt(data),
  );
}

// The page brings a message for each form that the language of its words has for counted nouns.
function found(root, number) {
  const form = new Intl.PluralRules(root.dataset.language).select(number);
  const message = root.getAttribute(`data-found-${form}`) ?? root.dataset.foundOther;
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
  const status = root.querySelector(".status");
  const list = root.querySelector(".results");
  const more = root.querySelector(".more");
  const order = root.querySelector("select");
  const site = new URL("../", import.meta.url);
  let loaded; // Pagefind, or the promise of it
  let days; // of all pages, once results are sorted by them
  let all; // every value of every facet, once they are loaded
  let latest; // counts the facets of the search that is shown
  let run = 0;
  let loading = 0; // the run whose results are being fetched
  let results = [];
  let shown = 0;

  if (matchMedia("(max-width: 50rem)").matches) facets?.removeAttribute("open");
  const lost = element("p", { role: "status" }); // says that facets could not be loaded
  facets?.append(lost);

  const chosen = () => {
    const filters = {};
    for (const box of root.querySelectorAll("fieldset input:checked")) {
      const name = box.closest("fieldset").dataset.facet;
      (filters[name] ??= { any: [] }).any.push(box.value);
    }
    return filters;
  };

  // the index keeps years in plain digits, by which they are sorted
  const shownAs = (name, value) => (name === "year" ? inFigures(Number(value), root, { useGrouping: false }) : value);

  function showFacets(counts) {
    const focused = document.activeElement?.closest("fieldset") && document.activeElement;
    const place = focused?.closest("fieldset").dataset.facet;
    for (const fieldset of root.querySelectorAll("fieldset")) {
      const name = fieldset.dataset.facet;
      const checked = new Set(Array.from(fieldset.querySelectorAll("input:checked"), (box) => box.value));
      const values = Object.keys(all[name] ?? {})
        .map((value) => [value, counts[name]?.[value] ?? 0])
        .filter(([value, count]) => count > 0 || checked.has(value))
        .sort((a, b) => (name === "year" ? b[0].localeCompare(a[0]) : b[1] - a[1] || a[0].localeCompare(b[0])));
      fieldset.querySelectorAll("label").forEach((label) => label.remove());
      for (const [value, count] of values.slice(0, 40)) {
        const box = element("input", { type: "checkbox", value });
        box.checked = checked.has(value);
        const kept = name === place && value === focused.value;
        fieldset.append(element("label", {}, box, element("span", { dir: "auto" }, shownAs(name, value)), element("span", { class: "count" }, inFigures(count, root))));
        if (kept) box.focus();
      }
      fieldset.hidden = values.length === 0;
    }
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
    list.append(...next.map(result));
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

  async function search() {
    const current = ++run;
    const query = fold(input.value);
    const filters = chosen();
    const by = order.value || (!query && Object.keys(filters).length ? "desc" : ""); // nothing matches best then
    const address = new URL(location.href);
    address.searchParams.set("q", input.value);
    history.replaceState(null, "", address);
    finding.hidden = false;
    latest = undefined;
    try {
      const pagefind = await (loaded ??= load());
      const find = () => pagefind.search(query || null, { filters });
      let counted = Boolean(all); // what is found is counted by the facets that are loaded
      let answer = await find();
      if (by) days ??= await loadDays();
      if (current !== run) return;
      results = by ? sorted(answer.results, by, days) : answer.results;
      shown = 0;
      status.textContent = results.length ? found(root, results.length) : root.dataset.none;
      list.replaceChildren();
      await showMore();
      if (current !== run) return;
      // facets are large: so they come last, and only where they are seen
      latest = async () => {
        if (!facets?.open) return;
        facets.setAttribute("aria-busy", "true");
        try {
          if (!counted) {
            all ??= await loadFacets(pagefind);
            answer = await find();
            counted = true;
          }
          if (current === run) showFacets(answer.filters);
          lost.textContent = "";
        } catch (error) {
          console.error(error);
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
      await forget();
    }
  }

  let waiting;
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 200); });
  root.addEventListener("change", (event) => { if (event.target.matches("fieldset input, select")) search(); });
  facets?.addEventListener("toggle", () => latest?.());
  more.addEventListener("click", showMore);
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  input.focus();
  await search();
}

if (typeof document !== "undefined") {
  const root = document.getElementById("search");
  if (root) start(root);
}
