// The page: filters on the left, places in the middle, the one in question on the right.
const wanted = { text: "", state: -1, levels: new Set(), rules: new Set(), document: -1 };
/** Rows of the list: a place by its number, a document as `-1 - number`. */
let rows = [];
let current = -1;

const list = new Rows($("list"), $("spacer"), 64, fill);

function matches(i) {
  const place = places[i];
  if (wanted.state === 4 ? touched[i] || state[i] !== ACCEPTED : wanted.state >= 0 && state[i] !== wanted.state) return false;
  if (wanted.levels.size && !wanted.levels.has(levelOf(place))) return false;
  if (wanted.rules.size && !findingsOf(place).some(([rule]) => wanted.rules.has(rule))) return false;
  if (!wanted.text) return true;
  const has = (text) => text !== undefined && text.includes(wanted.text);
  return has(place.text.slice(Math.max(0, place.start - 30), place.end + 30)) || has(afterOf(i)) || has(documents[place.document].name);
}

function filter() {
  rows = [];
  let shown = 0, inDocuments = 0;
  documents.forEach((document, d) => {
    if (wanted.document >= 0 && d !== wanted.document) return;
    const head = rows.length;
    for (let i = document.first; i < document.first + document.count; i++) {
      if (!matches(i)) continue;
      if (rows.length === head) { rows.push(-1 - d); inDocuments += 1; }
      rows.push(i);
      shown += 1;
    }
  });
  $("shown").textContent = say("shown", shown, inDocuments);
  $("accept-shown").disabled = $("reject-shown").disabled = !shown;
  $("empty").hidden = shown > 0;
  $("list").hidden = !shown;
  list.show(rows.length);
  if (!rows.includes(current)) select(rows.length ? rows[1] : -1);
}

const shownPlaces = (test = () => true) => rows.filter((row) => row >= 0 && test(row));

function fill(element, index) {
  const row = rows[index];
  element.id = `row-${index}`;
  element.onclick = () => select(row);
  element.setAttribute("role", "option");
  element.setAttribute("aria-posinset", index + 1);
  element.setAttribute("aria-setsize", rows.length);
  element.setAttribute("aria-selected", row === current);
  if (row < 0) {
    const d = -1 - row;
    const act = make("span", { className: "buttons" }, ...decideButtons(() => shownPlaces((i) => places[i].document === d)));
    const first = documents[d].diagnosis[language].split("\n").slice(0, 3).map((line) => line.trim()).join(" · ");
    element.className = `row head${row === current ? " current" : ""}`;
    element.replaceChildren(
      make("div", {}, make("strong", { textContent: documents[d].name }), make("small", { textContent: `${say("places", documents[d].count)} · ${first}` })), act);
    return;
  }
  const place = places[row], proposal = proposalOf(row);
  const why = make("div", { className: "why" }, proposal ? level(proposal) : say("reportOnly"), ` · ${DATA.rules[ruleOf(place)].name} · ${reasonOf(place, findingsOf(place).at(-1))}`);
  const isDefault = state[row] === ACCEPTED && !touched[row];
  element.className = `row place ${STATES[state[row]]}${isDefault ? " default" : ""}${row === current ? " current" : ""}`;
  element.replaceChildren(
    make("span", { className: "mark", textContent: ["?", "✓", "✕", "✎"][state[row]], title: say(isDefault ? "default" : STATES[state[row]]), role: "img", "aria-label": say(isDefault ? "default" : STATES[state[row]]) }),
    make("div", { className: "text" }, inContext(row, list.box.clientWidth < 600 ? 5 : 14, 60, SHORT)), why,
    make("span", { className: "act" }, ...decideButtons(() => [row], proposal !== undefined)));
}

function decideButtons(which, canAccept = true) {
  const act = (to) => (event) => { event.stopPropagation(); judge(which(), to); };
  return [
    make("button", { tabIndex: -1, textContent: say("accept"), disabled: !canAccept, onclick: act(ACCEPTED) }),
    make("button", { tabIndex: -1, textContent: say("reject"), onclick: act(REJECTED) }),
  ];
}

/** Decides, and shows what came of it. */
function judge(indices, to, text) {
  const done = decide(indices, to, text);
  if (done > 1) toast(`${say(STATES[to])}：${say("didBulk", done)}`);
  if (done) refresh();
}

