// What a search means. A pair is read as people write it, EUR/GBP, eur-gbp or EURGBP, and means its currencies: a row may
// quote the pound against the dollar. The euro itself has no row.
const codes = new Set([...Object.keys(series), "EUR"]);
const PAIR = /(?<![a-z])([a-z]{3})(?:\s*[/_-]\s*|\s*)([a-z]{3})(?![a-z])/gi;

// The pairs of a text, each a list of its currencies but the euro, and the words that are left.
function meaning(text) {
  const pairs = [];
  const rest = text.replace(PAIR, (written, ...halves) => {
    const pair = halves.slice(0, 2).map((code) => code.toUpperCase());
    if (!pair.every((code) => codes.has(code))) return written;
    pairs.push(pair.filter((code) => code !== "EUR"));
    return " ";
  });
  return { pairs, words: rest.toLowerCase().split(/\s+/).filter(Boolean) };
}

// Of two currencies without the euro the rows that quote the one against the other, or else those of both.
function rowsOf(pair, rows) {
  const [one, other] = pair.map((code) => code.toLowerCase());
  const quoting = other ? rows.filter(({ text }) => text.includes(`${one}/${other}`) || text.includes(`${other}/${one}`)) : [];
  return new Set(quoting.length > 0 ? quoting : rows.filter(({ currency }) => pair.includes(currency)));
}

// The rows that a text asks for.
function found(asked, rows) {
  const { pairs, words } = meaning(asked);
  const sets = pairs.map((pair) => rowsOf(pair, rows));
  return new Set(rows.filter((row) => words.every((word) => row.text.includes(word)) && sets.every((set) => set.has(row))));
}

// The currency whose chart somebody asks for, by its code or a pair.
const currencyOf = (text) => meaning(text).pairs[0]?.[0] ?? text.trim().toUpperCase();
