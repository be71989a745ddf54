/** Generates store-tiers through the library, for what the command has no option. Prints the rows. */
import { generate } from '../../dist/index.js';

const result = await generate({ dataset: 'store-tiers', ...JSON.parse(process.argv[2]) });
console.log(JSON.stringify({ rows: result.rows }));
