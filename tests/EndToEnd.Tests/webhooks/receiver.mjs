// A receiver of webhooks as an integrator would write one, with the public library of Standard Webhooks. Secrets come in as lines of JSON
// ({ name, secret }); it says which it knows and what was received in lines of JSON too, the first of which holds its port.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';

const secrets = new Map();

function verify(secret, body, headers) {
  try {
    return new Webhook(secret).verify(body, headers);
  } catch (error) {
    return { refused: error.message };
  }
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  const verified = {}, tampered = {};
  for (const [name, secret] of secrets) {
    verified[name] = verify(secret, body, request.headers);
    tampered[name] = verify(secret, body.replace('"type"', '"Type"'), request.headers);
  }
  console.log(JSON.stringify({ id: request.headers['webhook-id'], signatures: request.headers['webhook-signature'].split(' ').length, verified, tampered }));
  response.writeHead(204).end();
});

createInterface({ input: process.stdin })
  .on('line', line => {
    const { name, secret } = JSON.parse(line);
    secrets.set(name, secret);
    console.log(JSON.stringify({ known: name }));
  })
  .on('close', () => process.exit(0));
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
