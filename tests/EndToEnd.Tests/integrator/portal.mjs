// A client of the portal that knows nothing but the address of its API document: operations by their ids, parameters and bodies as the document names them.
// Every answer is checked against the document.
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as oauth from 'openid-client';

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export class Portal {
  #address;
  #document;
  #operations = new Map();
  #ajv = new Ajv({ strict: false, allErrors: true });
  #token;

  static async open(address) {
    const portal = new Portal();
    portal.#address = address;
    portal.#document = await (await fetch(`${address}/openapi/v1.json`)).json();
    formats(portal.#ajv);
    portal.#ajv.addSchema(portal.#document, 'document');
    for (const [path, item] of Object.entries(portal.#document.paths)) {
      for (const method of methods.filter(name => item[name])) {
        portal.#operations.set(item[method].operationId, { path, method, ...item[method] });
      }
    }
    return portal;
  }

  // By OAuth 2.0, where the document says that tokens are given out.
  async signIn(clientId, secret) {
    const scheme = Object.values(this.#document.components.securitySchemes).find(one => one.type === 'oauth2');
    const { tokenUrl, scopes } = scheme.flows.clientCredentials;
    const server = { issuer: this.#address, token_endpoint: new URL(tokenUrl, this.#address).toString() };
    const client = new oauth.Configuration(server, clientId, secret);
    oauth.allowInsecureRequests(client);
    const granted = await oauth.clientCredentialsGrant(client, { scope: Object.keys(scopes).join(' ') });
    this.#token = granted.access_token;
    return granted;
  }

  get token() {
    return this.#token;
  }

  // The answer: status, headers, body. One that the document does not tell of, or tells otherwise of, is an error; so is a refusal.
  async call(operationId, { path = {}, query = {}, headers = {}, json, lines, form } = {}) {
    const operation = this.#operations.get(operationId) ?? fail(`the document has no operation ${operationId}`);
    const address = new URL(operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? fail(`${operationId} needs ${name}`))), this.#address);
    for (const [name, value] of Object.entries(query)) {
      if (!operation.parameters.map(one => this.#resolve(one)).some(one => one.in === 'query' && one.name === name)) {
        fail(`${operationId} has no parameter ${name}`);
      }
      address.searchParams.set(name, value);
    }
    const sent = new Headers({ authorization: `Bearer ${this.#token}`, ...headers });
    if (json !== undefined) {
      sent.set('content-type', 'application/json');
      this.#check(operation, `requestBody/content/application~1json/schema`, json, 'the request');
    }
    if (lines !== undefined) {
      sent.set('content-type', 'application/x-ndjson');
    }
    const body = json !== undefined ? JSON.stringify(json) : lines !== undefined ? lines.map(line => JSON.stringify(line)).join('\n') : form;
    const answer = await fetch(address, { method: operation.method.toUpperCase(), headers: sent, body });
    const type = (answer.headers.get('content-type') ?? '').split(';')[0];
    const declared = this.#resolve(operation.responses[answer.status] ?? fail(`${operationId} answered ${answer.status}, which the document does not tell of: ${await answer.text()}`));
    const text = await answer.text();
    let content = text;
    if (declared.content) {
      if (!declared.content[type]) {
        fail(`${operationId} answered ${answer.status} as ${type}`);
      }
      if (type.endsWith('json')) {
        content = JSON.parse(text);
        this.#check(operation, `responses/${answer.status}/content/${type.replaceAll('/', '~1')}/schema`, content, `the answer ${answer.status}`);
      }
    }
    if (answer.status >= 400) {
      fail(`${operationId} was refused: ${text}`);
    }
    return { status: answer.status, headers: answer.headers, body: content };
  }

  #resolve(part) {
    return part.$ref ? part.$ref.slice(2).split('/').reduce((at, name) => at[name.replaceAll('~1', '/').replaceAll('~0', '~')], this.#document) : part;
  }

  #check(operation, place, value, what) {
    const escaped = operation.path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
    const validate = this.#ajv.compile({ $ref: `document#/paths/${escaped}/${operation.method}/${place}` });
    if (!validate(value)) {
      fail(`${operation.operationId}: ${what} is not as the document says: ${this.#ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
    }
  }
}

export function fail(reason) {
  throw new Error(reason);
}
