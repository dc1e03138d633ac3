// The right side: one place or one document, everything known of it, everything to be done.
function detail() {
  const panel = $("detail");
  if (current < 0 && rows.length === 0) return panel.replaceChildren();
  panel.replaceChildren(...(current < 0 ? ofDocument(-1 - current) : ofPlace(current)));
}

function ofDocument(d) {
  const document = documents[d];
  return [
    make("h2", { textContent: document.name }),
    make("h2", { textContent: say("diagnosis") }),
    make("pre", {}, visible(document.diagnosis[language])),
    wide(say("thisDocument"), (i) => places[i].document === d),
  ];
}

/** A line that decides about many places. */
function wide(name, test) {
  const all = shownPlaces(test);
  return make("div", { className: "wide" }, make("span", { textContent: `${name}（${say("places", all.length)}）` }), ...decideButtons(() => all));
}

function ofPlace(i) {
  const place = places[i], document = documents[place.document];
  const before = beforeOf(place), after = proposalOf(i)?.after, rule = ruleOf(place);
  const field = make("textarea", { id: "own", rows: 1, value: afterOf(i) ?? before, "aria-label": say("edit"), spellcheck: false });
  const own = () => judge([i], EDITED, field.value);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); own(); $("list").focus(); }
    if (event.key === "Escape") $("list").focus();
  });
  const same = (k) => proposalOf(k)?.after === after && beforeOf(places[k]) === before;
  const remarks = place.proposals.length ? place.remarks : [];
  return [
    make("h2", { textContent: `${document.name} · ${say("line", place.line, place.column)}` }),
    make("blockquote", { lang: "zh" }, inContext(i, 400, 400, LONG, decided)),
    place.proposals.length ? options(i) : null,
    make("div", { className: "buttons" },
      make("button", { textContent: say("accept"), disabled: !place.proposals.length, onclick: () => judge([i], ACCEPTED) }),
      make("button", { textContent: say("reject"), onclick: () => judge([i], REJECTED) }),
      make("button", { textContent: say("decideLater"), onclick: () => judge([i], UNDECIDED) })),
    make("div", { className: "reasons" }, ...reasons(place, findingsOf(place))),
    remarks.length ? make("div", { className: "reasons" }, make("h2", { textContent: say("remarks") }), ...reasons(place, remarks)) : null,
    make("div", { className: "own" }, make("label", { for: "own", textContent: say("edit") }), field, make("button", { textContent: say("take"), onclick: own })),
    after === undefined ? null : wide(say("thisChange"), same),
    wide(say("thisRule"), (k) => ruleOf(places[k]) === rule),
    wide(say("thisDocument"), (k) => places[k].document === place.document),
  ].filter(Boolean);
}

/** What may stand there, to choose from. */
function options(i) {
  const place = places[i];
  return make("div", { className: "options", role: "radiogroup" }, ...place.proposals.map((proposal, n) => {
    const checked = !written.has(i) && state[i] !== REJECTED && choice[i] === n;
    const pick = () => { choose(i, n); refresh(); };
    return make("label", {}, make("input", { type: "radio", name: "proposal", checked, onchange: pick }),
      make("span", { className: "text", lang: "zh" }, proposal.after ? visible(proposal.after) : say("deleted")), level(proposal));
  }));
}

function reasons(place, findings) {
  return findings.map((finding) => make("p", {}, visible(reasonOf(place, finding)), make("br"), make("code", { textContent: DATA.rules[finding[0]].name })));
}