function refresh() {
  counts();
  list.draw(true);
  detail();
  remember();
}

function counts() {
  const [undecided, accepted, rejected, edited] = tally;
  $("counts").textContent = say("counts", accepted + edited, rejected, undecided);
  for (const [name, n] of Object.entries({ accepted, edited, rejected, undecided })) {
    $("meter").querySelector(`.${name}`).style.flex = `${n} 0 0`;
  }
  $("meter").setAttribute("aria-label", $("counts").textContent);
  $("undo").disabled = !undone.length;
  const byDefault = state.reduce((n, s, i) => n + (s === ACCEPTED && !touched[i]), 0);
  const of = [places.length, undecided, accepted - byDefault, rejected, edited, byDefault];
  const keys = ["all", "undecided", "accepted", "rejected", "edited", "default"];
  const buttons = keys.map((key, k) => toggle(say(key), of[k], wanted.state === k - 1, () => { wanted.state = k - 1; }));
  $("states").replaceChildren(...buttons);
}

function toggle(text, n, isOn, act) {
  const press = () => { act(); draw(); };
  return make("button", { "aria-pressed": isOn, onclick: press }, text, " ", make("b", { textContent: n }));
}

function flip(set, key) {
  if (!set.delete(key)) set.add(key);
}

/** The choices of the left side, with how many places each stands for. */
function choices() {
  const levels = new Map(LEVELS.map((name) => [name, 0]));
  const rules = new Map();
  for (const place of places) {
    levels.set(levelOf(place), levels.get(levelOf(place)) + 1);
    for (const rule of new Set(findingsOf(place).map(([rule]) => rule))) {
      const seen = rules.get(rule) ?? { places: 0, documents: 0, last: -1 };
      seen.places += 1;
      if (seen.last !== place.document) seen.documents += 1;
      seen.last = place.document;
      rules.set(rule, seen);
    }
  }
  $("levels").replaceChildren(...[...levels].map(([name, n]) => toggle(say(name), n, wanted.levels.has(name), () => flip(wanted.levels, name))));
  const most = Math.max(1, ...[...rules.values()].map((seen) => seen.documents));
  const sorted = [...rules].sort(([, a], [, b]) => b.documents - a.documents || b.places - a.places);
  const stages = [...new Set(sorted.map(([rule]) => DATA.rules[rule].name.split("/")[0]))];
  $("chart").replaceChildren(...stages.flatMap((stage) => [
    make("h3", { textContent: stage }),
    ...sorted.filter(([rule]) => DATA.rules[rule].name.startsWith(`${stage}/`)).map(([rule, seen]) => {
      const { says, name } = DATA.rules[rule];
      const bar = make("i");
      bar.style.width = `${100 * seen.documents / most}%`;
      const press = () => { flip(wanted.rules, rule); draw(); };
      return make("button", { "aria-pressed": wanted.rules.has(rule), title: name, onclick: press },
        make("span", { textContent: says[language] }), make("b", { textContent: `${seen.documents} · ${seen.places}` }), bar);
    })]));
}

function draw() {
  counts();
  choices();
  filter();
  detail();
}

function select(row) {
  current = row;
  const index = rows.indexOf(row);
  $("list").setAttribute("aria-activedescendant", index >= 0 ? `row-${index}` : "");
  if (index >= 0) list.reveal(index);
  detail();
}

function move(step, test = () => true) {
  let index = rows.indexOf(current);
  do index += step; while (index >= 0 && index < rows.length && !test(rows[index]));
  if (index >= 0 && index < rows.length) select(rows[index]);
}

let fading;
function toast(...content) {
  $("toast").replaceChildren(...content);
  $("toast").classList.add("on");
  clearTimeout(fading);
  fading = setTimeout(() => $("toast").classList.remove("on"), 6000);
}

function download() {
  const [text, count] = exported();
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "decisions.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  toast(say("exported", count), make("code", { textContent: "kanwu fix --decisions decisions.json" }));
}

async function load(file) {
  try {
    const [fitting, others] = imported(await file.text());
    refresh();
    toast(say("loaded", fitting), others ? ` · ${say("changed", others)}` : "");
  } catch (error) {
    toast(say("notLoaded", error.message));
  }
}
