// What is to be decided and what has been. Places are numbered through all documents; what is
// decided stands in arrays, so that a hundred thousand of them cost nothing to count.
const UNDECIDED = 0, ACCEPTED = 1, REJECTED = 2, EDITED = 3;
const STATES = ["undecided", "accepted", "rejected", "edited"];
const LEVELS = ["certain", "likely", "possible"];

const documents = DATA.documents;
const places = [];
documents.forEach((document, d) => {
  document.first = places.length;
  for (const [text, start, end, from, to, line, column, proposals, remarks] of document.places) {
    places.push({
      document: d, text: document.texts[text], start, end, from, to, line, column, remarks,
      proposals: proposals.map(([after, level, probability, applied, findings]) =>
        ({ after, level: LEVELS[level], probability, applied, findings })),
    });
  }
  document.count = places.length - document.first;
});

const state = new Uint8Array(places.length);
/** Whether a person said so. */
const touched = new Uint8Array(places.length);
/** Which of the proposals is taken. */
const choice = new Uint8Array(places.length);
/** What a person wrote. */
const written = new Map();
/** How many places are in each state. */
const tally = [0, 0, 0, 0];

/** What holds until someone says otherwise: what kanwu would do. */
const byDefault = (place) => place.proposals.length && place.proposals[0].applied ? ACCEPTED : UNDECIDED;

places.forEach((place, i) => {
  state[i] = byDefault(place);
  tally[state[i]] += 1;
});

const beforeOf = (place) => place.text.slice(place.start, place.end);
const proposalOf = (i) => places[i].proposals[choice[i]];
const afterOf = (i) => written.has(i) ? written.get(i) : proposalOf(i)?.after;
/** The rule that a place is counted under: the last that had a say. */
const findingsOf = (place) => place.proposals.length ? place.proposals[0].findings : place.remarks;
const ruleOf = (place) => findingsOf(place).at(-1)[0];
const levelOf = (place) => place.proposals.length ? place.proposals[0].level : "possible";

const undone = [];

/** Decides about places; each step can be taken back. */
function decide(indices, to, text) {
  const step = [];
  for (const i of indices) {
    if (to === ACCEPTED && !places[i].proposals.length && !written.has(i)) continue;
    step.push([i, state[i], touched[i], choice[i], written.get(i)]);
    put(i, to === ACCEPTED && written.has(i) ? EDITED : to, to === UNDECIDED ? 0 : 1);
    if (to === EDITED) written.set(i, text);
  }
  if (step.length) undone.push(step);
  return step.length;
}

/** Takes one of the proposals of a place. */
function choose(i, n) {
  undone.push([[i, state[i], touched[i], choice[i], written.get(i)]]);
  choice[i] = n;
  written.delete(i);
  put(i, ACCEPTED, 1);
}

function put(i, to, isTouched) {
  tally[state[i]] -= 1;
  tally[to] += 1;
  state[i] = to;
  touched[i] = isTouched;
}

/** Takes the last step back; the place it was about, or nothing. */
function takeBack() {
  const step = undone.pop();
  if (!step) return undefined;
  for (const [i, was, wasTouched, chosen, text] of step) {
    put(i, was, wasTouched);
    choice[i] = chosen;
    if (text === undefined) written.delete(i); else written.set(i, text);
  }
  return step[0][0];
}

/** Everything decided, as `kanwu fix --decisions` reads it. */
function exported() {
  const out = documents.map((document) => {
    const { path, path_bytes, sha256, from, page } = document;
    const decisions = [];
    for (let i = document.first; i < document.first + document.count; i++) {
      if (state[i] === UNDECIDED) continue;
      const place = places[i], before = beforeOf(place), after = afterOf(i) ?? before;
      const decision = ["", "accept", "reject", "edit"][state[i]];
      const by_default = touched[i] ? undefined : true;
      const rules = findingsOf(place).map(([rule]) => DATA.rules[rule].name);
      decisions.push({ start: place.from, end: place.to, before, after, decision, by_default, rules });
    }
    return { path, path_bytes, sha256, from, page, decisions };
  }).filter((document) => document.decisions.length);
  const json = JSON.stringify;
  const each = out.map(({ decisions, ...head }) =>
    `${json(head).slice(0, -1)},"decisions":[\n${decisions.map(json).join(",\n")}]}`);
  const count = out.reduce((sum, document) => sum + document.decisions.length, 0);
  return [`{"format":"kanwu-decisions","version":1,"documents":[\n${each.join(",\n")}\n]}\n`, count];
}

/** Takes over decisions that were made before; how many fit, and how many do not. */
function imported(text) {
  const read = JSON.parse(text);
  if (read.format !== "kanwu-decisions" || read.version !== 1) throw new Error(String(read.format));
  const name = (document) => JSON.stringify([document.path, document.path_bytes, document.sha256]);
  const known = new Map(documents.map((document) => [name(document), document]));
  const step = [];
  let fitting = 0, others = 0;
  for (const given of read.documents) {
    const document = known.get(name(given));
    const at = new Map();
    for (let i = 0; document && i < document.count; i++) {
      const place = places[document.first + i];
      at.set(`${place.from} ${place.to}`, document.first + i);
    }
    for (const decided of given.decisions) {
      const i = at.get(`${decided.start} ${decided.end}`);
      if (i === undefined) { others += 1; continue; }
      fitting += 1;
      step.push([i, state[i], touched[i], choice[i], written.get(i)]);
      const n = places[i].proposals.findIndex((proposal) => proposal.after === decided.after);
      choice[i] = Math.max(n, 0);
      written.delete(i);
      if (decided.decision === "edit") written.set(i, decided.after);
      put(i, { accept: ACCEPTED, reject: REJECTED, edit: EDITED }[decided.decision], decided.by_default ? 0 : 1);
    }
  }
  if (step.length) undone.push(step);
  return [fitting, others];
}

const STORE = `kanwu-review:${DATA.id}`;
let saving;

/** Remembers in the browser what was said, so that a page that was closed loses nothing. */
function remember() {
  clearTimeout(saving);
  saving = setTimeout(() => {
    const said = [];
    for (let i = 0; i < places.length; i++) {
      if (touched[i] || state[i] !== byDefault(places[i])) said.push([i, state[i], touched[i], choice[i], written.get(i)]);
    }
    try { localStorage.setItem(STORE, JSON.stringify(said)); } catch { /* there may be no storage, or no room */ }
  }, 400);
}

function recall() {
  let said = [];
  try { said = JSON.parse(localStorage.getItem(STORE) ?? "[]"); } catch { /* there may be no storage */ }
  for (const [i, was, wasTouched, chosen, text] of said) {
    put(i, was, wasTouched);
    choice[i] = chosen;
    if (typeof text === "string") written.set(i, text);
  }
}
