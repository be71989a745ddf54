export * from './address.js';
export * from './alias.js';
export * from './distributions.js';
export * from './math.js';
export * from './sequence.js';
export * from './threefry.js';
export * from './zipf.js';
