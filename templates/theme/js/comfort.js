// Comfort, and nothing that a page needs: light or dark as the reader likes it, a button that copies a citation, and a
// box that filters and sorts a long list in place. Its words stand in the page, as data of the body.
const KEY = "onrecord-theme";

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function show(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}

show(remembered()); // before the page is drawn, so that it does not flash

// A page that has moved leads on by itself, but to the head of the new one: the part that was asked for is known here.
const moved = document.querySelector('meta[http-equiv="refresh"]');
if (moved && location.hash) location.replace(moved.content.slice(moved.content.indexOf("url=") + 4) + location.hash);

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function themes(words) {
  const button = made("button", { type: "button", className: "quiet" });
  const dark = () =>
    (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => (button.textContent = dark() ? words.light : words.dark);
  button.addEventListener("click", () => {
    const theme = dark() ? "light" : "dark";
    show(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // then for this page only
    }
    name();
  });
  name();
  document.querySelector("footer.site .inner")?.prepend(made("p", { className: "theme" }));
  document.querySelector(".theme")?.append(button);
}

function citations(words) {
  for (const text of document.querySelectorAll(".citation")) {
    const button = made("button", { type: "button", className: "quiet", textContent: words.copy });
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = words.copied;
      } catch {
        getSelection().selectAllChildren(text); // the reader copies it
      }
    });
    if (navigator.clipboard) text.after(button);
  }
}

// As in search; it is loaded when it is needed. Where it cannot be, in a copy on a disk, case alone makes no difference.
const FOLDING = new URL("fold.js", document.currentScript.src);
const folding = () => import(FOLDING).then((module) => module.fold).catch(() => (text) => text.toLowerCase());

// The page brings a message for each form that the language of its words has for counted nouns.
function counted(words, number) {
  const message = document.body.getAttribute(`data-entries-${new Intl.PluralRules(words.language).select(number)}`);
  return (message ?? words.entriesOther).replace("{n}", number.toLocaleString(words.language));
}

function lists(words) {
  for (const list of document.querySelectorAll("ul.counted.long")) {
    const rows = [...list.children].map((row, place) => ({ row, place, count: Number(row.dataset.count || 0) }));
    const label = made("label", { className: "filter", textContent: `${words.filter} ` });
    const input = made("input", { type: "search", autocomplete: "off", dir: "auto" });
    const status = made("p", { className: "filtered" });
    status.setAttribute("role", "status");
    input.addEventListener("input", async () => {
      const fold = await folding();
      const wanted = fold(input.value).split(" ");
      let shown = 0;
      for (const each of rows) {
        each.text ??= fold(each.row.textContent);
        each.row.hidden = !wanted.every((word) => each.text.includes(word));
        shown += !each.row.hidden;
      }
      status.textContent = !input.value ? "" : shown ? counted(words, shown) : words.none;
    });
    label.append(input);
    list.before(label, status);
    if (!rows.some((each) => each.count)) continue;
    const button = made("button", { type: "button", className: "quiet", textContent: words.most });
    let most = false;
    button.addEventListener("click", () => {
      most = !most;
      rows.sort((a, b) => (most && b.count - a.count) || a.place - b.place);
      list.append(...rows.map((each) => each.row));
      button.textContent = most ? words.order : words.most;
    });
    label.after(button);
  }
}

addEventListener("DOMContentLoaded", () => {
  const words = document.body.dataset;
  themes(words);
  citations(words);
  lists(words);
});
