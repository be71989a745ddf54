/**
 * The two 32-bit words of a double, through one shared piece of memory. Which word comes first depends on the processor,
 * so it is asked once: the high word of 1 is 0x3ff00000, the low word 0.
 */
const value = new Float64Array([1]);
const words = new Int32Array(value.buffer);
const HIGH = words[1] === 0x3ff00000 ? 1 : 0;
const LOW = 1 - HIGH;

/** Sign, exponent and the top 20 bits of the fraction, as a signed word. */
export function highWord(x: number): number {
  value[0] = x;
  return words[HIGH];
}

/** `x` with another high word. */
export function withHighWord(x: number, high: number): number {
  value[0] = x;
  words[HIGH] = high;
  return value[0];
}

/** `x` with its low word cleared: the leading 21 bits of its significand, so that products of two such are exact. */
export function leadingBits(x: number): number {
  value[0] = x;
  words[LOW] = 0;
  return value[0];
}
