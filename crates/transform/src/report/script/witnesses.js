// Who was compared: the number opens to the keys, and here to the names of the banks.
document.addEventListener("toggle", ({ target }) => {
  const names = target.matches?.("td details") && target.open && $("span", target);
  if (!names) return;
  const list = html("ul");
  list.append(...names.textContent.split(", ").map((witness) => html("li", {}, withBank(witness))));
  names.replaceWith(list);
}, true);
