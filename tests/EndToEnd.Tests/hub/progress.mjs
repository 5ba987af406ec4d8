// What an integrator writes: watches one import over the hub and prints, as one line of JSON, all that came.
//   node progress.mjs ADDRESS TOKEN FILE          uploads FILE, subscribes and listens until it is finished
//   node progress.mjs ADDRESS TOKEN --import ID   only tries to subscribe
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const [address, token, what, id] = process.argv.slice(2);
const said = { connected: false, subscribed: false, refused: null, snapshot: null, events: [] };
const final = ['completed', 'completedWithErrors', 'failed', 'cancelled', 'undone'];

const hub = new HubConnectionBuilder()
  .withUrl(`${address}/hubs/progress`, token ? { accessTokenFactory: () => token } : {})
  .configureLogging(LogLevel.None)
  .build();

async function upload(path) {
  const form = new FormData();
  form.append('file', new Blob([await readFile(path)]), basename(path));
  const answer = await fetch(`${address}/api/v1/imports`, { method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 202) {
    throw new Error(`upload ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()).id;
}

try {
  await hub.start();
  said.connected = true;
  if (what === '--import') {
    await hub.invoke('Subscribe', id);
    said.subscribed = true;
  } else {
    const ended = new Promise((resolve, reject) => {
      hub.on('importProgress', event => {
        said.events.push({ ...event, at: performance.now(), beforeSnapshot: said.snapshot === null });
        if (final.includes(event.status)) {
          resolve();
        }
      });
      hub.onclose(reject);
      setTimeout(() => reject(new Error('the import did not end')), 120_000).unref();
    });
    const imported = await upload(what);
    said.snapshot = await hub.invoke('Subscribe', imported);
    said.subscribed = true;
    if (!final.includes(said.snapshot.status)) {
      await ended;
    }
  }
} catch (error) {
  said.refused = String(error.message ?? error);
} finally {
  await hub.stop().catch(() => {});
}
console.log(JSON.stringify(said));
process.exit(0);
