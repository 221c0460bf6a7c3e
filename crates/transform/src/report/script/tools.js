// What every part of the script uses. Data only ever becomes text (textContent) or an attribute's value, never markup.
"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const html = (name, attributes, text) => withAttributes(document.createElement(name), attributes, text);
function withAttributes(element, attributes = {}, text = "") {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== "") element.textContent = text;
  return element;
}

// The histories of the currencies, still packed.
const series = JSON.parse($("#series").textContent);

// Says something to those who listen to the page, too.
const say = (text) => { $("#said").textContent = text; };

// What the page knows each bank as, by its key: it says so once, in its table of witnesses.
const banks = new Map($$("#witness-table tbody tr").map((row) => [row.cells[0].textContent, row.cells[row.cells.length - 1].textContent]));
const withBank = (witness) => (banks.get(witness) ? `${witness}: ${banks.get(witness)}` : witness);

// The value of a cell as silver has it, where the page writes it for people.
const exactText = (cell) => cell.dataset.exact ?? cell.textContent;
