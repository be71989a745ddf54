export { beta } from './beta.js';
export { binomial } from './binomial.js';
export { exponential } from './exponential.js';
export { gamma } from './gamma.js';
export { negativeBinomial } from './negative-binomial.js';
export { logNormal, normalOf } from './normal.js';
export { normalQuantile } from './normal-quantile.js';
export { poisson } from './poisson.js';
