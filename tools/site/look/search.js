// Searches the site. The index is a script, for pages that are opened from a folder may load no other file.
const root = document.documentElement.dataset.root;
const input = document.querySelector(".search input");
const list = document.querySelector(".search ol");
const MOST = 20;
let loading;

function load() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${root}search_index.js`;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
}

/** How well a row fits: its title counts more than its text, most as it is written, and all words have to be in it. */
function rank([page, title, , text], words) {
  const [name, rest] = [title.toLowerCase(), `${page} ${text}`.toLowerCase()];
  let sum = 0;
  for (const typed of words) {
    const word = typed.toLowerCase();
    if (title === typed) sum += 110;
    else if (name === word) sum += 100;
    else if (name.startsWith(word)) sum += 40;
    else if (name.includes(word)) sum += 20;
    else if (rest.includes(word)) sum += 1;
    else return 0;
  }
  return sum - name.length / 100;
}

async function search() {
  const words = input.value.split(/\s+/).filter(Boolean);
  list.hidden = words.length === 0;
  if (list.hidden) return;
  await load();
  const found = globalThis.searchIndex
    .map((row) => [rank(row, words), row])
    .filter(([fit]) => fit > 0)
    .sort(([a], [b]) => b - a)
    .slice(0, MOST);
  list.replaceChildren(...found.map(([, row]) => itemOf(row)));
  if (found.length === 0) list.textContent = "Nothing found.";
}

function itemOf([page, title, path, text]) {
  const link = document.createElement("a");
  link.href = root + path;
  link.textContent = title;
  const more = document.createElement("small");
  more.textContent = [page === title ? "" : page, text].filter(Boolean).join(
    ": ",
  );
  link.append(more);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

input.addEventListener("focus", () => void load());
input.addEventListener("input", () => void search());
list.addEventListener("click", () => list.hidden = true);
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const isTyping = target instanceof HTMLInputElement;
  if (key === "/" && !isTyping) {
    event.preventDefault();
    input.focus();
  } else if (key === "Escape") {
    list.hidden = true;
  } else if (key === "Enter" && target === input) {
    list.querySelector("a")?.click();
  } else if ((key === "ArrowDown" || key === "ArrowUp") && !list.hidden) {
    event.preventDefault();
    const links = [input, ...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    links.at((at + (key === "ArrowDown" ? 1 : -1)) % links.length).focus();
  }
});
