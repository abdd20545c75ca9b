"use strict";
(() => {
  const text = document.getElementById("text");
  const cards = [...document.querySelectorAll(".card")];
  const marksOf = (card) => text.querySelectorAll(`[data-events~="${card.dataset.event}"]`);
  const cardsOf = (mark) => mark.dataset.events.split(" ").map((number) => cards[number]);
  const linkedMark = (target) => target.closest("#text [data-events]");
  const clear = (name) => document.querySelectorAll(`.${name}`).forEach((element) => element.classList.remove(name));
  const show = (element, block) => element.scrollIntoView({ block });

  function address(url) {
    try {
      history.replaceState(null, "", url);
    } catch {
      // A page embedded in another one has no address of its own.
    }
  }

  function select(card, { scrollText = false, scrollCard = false } = {}) {
    clear("on");
    clear("aim");
    text.classList.toggle("selecting", Boolean(card));
    address(card ? `#${encodeURIComponent(card.id)}` : location.pathname + location.search);
    if (!card) return;
    if (card.hidden) filter("");
    card.classList.add("on");
    const marks = marksOf(card);
    marks.forEach((mark) => mark.classList.add("on"));
    if (scrollCard) show(card, "nearest");
    if (scrollText) show([...marks].find((mark) => mark.matches(".trigger")), "center");
  }

  function aim(number) {
    const segments = text.querySelectorAll(`[data-mark="${number}"]`);
    segments.forEach((segment) => segment.classList.add("aim"));
    show(segments[0], "center");
  }

  function filter(type) {
    document.querySelectorAll("[data-filter]").forEach((button) => {
      button.setAttribute("aria-pressed", button.dataset.filter === type);
    });
    cards.forEach((card) => { card.hidden = Boolean(type) && card.dataset.type !== type; });
    text.querySelectorAll("[data-events]").forEach((mark) => {
      mark.classList.toggle("filtered", cardsOf(mark).every((card) => card.hidden));
    });
  }

  function hover(event, isOver) {
    const card = event.target.closest(".card");
    const mark = linkedMark(event.target);
    clear("hot");
    if (!isOver) return;
    if (card) marksOf(card).forEach((other) => other.classList.add("hot"));
    if (mark) cardsOf(mark).forEach((other) => other.classList.add("hot"));
  }

  document.addEventListener("click", (event) => {
    const mark = linkedMark(event.target);
    const card = event.target.closest(".card");
    const chip = event.target.closest("[data-goto]");
    const button = event.target.closest("[data-filter]");
    if (button) filter(button.dataset.filter);
    else if (card) {
      select(card, { scrollText: !chip });
      if (chip) aim(chip.dataset.goto);
    } else if (mark) {
      const linked = cardsOf(mark);
      const current = linked.findIndex((other) => other.classList.contains("on"));
      // A mark that several events share goes through them click by click.
      select(linked[(current + 1) % linked.length], { scrollCard: true });
    } else if (event.target.closest("#text")) select(null);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") select(null);
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("#text .trigger")) {
      event.preventDefault();
      event.target.click();
    }
  });
  document.addEventListener("mouseover", (event) => hover(event, true));
  document.addEventListener("mouseout", (event) => hover(event, false));
  document.addEventListener("change", ({ target }) => {
    const { kind, name } = target.dataset;
    if (!kind) return;
    const boxes = document.querySelectorAll(`input[data-kind="${kind}"]`);
    // The box of the whole group has no name.
    if (name) boxes[0].checked = [...boxes].slice(1).every((box) => box.checked);
    else boxes.forEach((box) => { box.checked = target.checked; });
    const shown = new Set([...boxes].filter((box) => box.checked).map((box) => box.dataset.name));
    text.querySelectorAll(`.${kind}`).forEach((mark) => mark.classList.toggle("off", !shown.has(mark.dataset.name)));
  });
  const follow = () => {
    const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (cards.includes(card)) select(card, { scrollText: true, scrollCard: true });
  };
  addEventListener("hashchange", follow);
  follow();
})();
