/**
 * The bounds of a measure: `atLeast` must hold, `aim` is the goal. Each has a text and `holds(result)`.
 * A unit turns the measured value into text.
 */
export const times = (value) => `${value.toPrecision(3)}×`;
export const percent = (value) => `${value >= 0 ? '+' : '−'}${Math.abs(value * 100).toFixed(1)} %`;
export const seconds = (value) => `${value.toFixed(2)} s`;

/** The value must be this or more. */
export const atLeast = (least, aim, unit = times) => ({
  atLeast: { text: `≥ ${unit(least)}`, holds: ({ value }) => value >= least },
  aim: { text: `≥ ${unit(aim)}`, holds: ({ value }) => value >= aim },
});

/** The value must be this or less. */
export const atMost = (most, aim, unit = times) => ({
  atLeast: { text: `≤ ${unit(most)}`, holds: ({ value }) => value <= most },
  aim: { text: `≤ ${unit(aim)}`, holds: ({ value }) => value <= aim },
});

/** A rate or a number of rows as text. */
export const rate = (perSecond) => `${million(perSecond)} rows/s`;
export const million = (count) => (count >= 1e6 ? `${(count / 1e6).toPrecision(3)} M` : `${Math.round(count / 1e3)} k`);
