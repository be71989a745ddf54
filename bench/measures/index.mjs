/**
 * The measures, in the order of the table. A measure has a name, what it compares in a few words, a unit for its value,
 * its bounds, perhaps `long` (minutes: run when named) and `diskBytes`, and `run({ folder, scale })`, which resolves to the value and both figures as text (`ours`, `theirs`).
 */
import { fakerRows } from './faker-rows.mjs';
import { firstFile } from './first-file.mjs';
import { help } from './help.mjs';
import { memory } from './memory.mjs';
import { millionShoppers } from './million-shoppers.mjs';
import { pureSql } from './pure-sql.mjs';
import { receiptLines } from './receipt-lines.mjs';
import { safety } from './safety.mjs';
import { salesWarehouse, salesWarehouseLarge } from './sales-warehouse.mjs';
import { simulation } from './simulation.mjs';
import { streamJson } from './stream-json.mjs';
import { streamKafka } from './stream-kafka.mjs';
import { streamMemory } from './stream-memory.mjs';
import { workers } from './workers.mjs';

export const measures = [
  pureSql,
  fakerRows,
  simulation,
  workers,
  memory,
  safety,
  help,
  firstFile,
  receiptLines,
  millionShoppers,
  salesWarehouse,
  salesWarehouseLarge,
  streamJson,
  streamMemory,
  streamKafka,
];
