// The whole way of an integrator, by the API document alone. Prints what it has seen as one line of JSON.
//   node journey.mjs ADDRESS CLIENT SECRET
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { Webhook } from 'standardwebhooks';
import { Portal, fail } from './portal.mjs';

const [address, clientId, secret] = process.argv.slice(2);
const key = randomUUID().slice(0, 8);
const deadline = Date.now() + 180_000;
const until = async (what, look) => {
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }
    if (Date.now() > deadline) {
      fail(`it did not come to pass that ${what}`);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
};

const started = new Date().toISOString();
const portal = await Portal.open(address);
const granted = await portal.signIn(clientId, secret);

// Told of everything that happens from here on.
const messages = [];
const receiver = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  messages.push({ body: Buffer.concat(chunks).toString('utf8'), headers: request.headers });
  response.writeHead(204).end();
});
await new Promise(resolve => receiver.listen(0, '127.0.0.1', resolve));
const hook = (await portal.call('createWebhook', {
  headers: { 'idempotency-key': randomUUID() },
  json: { url: `http://127.0.0.1:${receiver.address().port}/hook`, description: 'journey', eventTypes: ['settlement.finished', 'import.finished'] },
})).body;

// A product, read back by what changed.
const product = (await portal.call('createProduct', { json: { code: `J-${key}`, name: '旅の急須', price: 2800, taxRate: 10, active: true } })).body;
const products = await everything('listProducts', { modifiedSince: started });
products.some(one => one.code === product.code) || fail('the product is not in the list');

// A thousand orders in one request; sent twice with one key, they are there once.
const order = number => ({
  orderNumber: `J-${key}-${number}`,
  customer: { code: `JC-${number % 40}`, name: '旅田 花子', email: `hanako${number % 40}@example.jp`, phone: '03-0000-1234' },
  shippingAddress: { postalCode: '100-0001', prefecture: '東京都', city: '千代田区', line1: '千代田1-1', line2: '' },
  lines: [{ productCode: product.code, quantity: 1 + (number % 3), unitPrice: 2800, taxRate: 10 }],
  paymentMethod: 'credit_card',
});
const lines = Array.from({ length: 1000 }, (_, index) => (index === 500 ? { ...order(index), lines: [{ productCode: product.code, quantity: 0, unitPrice: 2800 }] } : order(index)));
const once = { headers: { 'idempotency-key': randomUUID() }, lines };
const batch = (await portal.call('createOrders', once)).body;
const again = await portal.call('createOrders', once);
again.headers.get('idempotent-replayed') === 'true' && JSON.stringify(again.body) === JSON.stringify(batch) || fail('the same request had another answer');
const rejected = batch.results.filter(one => one.status === 'rejected');

// A file with two faults, watched live.
const heading = '注文番号,顧客コード,顧客名,商品コード,数量,単価,支払方法';
const row = (number, quantity) => `F-${key}-${number},JC-${number},旅田 花子,J-${key},${quantity},2800,クレジットカード`;
const file = [heading, ...Array.from({ length: 300 }, (_, index) => row(index, index === 7 || index === 70 ? '二個' : 2))].join('\r\n');
const hub = new HubConnectionBuilder().withUrl(`${address}/hubs/progress`, { accessTokenFactory: () => portal.token }).configureLogging(LogLevel.None).build();
const events = [];
hub.on('importProgress', event => events.push(event));
await hub.start();
await hub.invoke('SubscribeTenant');
const upload = new FormData();
upload.append('file', new Blob([file], { type: 'text/csv' }), `journey-${key}.csv`);
upload.append('notify', 'none');
const imported = await ended((await portal.call('createImport', { form: upload })).body.id);
await until('the hub tells of the end', () => events.some(event => event.importId === imported.id && event.phase === 'finished'));
await hub.stop();
const seen = events.filter(event => event.importId === imported.id);

// What needs a person, mended in the report that the portal gives out, and sent back.
const problems = await everything('listImportProblems', {}, { id: imported.id });
const report = (await portal.call('getImportReport', { path: { id: imported.id }, query: { format: 'csv', encoding: 'utf-8', lang: 'en' } })).body;
const mended = new FormData();
mended.append('file', new Blob([report.replaceAll('二個', '2')], { type: 'text/csv' }), `journey-${key}-mended.csv`);
const retried = await ended((await portal.call('retryImport', { path: { id: imported.id }, form: mended })).body.id);

// Paid: the plan is looked at, and exactly that plan is run.
const wanted = { importId: imported.id, grouping: 'perOrder' };
const plan = (await portal.call('planSettlement', { json: wanted })).body;
const run = (await portal.call('runSettlement', { headers: { 'idempotency-key': randomUUID() }, json: { ...wanted, token: plan.token } })).body;
const settlement = await until('the settlement ends', async () => {
  const now = (await portal.call('getSettlement', { path: { id: run.id } })).body;
  return now.finishedAt ? now : null;
});

// Told of by webhooks, each of them signed by the portal.
const told = await until('webhooks tell of the ends', () => {
  const verified = messages.map(one => new Webhook(hook.secret).verify(one.body, one.headers));
  return verified.some(event => event.type === 'settlement.finished') && verified.filter(event => event.type === 'import.finished').length >= 2 ? verified : null;
});
await portal.call('deleteWebhook', { path: { id: hook.id } });
receiver.close();

// All that changed since the start, page by page, until nothing is left.
const changed = await everything('listOrders', { modifiedSince: started, limit: '500' });

console.log(JSON.stringify({
  scopes: granted.scope.split(' ').length,
  batch: { created: batch.created, rejected: batch.rejected, problem: rejected[0]?.problems[0] },
  imported: { status: imported.status, rejected: imported.rows.rejected, events: seen.length, rising: seen.every((event, at) => at === 0 || event.sequence > seen[at - 1].sequence) },
  problems: problems.map(one => ({ row: one.row, column: one.column, code: one.code })),
  retried: { status: retried.status, created: retried.orders.created, parent: retried.parentId === imported.id },
  settlement: { orders: settlement.orders, planned: plan.amount, amount: settlement.amount, charges: settlement.charges },
  webhooks: told.map(event => event.type),
  changed: { orders: new Set(changed.map(one => one.id)).size, ofBatch: new Set(changed.filter(one => one.orderNumber.startsWith(`J-${key}-`)).map(one => one.id)).size, ofFile: new Set(changed.filter(one => one.orderNumber.startsWith(`F-${key}-`)).map(one => one.id)).size },
}));
process.exit(0);

async function everything(operationId, query, path = {}) {
  const items = [];
  let cursor = null;
  do {
    const page = (await portal.call(operationId, { path, query: cursor ? { ...query, cursor } : query })).body;
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

async function ended(id) {
  return until('the import ends', async () => {
    const now = (await portal.call('getImport', { path: { id } })).body;
    return ['completed', 'completedWithErrors', 'failed', 'cancelled'].includes(now.status) && now.phase === 'finished' ? now : null;
  });
}
