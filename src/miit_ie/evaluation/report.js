"use strict";
const filters = document.getElementById("filters");
const onlyErrors = document.getElementById("only-errors");
const articles = [...document.querySelectorAll("article")].map((article) => ({
  article,
  rows: [...article.querySelectorAll(".row:not(.head)")],
  differences: [...article.querySelectorAll("li")],
}));
const total = articles.reduce((sum, { differences }) => sum + differences.length, 0);

function ticked(name) {
  return new Set([...filters.querySelectorAll(`[data-filter="${name}"] input:checked`)].map((input) => input.value));
}

function update() {
  const kinds = ticked("kind");
  const types = new Set([...ticked("type"), ...ticked("label")]);
  let shownArticles = 0;
  let shownDifferences = 0;
  for (const { article, rows, differences } of articles) {
    let here = 0;
    for (const item of differences) {
      item.hidden = !(kinds.has(item.dataset.kind) && JSON.parse(item.dataset.types).some((type) => types.has(type)));
      here += !item.hidden;
    }
    // The text stays as long as anything does.
    for (const row of rows.slice(1)) row.hidden = onlyErrors.checked && !row.querySelector("li:not([hidden])");
    article.hidden = onlyErrors.checked && here === 0;
    shownArticles += !article.hidden;
    shownDifferences += here;
  }
  document.body.classList.toggle("no-entities", !document.getElementById("show-entities").checked);
  document.body.classList.toggle("no-labels", !document.getElementById("show-labels").checked);
  document.getElementById("shown").value =
    `${shownDifferences} of ${total} differences, ${shownArticles} of ${articles.length} bulletins`;
}

// Pointing at a difference shows where it stands on either side.
function point(event, on) {
  const item = event.target.closest?.("li");
  if (!item) return;
  const article = item.closest("article");
  for (const side of ["gold", "predicted"]) {
    const at = item.dataset[side];
    if (!at) continue;
    for (const mark of article.querySelectorAll(`[data-side="${side}"] [data-at="${at}"]`)) mark.classList.toggle("hot", on);
  }
}

filters.addEventListener("change", update);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("click", ({ target }) => {
  if (target.dataset.set === undefined) return;
  for (const input of target.closest("fieldset").querySelectorAll("input")) input.checked = target.dataset.set === "all";
  update();
});
for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.querySelector("main").addEventListener(name, (event) => point(event, on));
}
update();
