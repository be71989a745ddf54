/** Runs the sides in turn, A B A B …, and returns the median of each by the field `by`, so that a slow minute hits both. */
export async function inTurn(repetitions, sides, by = 'seconds') {
  const results = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let i = 0; i < repetitions; i++) {
    for (const [name, side] of Object.entries(sides)) results[name].push(await side());
  }
  return Object.fromEntries(Object.entries(results).map(([name, list]) => [name, middle(list, by)]));
}

/** The result in the middle; of an even number the better one of the two. */
function middle(results, by) {
  const sorted = [...results].sort((a, b) => a[by] - b[by]);
  return sorted[(sorted.length - 1) >> 1];
}
