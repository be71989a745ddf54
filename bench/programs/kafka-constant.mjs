/** One constant message again and again through the same client, with the same settings as the stream's sink. */
import { Admin, Producer } from '@platformatic/kafka';

const { events, brokers } = JSON.parse(process.argv[2]);
const PARTITIONS = 4;
/** As many of these as the sink puts into a request of 900 kB. */
const CHUNK = 2300;
const topic = `constant${process.pid}`;
const base = { clientId: 'bench', bootstrapBrokers: brokers, retries: 0 };
const admin = new Admin(base);
await admin.createTopics({ topics: [topic], partitions: PARTITIONS, replicas: 1 });
await admin.close();
const producer = new Producer({ ...base, autocreateTopics: false, maxInflights: 16 });
const value = Buffer.from(
  JSON.stringify({
    transaction_id: 1234567,
    store_id: 321,
    event_time: '2024-01-01T08:30:00.123456',
    customer_id: 12345,
    product_id: 4321,
    quantity: 1,
    unit_price: 57.99,
    total_amount: 57.99,
    payment_method: 'Credit Card',
    discount_applied: 5.8,
    tax_amount: 4.18,
  }),
);
const headers = new Map([
  [Buffer.from('event_id'), Buffer.from('sales-42-12345-123')],
  [Buffer.from('event_time'), Buffer.from('2024-01-01T08:30:00.123456')],
  [Buffer.from('arrival_time'), Buffer.from('2024-01-01T08:30:12.123456')],
]);
const key = Buffer.from('1234567');
const chunkOf = (partition) =>
  Array.from({ length: CHUNK }, () => ({ topic, partition, key, value, headers, timestamp: 1704097800123n }));
const chunks = Array.from({ length: PARTITIONS }, (_, partition) => chunkOf(partition));
let left = events;
const options = { compression: 'snappy', acks: -1, idempotent: true, autocreateTopics: false };
// A topic that was just made has no leader for a moment.
for (const [message] of chunks) {
  for (let attempt = 1; ; attempt++) {
    try {
      await producer.send({ ...options, messages: [message] });
      break;
    } catch (thrown) {
      if (attempt === 50) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
const start = performance.now();
const begun = process.cpuUsage();
await Promise.all(
  chunks.map(async (messages) => {
    while (left > 0) {
      const now = Math.min(left, CHUNK);
      left -= now;
      await producer.send({ ...options, messages: now === CHUNK ? messages : messages.slice(0, now) });
    }
  }),
);
const { user, system } = process.cpuUsage(begun);
console.log(JSON.stringify({ events, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 }));
await producer.close();
