export { exp } from './exp.js';
export { ln } from './ln.js';
export { lnGamma } from './ln-gamma.js';
export { pow } from './pow.js';
